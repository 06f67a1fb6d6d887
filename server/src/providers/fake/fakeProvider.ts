import type { Clock } from '../../host.ts';
import { storeId } from '../../model/storeConfig.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import { propertyNames } from '../propertyNames.ts';
import type { PropertyEntry, VersionEntry } from '../secretEntries.ts';
import type { Listing, Lookup, SecretCatalog, SecretProvider, StoreConfig } from '../secretProvider.ts';
import { type Said, told } from '../told.ts';

const dialect = 'gjson';

/**
 * ESO's `fake` provider: the store's manifest is the vault. Keys, versions and property names are read from
 * `spec.provider.fake.data`; nothing goes over the network and no one has to be asked.
 *
 * @param clock what is read from the manifest is as of now, at any time
 */
export function createFakeProvider(clock: Clock): SecretProvider {
  return {
    id: 'fake',
    title: 'Fake (in the manifest)',
    capabilities: { listing: 'manifest', properties: 'names', versions: true, versionsAreAll: true, propertyDialect: dialect },
    verifiedAgainst: 'manifests',
    permissions: 'nothing',
    supports: (store) => store.provider === 'fake',
    scope: storeId,
    destination: async () => ({
      id: 'fake',
      service: 'Fake (in the manifest)',
      location: 'the manifest itself',
      endpoint: '',
      customEndpoint: false,
      login: 'no login',
    }),
    open: (store) => catalogOf(store, clock),
  };
}

/** One item of `data`; ESO finds it only when key and version both match, an absent version being the empty one. */
interface FakeEntry {
  readonly key: string;
  readonly version: string;
  readonly value: string | undefined;
}

function catalogOf(store: StoreConfig, clock: Clock): SecretCatalog {
  const entries = entriesOf(store.config);
  const of = (key: string) => entries.filter((entry) => entry.key === key);
  const keys = [...new Set(entries.map(({ key }) => key))].map((key) => ({ key }));
  return {
    keys: async () => ({ items: keys, complete: true, asOf: clock.now() }),
    properties: async (key, version) => properties(of(key), version ?? '', clock.now()),
    versions: async (key) => ({ items: versions(of(key)), complete: true, asOf: clock.now() }),
    describe: async (key) => found(of(key), { key, tags: [], versions: versions(of(key)) }, clock.now()),
    lookup: async (key) => found(of(key), { key }, clock.now()),
  };
}

function entriesOf(config: JsonObject): FakeEntry[] {
  const data = config['data'];
  if (!Array.isArray(data)) return [];
  return data.flatMap((item: JsonValue) => {
    if (typeof item !== 'object' || item === null || !('key' in item) || typeof item['key'] !== 'string') return [];
    const { key, version, value } = item;
    return [{ key, version: typeof version === 'string' ? version : '', value: typeof value === 'string' ? value : undefined }];
  });
}

function properties(entries: readonly FakeEntry[], version: string, asOf: number): Listing<PropertyEntry> {
  const entry = entries.filter((candidate) => candidate.version === version).at(-1);
  if (entry === undefined) {
    return { items: [], complete: false, asOf, problem: { code: 'not-found', ...notThere(entries, version) } };
  }
  // Up to 0.9 an entry could have a valueMap instead, which `property` does not reach.
  if (entry.value === undefined) return { items: [], complete: false, asOf };
  const { items, complete } = propertyNames(entry.value, dialect);
  return { items, complete, asOf };
}

/** ESO knows no latest version here: key and version must both be those of one entry. */
function notThere(entries: readonly FakeEntry[], version: string): Said {
  const known = versions(entries).map((entry) => entry.version);
  if (known.length === 0)
    return version === '' ? told('The store has no entry with this key.') : told('The entry of this key has no version.');
  return version === ''
    ? told('The store has no entry without a version for this key; versions are: {0}.', known.join(', '))
    : told('The store has no version {0} of this key; versions are: {1}.', version, known.join(', '));
}

/** In the order of the manifest. A `find` takes the last one by the order of characters, of those without version as well. */
function versions(entries: readonly FakeEntry[]): VersionEntry[] {
  const all = [...new Set(entries.map(({ version }) => version))];
  const found = [...all].sort().at(-1);
  const notes = (version: string) => (all.length > 1 && version === found ? { note: 'what a find takes' } : {});
  return all.filter((version) => version !== '').map((version) => ({ version, labels: [], ...notes(version) }));
}

function found<T>(entries: readonly FakeEntry[], item: T, asOf: number): Lookup<T> {
  return entries.length > 0 ? { state: 'found', item, asOf } : { state: 'missing', asOf };
}
