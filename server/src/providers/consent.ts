import type { Destination } from './secretProvider.ts';

/** What a person has answered for one destination. Kept outside the workspace, keyed by `Destination.id`. */
export interface Consent {
  /** `allow`: may be listed; `never`: must not be asked or listed again. Not answered: no record. */
  readonly access: 'allow' | 'never';
  /**
   * The stores, each with its workspace (`ConsentQuestion.store`), for which the person said "this login looks at this store's
   * vault": only there may absence be claimed.
   */
  readonly confirmedStores: readonly string[];
  /** Whether values may be read (and dropped at once) to list property names. A second, separate question. */
  readonly readValues: boolean;
  /** The account that has answered since access was allowed; absent until one has. Another one must be asked about. */
  readonly account?: string;
}

/** The answer to a question: the record as it now is, or undefined for "not now". */
export type ConsentAnswer = Consent | undefined;

/** Keeps answers, and asks. The only place in the core from which a person is asked anything. */
export interface ConsentStore {
  /** What is on record; never asks. */
  get(destination: Destination): Consent | undefined;
  /**
   * Asks, because the user chose to connect or to have values read. The whole question, in words, comes from the caller. An answer
   * about access forgets the account, which is to be verified anew; one about values keeps it.
   */
  ask(question: ConsentQuestion): Promise<ConsentAnswer>;
  /** Takes an answer back: the destination is as if never asked. */
  forget(destination: Destination): Promise<void>;
  /** Remembers the account that has answered. Only a record that allows access and has no account yet is changed; none is made. */
  noteAccount(destination: Destination, account: string): Promise<void>;
}

/** A question to the user about one destination. */
export interface ConsentQuestion {
  /** Access to a vault, reading its values beside that, or access to a cluster. */
  readonly kind: 'access' | 'read-values' | 'cluster';
  readonly destination: Destination;
  /** `SecretStore default/aws in file:///home/me/repo`: the store and its workspace, as `Consent.confirmedStores` names them. */
  readonly store: string;
  /** The question, one or two sentences. */
  readonly message: string;
  /** More to know before answering. */
  readonly detail: string;
}
