import { type Connection, ErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Log } from '../host.ts';
import { plainLines, plainText } from '../model/plainText.ts';
import {
  type ConsentAccountParams,
  type ConsentAskParams,
  type ConsentRecord,
  consentAccountNotification,
  consentAskRequest,
  consentForgetRequest,
  consentListRequest,
} from '../protocol.ts';
import type { Consent, ConsentStore } from '../providers/consent.ts';

/** Consents that the client keeps. Until they are loaded, nothing is answered. */
export interface ClientConsents extends ConsentStore {
  /** Fetches what is on record; to be called once, after `initialized`. Never rejects. */
  load(): Promise<void>;
}

/**
 * Answers kept by the client and asked through it, by the requests of `protocol.ts`. A client that does not know these requests
 * leaves every destination unanswered; so does one that fails, which is logged.
 */
export function clientConsents(
  connection: Pick<Connection, 'sendRequest' | 'sendNotification'>,
  log: Pick<Log, 'error'>,
): ClientConsents {
  const records = new Map<string, Consent>();
  // What was answered or taken back here is newer than a list that is still on its way.
  const changed = new Set<string>();
  const request = async (method: string, params?: object): Promise<unknown> => {
    try {
      return await connection.sendRequest(method, params);
    } catch (error) {
      const unknown = error instanceof ResponseError && error.code === ErrorCodes.MethodNotFound;
      if (!unknown) log.error(`The client did not answer ${method}; no consent is assumed.`);
      return undefined;
    }
  };
  return {
    load: async () => {
      for (const [id, consent] of readConsents(await request(consentListRequest))) {
        if (!changed.has(id)) records.set(id, consent);
      }
    },
    get: ({ id }) => records.get(id),
    ask: async ({ kind, destination: { id }, store, message, detail }) => {
      const params: ConsentAskParams = { kind, id, store, message: plainText(message, 1_500), detail: plainLines(detail) };
      const answer = readConsent(await request(consentAskRequest, params));
      if (answer === undefined) return undefined;
      changed.add(id);
      records.set(id, answer);
      return answer;
    },
    forget: async ({ id }) => {
      // First here: whatever becomes of the request, this server reaches the destination no more.
      changed.add(id);
      records.delete(id);
      await request(consentForgetRequest, { id });
    },
    noteAccount: async ({ id }, account) => {
      const before = records.get(id);
      if (before?.access !== 'allow' || before.account !== undefined) return;
      records.set(id, { ...before, account });
      const params: ConsentAccountParams = { id, account };
      try {
        await connection.sendNotification(consentAccountNotification, params);
      } catch {
        log.error('The client could not be told which account has answered; it is remembered until this server ends.');
      }
    },
  };
}

/** Consent records by destination, from JSON of unknown shape; what is no record is left out. */
export function readConsents(value: unknown): ReadonlyMap<string, Consent> {
  const records = new Map<string, Consent>();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return records;
  for (const [id, entry] of Object.entries(value)) {
    const consent = readConsent(entry);
    if (consent !== undefined) records.set(id, consent);
  }
  return records;
}

/** One consent record, from JSON of unknown shape; undefined where it is none. What does not clearly allow, does not allow. */
export function readConsent(value: unknown): Consent | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { access, confirmedStores, readValues, account } = value as Partial<Record<keyof ConsentRecord, unknown>>;
  if (access === 'never') return { access, confirmedStores: [], readValues: false };
  if (access !== 'allow') return undefined;
  const stores = Array.isArray(confirmedStores) ? confirmedStores.filter((store) => typeof store === 'string') : [];
  const known = typeof account === 'string' && account !== '' ? { account } : {};
  return { access, confirmedStores: stores, readValues: readValues === true, ...known };
}
