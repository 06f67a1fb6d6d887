import type { JsonObject } from '../../../server/src/syntax/node.ts';
import type { Answer, HeardRequest } from '../scriptedHttp.ts';

/** Part of every value that a double holds: it must come out nowhere. */
export const needle = 'needle-in-a-value';

/** What stands in for a vendor's service in the tests of all back ends over plain HTTP. */
export interface RestDouble {
  /** The key under `spec.provider`. */
  readonly id: string;
  /** The store's block, for a service at a URL. */
  readonly config: (url: string) => JsonObject;
  /** The environment that makes a login for it. */
  readonly env: (url: string) => Readonly<Record<string, string>>;
  /** Answers as the vendor documents it, over a small vault with the values of `needle`. */
  readonly answer: (request: HeardRequest) => Answer;
  /** The keys in it, for that store. */
  readonly keys: readonly string[];
}

/** An answer with what is sent as JSON. */
export function ok(json: unknown): Answer {
  return { status: 200, json };
}
