import type { Answer } from '../support/scriptedHttp.ts';
import type { Plant } from './backEnds/backEnd.ts';

/** What can go wrong with an answer, as far as it may quote a secret in doing so. */
export const faultKinds = ['error', 'denied', 'missing', 'throttled', 'truncated', 'other', 'page', 'redirect'] as const;

/** One of them. */
export type FaultKind = (typeof faultKinds)[number];

/** An answer of that kind, with secrets wherever a service could put a word of its own. */
export function faultyAnswer(kind: FaultKind, plant: Plant): Answer {
  const json = {
    message: plant(),
    Message: plant(),
    __type: `com.example#${plant()}`,
    code: plant(),
    reason: plant(),
    errors: [plant(), { message: plant(), code: plant() }],
    error: { code: plant(), message: plant(), status: plant(), innererror: { code: plant() }, details: [{ reason: plant() }] },
    detail: plant(),
    data: plant(),
  };
  switch (kind) {
    case 'error':
      return { status: 500, json };
    case 'denied':
      return { status: 403, json };
    case 'missing':
      return { status: 404, json };
    case 'throttled':
      return {
        status: 429,
        json,
        headers: { 'retry-after': plant().replace(/\W/g, ''), warning: `299 - "${plant().replace(/\W/g, '')}"` },
      };
    case 'truncated':
      return {
        status: 200,
        json: `{"SecretString": "${plant()}", "value": "${plant()}", "data": {"data": {"password": "${plant()}`,
      };
    case 'other':
      return { status: 200, json };
    case 'page':
      return { status: 200, json: `<html><title>${plant()}</title>`, headers: { 'content-type': 'text/html' } };
    case 'redirect':
      return { status: 302, headers: { location: `http://127.0.0.1:1/?secret=${encodeURIComponent(plant())}` } };
  }
}
