import type { JsonObject } from '../../../server/src/syntax/node.ts';
import type { RestSetup } from '../../providers/restSetup.ts';
import type { Answer, HeardRequest } from '../scriptedHttp.ts';

/**
 * Part of every value that a double holds: it must come out nowhere, and no part of it stay in memory. The canary's vault makes one that
 * nobody else knows (`test/canary/vaultProcess.ts`).
 */
export const needle = process.env['CANARY_NEEDLE'] ?? 'nDl7Qx2vKp9RtLb4WmZs8HyC';

/**
 * What stands in for a vendor's service in the tests that all back ends over plain HTTP share (`test/providers/restServices.test.ts`,
 * `restServices.heap.test.ts`, `test/features/restVaults.test.ts`). Each back end has one, in `index.ts`.
 */
export interface RestDouble {
  /** The key under `spec.provider`. */
  readonly id: string;
  /** The store's block, for a service at a URL. */
  readonly config: (url: string) => JsonObject;
  /** The environment that makes a login for it. */
  readonly env: (url: string) => Readonly<Record<string, string>>;
  /** Whether such a login counts in a file that the settings name, and not in the environment: no variable names the address. */
  readonly byFile?: true;
  /** The user's files that the login names. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether stores name no address, but only where at the vendor's they are; then the settings have to name the double's. */
  readonly atVendor?: true;
  /** Variables of `env` that are no secret and may be shown; absent: only the URL is. */
  readonly shown?: readonly string[];
  /** Answers as the vendor documents it, over a small vault with the values of `needle`. */
  readonly answer: (request: HeardRequest) => Answer;
  /** The keys of that store, all of them. */
  readonly keys: readonly string[];
  /** Whether no listing counts as complete, since it may leave out what the login may not see: then a look-up tells what is missing. */
  readonly leavesOut?: true;
  /** The same with a listing that never ends; absent: it comes in one piece. */
  readonly endless?: (request: HeardRequest, count: number) => Answer;
  /** One of the keys, and the names of its properties; absent: ESO reads none. */
  readonly properties?: { readonly key: string; readonly names: readonly string[] };
  /** What hover on the first key says besides its name. */
  readonly hover: RegExp;
}

/** An answer with what is sent as JSON. */
export function ok(json: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, json, headers };
}

/** What makes a login for a double that is to be had at a URL. */
export function loginOf(double: RestDouble, url: string): Pick<RestSetup, 'env' | 'files' | 'identity'> {
  if (double.byFile !== true) return { env: double.env(url) };
  const lines = Object.entries(double.env(url)).map(([name, value]) => `${name}=${value}`);
  const identity = { tokenFile: '~/login', ...(double.atVendor === true ? { address: url } : {}) };
  return { identity, files: { ...double.files, '~/login': lines.join('\n') } };
}
