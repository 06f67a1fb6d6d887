import type { CancellationToken } from '../../cancellation.ts';
import type { Clock } from '../../host.ts';
import { phrase } from '../../localisation.ts';
import { valuesNotAllowed } from '../accessProblems.ts';
import { lookupOf, noListing } from '../outcome.ts';
import { listPages } from '../pages.ts';
import type { PropertyEntry, SecretEntry, VersionEntry } from '../secretEntries.ts';
import type { CatalogProblem, Listing, Lookup, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import type { GoogleApi, GoogleSecret, GoogleVersion } from './api.ts';
import type { GoogleStore } from './googleStore.ts';
import { entryOf, type KnownVersions, metadataOf, newestEnabled, versionsOf } from './metadata.ts';
import { readPropertyNames } from './readPropertyNames.ts';

/** What a catalog over the secrets of a project, as one login, needs. */
export interface CatalogOptions {
  readonly api: GoogleApi;
  readonly store: GoogleStore;
  readonly clock: Clock;
  readonly mayReadValues: () => boolean;
  /** How many calls one listing may cost. */
  readonly maxCalls: () => number;
}

/** Names and metadata of Google Secret Manager. */
export function createGoogleCatalog({ api, store, clock, mayReadValues, maxCalls }: CatalogOptions): SecretCatalog {
  async function keys(
    typed: string,
    token: CancellationToken,
    progress?: (soFar: readonly SecretEntry[]) => void,
  ): Promise<Listing<SecretEntry>> {
    const page = async (next: string | undefined) => {
      const answer = await api.secrets(searched(typed), next, token);
      if ('problem' in answer) return answer;
      return { value: { items: answer.value.items.map(entryOf), next: answer.value.next } };
    };
    return listPages({ clock, maxCalls: maxCalls(), page, progress, token, searches: true });
  }

  const allVersions = (key: string, token: CancellationToken) =>
    listPages<GoogleVersion>({ clock, maxCalls: maxCalls(), page: (next) => api.versions(key, next, token), token });

  async function find<T>(key: string, token: CancellationToken, map: (secret: GoogleSecret) => T): Promise<Lookup<T>> {
    // What cannot be the id of a secret need not be asked for.
    if (!isId(key)) return { state: 'missing', asOf: clock.now() };
    const answer = await api.secret(key, token);
    return lookupOf('value' in answer ? { value: map(answer.value) } : answer, clock);
  }

  /** The first page: the newest versions. Fewer logins may list versions than may read a secret's metadata. */
  async function newestVersions(key: string, token: CancellationToken): Promise<KnownVersions | undefined> {
    const page = isId(key) ? await api.versions(key, undefined, token) : undefined;
    if (page === undefined || 'problem' in page) return undefined;
    return { items: page.value.items, complete: page.value.next === undefined };
  }

  async function versions(key: string, token: CancellationToken): Promise<Listing<VersionEntry>> {
    if (!isId(key)) return noListing(noSuchSecret, clock);
    const [secret, { items, ...rest }] = await Promise.all([api.secret(key, token), allVersions(key, token)]);
    const aliases = 'value' in secret ? secret.value.aliases : [];
    const known = { items, complete: rest.complete };
    const complete = rest.complete && 'value' in secret;
    const problem = rest.problem?.code === 'denied' && aliases.length > 0 ? {} : rest.problem && { problem: rest.problem };
    return { items: versionsOf(known, { aliases }, store), complete, asOf: rest.asOf, ...problem };
  }

  /** By the version that ESO reads: where the newest cannot be read and the store allows it, the newest that can. */
  async function readNames(key: string, version: string | undefined, token: CancellationToken) {
    const names = await readPropertyNames(api, key, version ?? 'latest', token);
    const isGone = 'value' in names && 'gone' in names.value;
    if (!isGone || version !== undefined || !store.takesOlder) return names;
    const known = await allVersions(key, token);
    if (known.problem !== undefined) return { problem: known.problem };
    const fallback = newestEnabled(known.items);
    return fallback === undefined ? names : readPropertyNames(api, key, fallback.number, token);
  }

  async function properties(key: string, version: string | undefined, token: CancellationToken): Promise<Listing<PropertyEntry>> {
    if (!isId(key)) return noListing(noSuchSecret, clock);
    const wanted = version === '' ? undefined : version;
    if (wanted !== undefined && !isId(wanted)) return noListing(noSuchVersion, clock);
    if (!mayReadValues()) return noListing(valuesNotAllowed('Google Secret Manager'), clock);
    const names = await readNames(key, wanted, token);
    if ('problem' in names) return noListing(names.problem, clock);
    if ('content' in names.value) return { ...names.value.content, asOf: clock.now() };
    const said = told(
      '{0} of the secret is {1}, so ESO cannot read it.',
      wanted === undefined ? phrase('The newest version') : phrase('Version {0}', wanted),
      names.value.gone,
    );
    return noListing({ code: 'failed', ...said }, clock);
  }

  return {
    keys,
    lookup: (key, token) => find(key, token, entryOf),
    async describe(key, token) {
      const [found, known] = await Promise.all([find(key, token, (secret) => secret), newestVersions(key, token)]);
      return found.state === 'found' ? { ...found, item: metadataOf(found.item, known, store) } : found;
    },
    versions,
    properties,
  };
}

/** Ids of secrets, and names of versions (API: 1 to 255 letters, digits, hyphens and underscores). */
function isId(text: string): boolean {
  return /^[\w-]{1,255}$/.test(text);
}

/** What a search for a name may be given; words of the filter's own language and what begins like one of its signs may not. */
function searched(typed: string): string | undefined {
  return /^\w[\w-]{0,254}$/.test(typed) && !/^(AND|OR|NOT)$/i.test(typed) ? typed : undefined;
}

const noSuchSecret: CatalogProblem = { code: 'not-found', ...told('No secret can have this key: it is not the id of one.') };
const noSuchVersion: CatalogProblem = { code: 'not-found', ...told('No version can be called that.') };
