import type { Destination } from './secretProvider.ts';

/** What a person has answered for one destination. Kept outside the workspace, keyed by `Destination.id`. */
export interface Consent {
  /** `allow`: may be listed; `never`: must not be asked or listed again. Not answered: no record. */
  readonly access: 'allow' | 'never';
  /** Names of the stores for which the person said "this login looks at this store's vault": only there may absence be claimed. */
  readonly confirmedStores: readonly string[];
  /** Whether values may be read (and dropped at once) to list property names. A second, separate question. */
  readonly readValues: boolean;
}

/** The answer to a question: the record as it now is, or undefined for "not now". */
export type ConsentAnswer = Consent | undefined;

/** Keeps answers, and asks. The only place in the core from which a person is asked anything. */
export interface ConsentStore {
  /** What is on record; never asks. */
  get(destination: Destination): Consent | undefined;
  /** Asks for access, because the user chose to connect. The whole question, in words, comes from the caller. */
  ask(question: ConsentQuestion): Promise<ConsentAnswer>;
  /** Takes an answer back: the destination is as if never asked. */
  forget(destination: Destination): Promise<void>;
}

/** A question to the user about one destination. */
export interface ConsentQuestion {
  readonly kind: 'access' | 'read-values';
  readonly destination: Destination;
  /** `SecretStore default/aws-secretsmanager`: identifies the store in `Consent.confirmedStores`. */
  readonly store: string;
  /** The question, one or two sentences. */
  readonly message: string;
  /** More to know before answering. */
  readonly detail: string;
}
