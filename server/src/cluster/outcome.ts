import type { Localisation, Phrase } from '../localisation.ts';

/**
 * What became of a request to a cluster. Expected failure is data: nothing of it is thrown, and no text of it quotes a request or a
 * response beyond the API server's own words.
 */
export type ClusterOutcome<T> = Done<T> | Refused | Unreachable;

/** The API server did it. */
export interface Done<T> {
  readonly outcome: 'done';
  readonly value: T;
  /** The texts of the `Warning` headers, in their order. */
  readonly warnings: readonly string[];
}

/** The API server answered, and the answer was no. */
export interface Refused {
  readonly outcome: 'refused';
  /** The HTTP status: 403, 404, 409, 422, 500 … */
  readonly status: number;
  /** `Status.reason`: `Forbidden`, `NotFound`, `Conflict`, `Invalid`; empty where the server gave none. */
  readonly reason: string;
  /** `Status.message`, bounded to some thousand characters. Text from outside: to be shown as plain text only. */
  readonly message: string;
  /** The message in the language of the reader, where the words are ours and not the server's. */
  readonly phrase?: Phrase;
  /** `Status.details.causes`: single objections, with the field's path as the API server writes it, `spec.data[0].secretKey`. */
  readonly causes: readonly RefusalCause[];
  /** Milliseconds for which the server does not want to be asked again (`Retry-After`), where it says so. */
  readonly retryAfter?: number;
}

/** One objection of the API server. */
export interface RefusalCause {
  readonly reason: string;
  readonly message: string;
  /** Empty where the cause is about no field. */
  readonly field: string;
}

/** No answer, or none that can be used. */
export interface Unreachable {
  readonly outcome: 'unreachable';
  readonly why: UnreachableWhy;
  /** One or two sentences: what happened, where, and what to do. */
  readonly message: string;
  /** The message in the language of the reader. */
  readonly phrase?: Phrase;
  /** A command line that the user may run to mend it; offered in a terminal, never run. */
  readonly remedy?: string;
}

/**
 * Why there is no answer: the kubeconfig lacks something (`configuration`); the login failed or has expired (`login`: also HTTP 401);
 * the server cannot be reached (`network`), its certificate is not trusted (`certificate`), it did not answer in time (`timeout`);
 * the caller gave up (`cancelled`); the workspace is not trusted (`untrusted`) or the user has not allowed this cluster (`not-allowed`).
 */
export type UnreachableWhy =
  | 'configuration'
  | 'login'
  | 'network'
  | 'certificate'
  | 'timeout'
  | 'cancelled'
  | 'untrusted'
  | 'not-allowed';

/** The value of something done, with no warnings unless given. */
export function done<T>(value: T, warnings: readonly string[] = []): Done<T> {
  return { outcome: 'done', value, warnings };
}

/** Whether the API server said that the object, or its kind, does not exist. */
export function isNotFound(outcome: ClusterOutcome<unknown>): boolean {
  return outcome.outcome === 'refused' && outcome.status === 404;
}

/** An outcome that is not `done`, in one line for people: in their language but for what the API server says. */
export function describeFailure({ message, phrase }: Refused | Unreachable, l10n: Localisation): string {
  return phrase === undefined ? message : l10n.of(phrase);
}
