import type { CancellationToken } from '../../cancellation.ts';
import type { Clock } from '../../host.ts';
import { valuesNotAllowed } from '../accessProblems.ts';
import { lookupOf, noListing, type Outcome } from '../outcome.ts';
import type { PropertyEntry, SecretEntry } from '../secretEntries.ts';
import type { CatalogProblem, Listing, Lookup, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import type { KeyMetadata, VaultApi } from './api.ts';
import { apiPath, type KeyPlace, keyOf, placeOf, segments } from './keyPlace.ts';
import { entryOf, metadataOf, versionsOf } from './metadata.ts';
import { askSubkeys, type Names, readPropertyNames } from './readPropertyNames.ts';
import type { VaultStore } from './vaultStore.ts';
import { folderOf, type Root, walk } from './walk.ts';

/** What a catalog over one engine (or, where keys name it, all engines), as one login, needs. */
export interface CatalogOptions {
  readonly api: VaultApi;
  readonly store: VaultStore;
  readonly clock: Clock;
  readonly mayReadValues: () => boolean;
  /** How many calls one listing may cost; a call lists one folder. */
  readonly maxCalls: () => number;
}

/** How many folders are looked into for what is being typed, where the whole walk is long or not allowed. */
const mostFoldersTyped = 12;

/** Names and metadata of key-value engines. */
export function createVaultCatalog(options: CatalogOptions): SecretCatalog {
  const { api, store, clock } = options;

  /** The engines below which keys are. */
  async function roots(token: CancellationToken): Promise<Outcome<readonly Root[]>> {
    if (store.mount !== undefined) return { value: [{ top: { mount: segments(store.mount), path: [] }, key: '' }] };
    const mounts = await api.mounts(token);
    if ('problem' in mounts) return mounts;
    const fitting = mounts.value.filter(({ version }) => version === store.version);
    return { value: fitting.map(({ mount }) => rootAt(mount, store)) };
  }

  async function keys(
    typed: string,
    token: CancellationToken,
    progress?: (soFar: readonly SecretEntry[]) => void,
  ): Promise<Listing<SecretEntry>> {
    const tops = await roots(token);
    if ('problem' in tops) return noListing(tops.problem, clock);
    const start = tops.value.flatMap((root) => folderOf(typed, root) ?? []);
    const everything = typed === '';
    const maxCalls = everything ? options.maxCalls() : Math.min(options.maxCalls(), mostFoldersTyped);
    const walking = { api, store, clock, token };
    const listing = await walk(walking, start, { typed, maxCalls, everything, progress });
    if (listing.problem?.code === 'denied') return (await grantedFolders(typed, maxCalls, token)) ?? listing;
    const isEmpty = listing.items.length === 0 && listing.problem === undefined;
    const mismatch = everything && isEmpty ? await wrongVersion(token) : undefined;
    if (mismatch !== undefined) return noListing(mismatch, clock);
    // Engines that the login may not see are not named, and what leads nowhere was not asked for.
    return store.mount === undefined || start.length === 0 ? { ...listing, complete: false } : listing;
  }

  /** Where the top may not be listed: the folders that the login's policies name. Undefined where there are none to be seen. */
  async function grantedFolders(
    typed: string,
    maxCalls: number,
    token: CancellationToken,
  ): Promise<Listing<SecretEntry> | undefined> {
    const [listable, tops] = await Promise.all([api.listable(token), roots(token)]);
    if ('problem' in listable || 'problem' in tops) return undefined;
    const start = tops.value.flatMap(({ top }) => {
      const place = apiPath(top, 'metadata', store);
      const below = listable.value.filter((path) => path.length > place.length && place.every((part, i) => part === path[i]));
      return below.map((path): KeyPlace => ({ mount: top.mount, path: [...top.path, ...path.slice(place.length)] }));
    });
    const fitting = start.filter((place) => {
      const key = `${keyOf(place, store) ?? ''}/`;
      return key.startsWith(typed) || typed.startsWith(key);
    });
    if (fitting.length === 0) return undefined;
    const limits = { typed, maxCalls, everything: typed === '' };
    return { ...(await walk({ api, store, clock, token }, fitting, limits)), complete: false };
  }

  /** An engine of the other version answers a listing with nothing. */
  async function wrongVersion(token: CancellationToken): Promise<CatalogProblem | undefined> {
    if (store.mount === undefined) return undefined;
    const there = await api.versionAt(segments(store.mount), token);
    if (there === undefined || there === store.version) return undefined;
    const said = told(
      'The engine at {0} is KV version {1}, and the store says {2}: ESO finds nothing there. Set version to {3}.',
      store.mount,
      there.slice(1),
      store.version,
      there,
    );
    return { code: 'failed', ...said };
  }

  /** By the metadata; where there are none, or none are given, by the listing of the folder, which names all that is in it. */
  async function find(place: KeyPlace, token: CancellationToken): Promise<Outcome<KeyMetadata | undefined>> {
    const known = store.version === 'v2' ? await api.metadata(place, token) : undefined;
    if (known !== undefined && ('value' in known || known.problem.code !== 'denied')) return known;
    const folder = await api.list({ mount: place.mount, path: place.path.slice(0, -1) }, token);
    if ('problem' in folder) return known ?? folder;
    if (folder.value.includes(place.path.at(-1) ?? '')) return { value: undefined };
    return { problem: { code: 'not-found', ...told('Its folder does not have it.') } };
  }

  async function found<T>(
    key: string,
    token: CancellationToken,
    map: (metadata: KeyMetadata | undefined, place: KeyPlace) => T,
  ): Promise<Lookup<T>> {
    const place = placeOf(key, store);
    if (place === undefined) return { state: 'unknown', problem: noPlace };
    const answer = await find(place, token);
    return lookupOf('value' in answer ? { value: map(answer.value, place) } : answer, clock);
  }

  return {
    keys,
    lookup: (key, token) => found(key, token, (known) => (known === undefined ? { key } : entryOf(key, known, clock.now()))),
    describe: (key, token) =>
      found(key, token, (known, place) =>
        known === undefined
          ? { key, id: apiPath(place, 'data', store).join('/'), tags: [], versions: [], fetchable: [] }
          : metadataOf(key, place, known, store, clock.now()),
      ),
    async versions(key, token) {
      // Version 1 has none, and ESO takes no notice of what a manifest says then.
      if (store.version === 'v1') return { items: [], complete: false, asOf: clock.now() };
      const place = placeOf(key, store);
      if (place === undefined) return noListing(noPlace, clock);
      const known = await api.metadata(place, token);
      if ('problem' in known) return noListing(known.problem, clock);
      return { items: versionsOf(known.value, clock.now()), complete: true, asOf: clock.now() };
    },
    async properties(key, version, token) {
      const place = placeOf(key, store);
      if (place === undefined) return noListing(noPlace, clock);
      const told = store.version === 'v2' ? await askSubkeys(api, place, version, store, token) : undefined;
      if (told !== undefined && !('problem' in told && /^(denied|failed)$/.test(told.problem.code)))
        return listingOf(told, clock);
      if (options.mayReadValues()) return listingOf(await readPropertyNames(api, place, version, store, token), clock);
      return noListing(namesNotAllowed(place, store), clock);
    },
    // `secret/app`, `/app` and `app/` lead where `app` does.
    listsAs(key) {
      const place = placeOf(key, store);
      return place !== undefined && keyOf(place, store) === key;
    },
  };
}

const noPlace: CatalogProblem = {
  code: 'failed',
  ...told('The key does not lead to a secret: it is empty, names a mount only, or goes through "..".'),
};

/** The top of an engine that keys name. */
function rootAt(mount: readonly string[], store: VaultStore): Root {
  const top = store.version === 'v1' ? { mount: [], path: mount } : { mount, path: [] };
  const inner = keyOf({ ...top, path: [...top.path, 'x'] }, store) ?? `${mount.join('/')}/x`;
  return { top, key: inner.slice(0, -1) };
}

function namesNotAllowed(place: KeyPlace, store: VaultStore): CatalogProblem {
  const { product, version } = store;
  if (version === 'v1') return valuesNotAllowed('KV version 1');
  const permission = `read on ${apiPath(place, 'subkeys', store).join('/')}`;
  const said = told(
    '{0} does not give this login the names of properties alone, which takes {1}. Get that, or allow reading values for this store.',
    product.title,
    permission,
  );
  return { code: 'values-not-allowed', ...said, permission };
}

function listingOf(answer: Outcome<Names>, clock: Clock): Listing<PropertyEntry> {
  if ('problem' in answer) return noListing(answer.problem, clock);
  if ('items' in answer.value) return { ...answer.value, asOf: clock.now() };
  const said = told('This version of the secret is {0}: ESO takes the secret for one that is not there.', answer.value.gone);
  return noListing({ code: 'not-found', ...said }, clock);
}
