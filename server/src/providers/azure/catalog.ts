import type { CancellationToken } from '../../cancellation.ts';
import type { Clock } from '../../host.ts';
import { valuesNotAllowed } from '../accessProblems.ts';
import { listingOf, lookupOf, noListing, type Outcome } from '../outcome.ts';
import { listPages } from '../pages.ts';
import type { SecretEntry } from '../secretEntries.ts';
import type { CatalogProblem, Listing, Lookup, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import type { VaultApi, VaultItem } from './api.ts';
import type { AzureStore } from './azureStore.ts';
import { isName, type KeyPlace, placeOf, typedPlace } from './keyPlace.ts';
import { deletedMetadata, entryOf, metadataOf, newestFirst, versionsOf } from './metadata.ts';
import { readPropertyNames } from './readPropertyNames.ts';

/** What a catalog over one vault, as one login, needs. */
export interface CatalogOptions {
  readonly api: VaultApi;
  readonly store: AzureStore;
  readonly clock: Clock;
  readonly mayReadValues: () => boolean;
  /** How many calls one listing may cost. */
  readonly maxCalls: () => number;
  readonly account: () => string | undefined;
}

/**
 * Names and metadata of one vault. A secret's own address gives its value with everything else, so what is known of it comes from the
 * listing of its versions, which holds none.
 */
export function createVaultCatalog(options: CatalogOptions): SecretCatalog {
  const { api, store, clock } = options;

  async function keys(
    typed: string,
    token: CancellationToken,
    progress?: (soFar: readonly SecretEntry[]) => void,
  ): Promise<Listing<SecretEntry>> {
    const { type, prefix } = typedPlace(typed);
    return listPages({
      clock,
      token,
      progress,
      maxCalls: options.maxCalls(),
      async page(next) {
        const page = await api.objects(type, next, token);
        if ('problem' in page) return page;
        const items = page.value.items.map((item) => entryOf(`${prefix}${item.name}`, item, clock.now()));
        return { value: { items, next: page.value.next } };
      },
    });
  }

  /** All versions of an object, or that it is not there. */
  async function find(place: KeyPlace, token: CancellationToken): Promise<Outcome<Listing<VaultItem>>> {
    if (!isName(place.name)) return { problem: notThere };
    const maxCalls = options.maxCalls();
    const listing = await listPages({ clock, token, maxCalls, page: (next) => api.versions(place, next, token) });
    if (listing.items.length > 0) return { value: listing };
    // A vault answers for what it does not have with an empty list.
    return { problem: listing.problem ?? notThere };
  }

  async function found<T>(
    key: string,
    token: CancellationToken,
    map: (items: readonly VaultItem[], place: KeyPlace) => T,
  ): Promise<Lookup<T>> {
    const place = placeOf(key);
    if (place === undefined) return { state: 'unknown', problem: noType };
    const answer = await find(place, token);
    return lookupOf('value' in answer ? { value: map(answer.value.items, place) } : answer, clock);
  }

  return {
    keys,
    searches: false,
    apart,
    lookup: (key, token) =>
      found(key, token, (items) => {
        const [current] = newestFirst(items);
        return current === undefined ? { key } : entryOf(key, current, clock.now());
      }),
    async describe(key, token) {
      const answer = await found(key, token, (items, place) => metadataOf(key, place, items, store, clock.now()));
      const place = placeOf(key);
      if (answer.state !== 'missing' || place === undefined || !isName(place.name)) return answer;
      const deleted = await api.deleted(place, token);
      return 'value' in deleted ? { ...answer, state: 'found', item: deletedMetadata(key, place, deleted.value, store) } : answer;
    },
    async versions(key, token) {
      const place = placeOf(key);
      const answer = place === undefined ? { problem: noType } : await find(place, token);
      if ('problem' in answer) return noListing(answer.problem, clock);
      return { ...answer.value, items: versionsOf(answer.value.items, clock.now()) };
    },
    async properties(key, version, token) {
      const place = placeOf(key);
      if (place === undefined) return noListing(noType, clock);
      // ESO gives a certificate whole, whatever property is named.
      if (place.type === 'cert') return { items: [], complete: false, asOf: clock.now() };
      if (!isName(place.name)) return noListing(notThere, clock);
      if (!options.mayReadValues()) return noListing(valuesNotAllowed('Key Vault'), clock);
      return listingOf(await readPropertyNames(api, place, version, token), clock);
    },
    // Names count whatever their capitals are, and a listing has them in one spelling: only a look-up tells that one is not there.
    listsAs: () => false,
    account: options.account,
  };
}

/** Listed by calls of their own, when that is typed. */
const apart = [
  { prefix: 'secret/', holds: 'secrets' },
  { prefix: 'cert/', holds: 'certificates' },
  { prefix: 'key/', holds: 'public keys' },
] as const;

const notThere: CatalogProblem = { code: 'not-found', ...told('The vault has nothing of this name.') };

const noType: CatalogProblem = {
  code: 'failed',
  ...told('Before the slash of a key stands secret, cert or key: ESO refuses any other word.'),
};
