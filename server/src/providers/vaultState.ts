import { english, type Localisation } from '../localisation.ts';
import { plainText } from '../model/plainText.ts';
import { relativeTime } from '../model/relativeTime.ts';
import { type StoreConfig, storeLabel } from '../model/storeConfig.ts';
import { remedyFor } from './accessProblems.ts';
import type { CatalogStatus } from './cachedCatalog.ts';
import type { Consent } from './consent.ts';
import { loginWords } from './loginWords.ts';
import { placeWords } from './placeWords.ts';
import type { CatalogProblem, CatalogProblemCode, Destination, SecretProvider } from './secretProvider.ts';
import { problemText } from './told.ts';

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
export function vaultState(facts: VaultFacts, now: number, l10n: Localisation = english): VaultState {
  const { store, destination, consent } = facts;
  const readValues = consent?.access === 'allow' && consent.readValues;
  const base = { readValues, ...(destination === undefined ? {} : { destination }) };
  if (facts.problem !== undefined) {
    const tooltip = lines(problemText(facts.problem, l10n), destination && placeLine(destination, l10n));
    return { ...base, ...blocked(store, facts.problem.code, l10n), tooltip, problem: facts.problem };
  }
  if (destination === undefined) {
    return {
      ...base,
      state: 'manifest',
      text: plainText(store.name, 80),
      tooltip: l10n.t('{0}: keys are read from the manifest itself.', storeLabel(store)),
    };
  }
  const place = placeLine(destination, l10n, facts.account);
  const { listing = false, soFar, problem, known, unlisted } = facts.status ?? {};
  if (listing && known === undefined) {
    const names =
      soFar === undefined
        ? l10n.t('Names are being listed.')
        : l10n.t('Names are being listed: {0} so far.', soFar.toLocaleString('en-US'));
    return { ...base, state: 'listing', text: l10n.t('{0}: listing', plainText(store.name, 80)), tooltip: lines(place, names) };
  }
  if (problem !== undefined) {
    const line = remedyFor(problem);
    const remedy = line === undefined ? undefined : l10n.t('Mend it with: {0}', line);
    const left = leftWith(facts.status, now, l10n);
    return {
      ...base,
      state: 'problem',
      text: `${plainText(store.name, 80)}: ${shortWords(problem.code, l10n)}`,
      tooltip: lines(problemText(problem, l10n), left, remedy, place),
      problem,
      ...(left === undefined ? {} : { known: left }),
    };
  }
  if (unlisted?.code === 'denied') {
    const names = `${problemText(unlisted, l10n)} ${l10n.t('Names are not listed; single keys are looked up.')}`;
    return {
      ...base,
      state: 'connected',
      text: l10n.t('{0}: names not listed', plainText(store.name, 80)),
      tooltip: lines(place, names),
    };
  }
  const names = known && `${namesLine(known, now, l10n)}${listing ? ` ${l10n.t('The vault is being asked again.')}` : ''}`;
  const values = readValues ? l10n.t('Values are read to list property names.') : l10n.t('Values are not read.');
  const spent = known?.problem?.code === 'call-budget' ? known.problem : undefined;
  const budget =
    spent &&
    `${problemText(spent, l10n)} ${l10n.t('How many calls a listing may cost: setting {0}.', 'externalSecrets.vault.maxCallsPerListing')}`;
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
function namesLine({ count, complete, asOf }: NonNullable<CatalogStatus['known']>, now: number, l10n: Localisation): string {
  const [names, age] = [count.toLocaleString('en-US'), relativeTime(asOf, now, l10n)];
  return complete ? l10n.t('{0} names, listed {1}.', names, age) : l10n.t('{0} names (not all), listed {1}.', names, age);
}

/** What is known in spite of a problem. */
function leftWith(status: CatalogStatus | undefined, now: number, l10n: Localisation): string | undefined {
  if (status?.unlisted?.code === 'denied') return l10n.t('Names are not listed; single keys are looked up all the same.');
  const { known } = status ?? {};
  if (known === undefined) return undefined;
  const age = relativeTime(known.asOf, now, l10n);
  return l10n.t('Meanwhile the {0} names listed {1} are used.', known.count.toLocaleString('en-US'), age);
}

function blocked(store: StoreConfig, code: CatalogProblemCode, l10n: Localisation): Pick<VaultState, 'state' | 'text'> {
  const name = plainText(store.name, 80);
  if (code === 'untrusted-workspace') return { state: 'untrusted', text: l10n.t('{0}: workspace not trusted', name) };
  if (code === 'not-connected') return { state: 'not-connected', text: l10n.t('Connect {0}', name) };
  if (code === 'refused') return { state: 'refused', text: l10n.t('{0}: not listed', name) };
  if (code === 'unsupported') return { state: 'unsupported', text: l10n.t('{0}: no listing', name) };
  return { state: 'problem', text: `${name}: ${shortWords(code, l10n)}` };
}

function shortWords(code: CatalogProblemCode, l10n: Localisation): string {
  const words: Partial<Record<CatalogProblemCode, string>> = {
    'incomplete-store': l10n.t('store is incomplete'),
    'no-credentials': l10n.t('sign in'),
    'expired-credentials': l10n.t('sign in again'),
    denied: l10n.t('access denied'),
    throttled: l10n.t('busy'),
    'wrong-region': l10n.t('wrong region'),
    unreachable: l10n.t('unreachable'),
    certificate: l10n.t('certificate not trusted'),
    timeout: l10n.t('no answer'),
  };
  return words[code] ?? l10n.t('not available');
}

function placeLine(
  { service, location, login, account, customEndpoint, endpoint }: Destination,
  l10n: Localisation,
  answered = account,
): string {
  const named = loginWords(login, l10n);
  const who = answered === undefined ? named : `${named}, ${l10n.t('account {0}', answered)}`;
  return `${service}, ${placeWords(location, l10n)}, ${who}${customEndpoint ? `, ${l10n.t('at {0}', endpoint)}` : ''}`;
}

function lines(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined).join('\n');
}
