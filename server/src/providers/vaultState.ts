import { type StoreConfig, storeLabel } from '../model/storeConfig.ts';
import type { CatalogStatus } from './cachedCatalog.ts';
import type { Consent } from './consent.ts';
import type { CatalogProblem, CatalogProblemCode, Destination, SecretProvider } from './secretProvider.ts';

/** How the vault of a store stands, in words for a status item. */
export interface VaultState {
  readonly state: 'manifest' | 'not-connected' | 'connected' | 'listing' | 'problem' | 'untrusted' | 'refused' | 'unsupported';
  /** A few words. */
  readonly text: string;
  /** What is known, or what is wrong and how to mend it. Plain text, several lines. */
  readonly tooltip: string;
  readonly problem?: CatalogProblem;
  readonly destination?: Destination;
  /** Whether values may be read to list property names. */
  readonly readValues: boolean;
}

/** What the state is worked out from. */
export interface VaultFacts {
  readonly store: StoreConfig;
  readonly provider?: SecretProvider;
  readonly destination?: Destination;
  readonly consent?: Consent;
  /** What stands between the store and its vault. */
  readonly problem?: CatalogProblem;
  /** Of the open catalog. */
  readonly status?: CatalogStatus;
  /** That has answered. */
  readonly account?: string | undefined;
}

/** Puts facts into words. `now` in epoch milliseconds. */
export function vaultState(facts: VaultFacts, now: number): VaultState {
  const { store, destination, consent } = facts;
  const readValues = consent?.access === 'allow' && consent.readValues;
  const base = { readValues, ...(destination === undefined ? {} : { destination }) };
  if (facts.problem !== undefined) {
    const tooltip = lines(facts.problem.message, destination && placeLine(destination));
    return { ...base, ...blocked(store, facts.problem.code), tooltip, problem: facts.problem };
  }
  if (destination === undefined) {
    return {
      ...base,
      state: 'manifest',
      text: store.name,
      tooltip: `${storeLabel(store)}: keys are read from the manifest itself.`,
    };
  }
  const place = placeLine(destination, facts.account);
  const { listing = false, soFar, problem, known } = facts.status ?? {};
  if (listing && known === undefined) {
    const names = soFar === undefined ? 'Names are being listed.' : `Names are being listed: ${soFar} so far.`;
    return { ...base, state: 'listing', text: `${store.name}: listing`, tooltip: lines(place, names) };
  }
  if (problem !== undefined) {
    const remedy = problem.remedy === undefined ? undefined : `Mend it with: ${problem.remedy}`;
    return {
      ...base,
      state: 'problem',
      text: `${store.name}: ${shortWords(problem.code)}`,
      tooltip: lines(problem.message, remedy, place),
      problem,
    };
  }
  const names = known && `${known.count} names${known.complete ? '' : ' (not all)'}, listed ${age(now - known.asOf)}.`;
  const values = readValues ? 'Values are read to list property names.' : 'Values are not read.';
  const budget =
    known?.problem?.code === 'call-budget'
      ? `${known.problem.message} How many calls a listing may cost: setting externalSecrets.vault.maxCallsPerListing.`
      : undefined;
  return { ...base, state: 'connected', text: store.name, tooltip: lines(place, names, budget, values) };
}

function blocked(store: StoreConfig, code: CatalogProblemCode): Pick<VaultState, 'state' | 'text'> {
  if (code === 'untrusted-workspace') return { state: 'untrusted', text: `${store.name}: workspace not trusted` };
  if (code === 'not-connected') return { state: 'not-connected', text: `Connect ${store.name}` };
  if (code === 'refused') return { state: 'refused', text: `${store.name}: not listed` };
  if (code === 'unsupported') return { state: 'unsupported', text: `${store.name}: no listing` };
  return { state: 'problem', text: `${store.name}: ${shortWords(code)}` };
}

function shortWords(code: CatalogProblemCode): string {
  const words: Partial<Record<CatalogProblemCode, string>> = {
    'incomplete-store': 'store is incomplete',
    'no-credentials': 'sign in',
    'expired-credentials': 'sign in again',
    denied: 'access denied',
    throttled: 'busy',
    'wrong-region': 'wrong region',
    unreachable: 'unreachable',
    certificate: 'certificate not trusted',
    timeout: 'no answer',
  };
  return words[code] ?? 'not available';
}

function placeLine({ service, location, login, account, customEndpoint, endpoint }: Destination, answered = account): string {
  const who = answered === undefined ? login : `${login}, account ${answered}`;
  return `${service}, ${location}, ${who}${customEndpoint ? `, at ${endpoint}` : ''}`;
}

function age(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  return minutes < 1 ? 'just now' : minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}

function lines(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined).join('\n');
}
