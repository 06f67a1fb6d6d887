import { plainText } from '../model/plainText.ts';
import { relativeTime } from '../model/relativeTime.ts';
import { type StoreConfig, storeLabel } from '../model/storeConfig.ts';
import { remedyFor } from './accessProblems.ts';
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
  /** What there is to go by in spite of a problem, in a sentence: an older listing, or look-ups of single keys. */
  readonly known?: string;
  /** Whether the listing ended with its budget of calls. */
  readonly cutOff?: true;
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
      text: plainText(store.name, 80),
      tooltip: `${storeLabel(store)}: keys are read from the manifest itself.`,
    };
  }
  const place = placeLine(destination, facts.account);
  const { listing = false, soFar, problem, known, unlisted } = facts.status ?? {};
  if (listing && known === undefined) {
    const names =
      soFar === undefined ? 'Names are being listed.' : `Names are being listed: ${soFar.toLocaleString('en-US')} so far.`;
    return { ...base, state: 'listing', text: `${plainText(store.name, 80)}: listing`, tooltip: lines(place, names) };
  }
  if (problem !== undefined) {
    const line = remedyFor(problem);
    const remedy = line === undefined ? undefined : `Mend it with: ${line}`;
    const left = leftWith(facts.status, now);
    return {
      ...base,
      state: 'problem',
      text: `${plainText(store.name, 80)}: ${shortWords(problem.code)}`,
      tooltip: lines(problem.message, left, remedy, place),
      problem,
      ...(left === undefined ? {} : { known: left }),
    };
  }
  if (unlisted?.code === 'denied') {
    const names = `${unlisted.message} Names are not listed; single keys are looked up.`;
    return { ...base, state: 'connected', text: `${plainText(store.name, 80)}: names not listed`, tooltip: lines(place, names) };
  }
  const names = known && `${namesLine(known, now)}${listing ? ' The vault is being asked again.' : ''}`;
  const values = readValues ? 'Values are read to list property names.' : 'Values are not read.';
  const spent = known?.problem?.code === 'call-budget' ? known.problem : undefined;
  const budget = spent && `${spent.message} How many calls a listing may cost: setting externalSecrets.vault.maxCallsPerListing.`;
  const tooltip = lines(place, names, budget, values);
  return {
    ...base,
    state: 'connected',
    text: plainText(store.name, 80),
    tooltip,
    ...(spent === undefined ? {} : { cutOff: true }),
  };
}

/** `3,200 names (not all), listed 5 min ago.` */
function namesLine({ count, complete, asOf }: NonNullable<CatalogStatus['known']>, now: number): string {
  return `${count.toLocaleString('en-US')} names${complete ? '' : ' (not all)'}, listed ${relativeTime(asOf, now)}.`;
}

/** What is known in spite of a problem. */
function leftWith(status: CatalogStatus | undefined, now: number): string | undefined {
  if (status?.unlisted?.code === 'denied') return 'Names are not listed; single keys are looked up all the same.';
  const { known } = status ?? {};
  const count = known?.count.toLocaleString('en-US');
  return known && `Meanwhile the ${count} names listed ${relativeTime(known.asOf, now)} are used.`;
}

function blocked(store: StoreConfig, code: CatalogProblemCode): Pick<VaultState, 'state' | 'text'> {
  if (code === 'untrusted-workspace') return { state: 'untrusted', text: `${plainText(store.name, 80)}: workspace not trusted` };
  if (code === 'not-connected') return { state: 'not-connected', text: `Connect ${plainText(store.name, 80)}` };
  if (code === 'refused') return { state: 'refused', text: `${plainText(store.name, 80)}: not listed` };
  if (code === 'unsupported') return { state: 'unsupported', text: `${plainText(store.name, 80)}: no listing` };
  return { state: 'problem', text: `${plainText(store.name, 80)}: ${shortWords(code)}` };
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

function lines(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined).join('\n');
}
