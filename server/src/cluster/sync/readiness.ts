import { isObject, valueAt } from '../../model/references.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { KubeObject } from '../clusterClient.ts';
import { isFailure, type LastEvent } from './events.ts';
import type { Sight } from './follow.ts';
import { isHonoured } from './honour.ts';
import { isSyncedGeneration, readyOf, textAt } from './objects.ts';
import type { Verdict } from './settle.ts';

/** What an object's status comes to. */
export interface Readiness {
  readonly state: 'ready' | 'failed' | 'gone';
  /** The words of the operator: of the condition, or of the event that has the cause. */
  readonly message: string;
}

/** A failure is one when no retry has mended it in this time: what it needs may come into being just now. */
const failureGrace = 5_000;

/** How long a condition of a kind that tells no generation is given to change after an apply. */
const staleGrace = 3_000;

/**
 * Whether an object is ready, after how many milliseconds without another verdict. ExternalSecrets and PushSecrets tell by
 * `syncedResourceVersion` which generation was synced; those that never sync again (`CreatedOnce`, interval 0) are taken as they are.
 * Stores and ClusterExternalSecrets tell none: right after an apply (`applied`) only a newer event makes their condition certain.
 */
export function readinessOf(sight: Sight, applied: boolean): Verdict<Readiness> | undefined {
  const { object, gone, events, newEvents } = sight;
  if (gone) return { value: { state: 'gone', message: '' }, after: 0 };
  if (object === undefined) return undefined;
  const ready = readyOf(object);
  if (ready?.status === 'True') {
    const value = { state: 'ready', message: ready.message } as const;
    if (!tellsGeneration(object)) return { value, after: !applied || isAnswered(object, events) ? 0 : staleGrace };
    if (isSyncedGeneration(object) || !isHonoured(object).honoured) return { value, after: 0 };
    const failure = newEvents.find(isFailure);
    return failure === undefined ? undefined : { value: { state: 'failed', message: failure.message }, after: failureGrace };
  }
  const cause = events.find(isFailure);
  if (ready === undefined && cause === undefined) return undefined;
  return { value: { state: 'failed', message: causeOf(object, ready?.message ?? '', cause) }, after: failureGrace };
}

function tellsGeneration(object: KubeObject): boolean {
  return object['kind'] === 'ExternalSecret' || object['kind'] === 'PushSecret';
}

/** An event names the cause; the condition of a ClusterExternalSecret has it in its list of namespaces. */
function causeOf(object: KubeObject, message: string, cause: LastEvent | undefined): string {
  const failed = valueAt(object, ['status', 'failedNamespaces']);
  const first = Array.isArray(failed) ? (failed as readonly JsonValue[]).filter(isObject)[0] : undefined;
  if (first !== undefined) return `namespace ${textAt(first, ['namespace'])}: ${textAt(first, ['reason'])}`;
  return cause?.message ?? message;
}

/** Whether the operator has said something since anything but the status was last written. Both times are the cluster's, in seconds. */
function isAnswered(object: KubeObject, events: readonly LastEvent[]): boolean {
  const fields = valueAt(object, ['metadata', 'managedFields']);
  const writes = (Array.isArray(fields) ? (fields as readonly JsonValue[]) : [])
    .filter(isObject)
    .filter((entry) => entry['subresource'] !== 'status');
  const written = Math.max(0, ...writes.map((entry) => Date.parse(textAt(entry, ['time'])) || 0));
  return written > 0 && events.some(({ at }) => at >= written);
}
