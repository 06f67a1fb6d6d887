import type { SecretEntry, SecretMetadata, VersionEntry } from '../secretEntries.ts';
import type { KeyMetadata, SecretVersion } from './api.ts';
import { apiPath, type KeyPlace } from './keyPlace.ts';
import type { VaultStore } from './vaultStore.ts';

/** What a key's metadata say of it as an entry of a listing. `now` in epoch milliseconds. */
export function entryOf(key: string, metadata: KeyMetadata, now: number): SecretEntry {
  const { updated } = metadata;
  return { key, ...(updated === undefined ? {} : { changed: updated }), ...unavailableOf(metadata, now) };
}

/** Everything that a key's metadata say. `now` in epoch milliseconds. */
export function metadataOf(key: string, place: KeyPlace, metadata: KeyMetadata, store: VaultStore, now: number): SecretMetadata {
  const { created, updated, custom, maxVersions, casRequired } = metadata;
  const deletion = currentOf(metadata)?.deletion;
  return {
    key,
    id: apiPath(place, 'data', store).join('/'),
    ...(created === undefined ? {} : { created }),
    ...(updated === undefined ? {} : { changed: updated }),
    ...(deletion === undefined || deletion <= now ? {} : { deletion }),
    ...unavailableOf(metadata, now),
    details: [
      ...(maxVersions > 0 ? [{ name: 'keeps', value: `${maxVersions} versions` }] : []),
      ...(casRequired ? [{ name: 'writes', value: 'need check-and-set' }] : []),
    ],
    tags: custom,
    versions: versionsOf(metadata, now),
    fetchable: fetchableOf(metadata, store),
  };
}

/** Versions, newest first: what ESO takes as `remoteRef.version` is the number. `now` in epoch milliseconds. */
export function versionsOf({ versions, current }: KeyMetadata, now: number): readonly VersionEntry[] {
  return [...versions]
    .sort((a, b) => Number(b.number) - Number(a.number))
    .map((version) => {
      const gone = goneOf(version, now);
      return {
        version: version.number,
        labels: [],
        ...(version.created === undefined ? {} : { created: version.created }),
        ...(version.number === current ? { note: 'current' } : {}),
        ...(gone === undefined ? {} : { unavailable: gone }),
      };
    });
}

/** ESO reads the newest version, and takes the secret for one that is not there if that is deleted. */
function unavailableOf(metadata: KeyMetadata, now: number): { readonly unavailable?: string } {
  const current = currentOf(metadata);
  if (current === undefined) return { unavailable: 'it has no version yet' };
  const gone = goneOf(current, now);
  return gone === undefined ? {} : { unavailable: `its newest version is ${gone}` };
}

function currentOf({ versions, current }: KeyMetadata): SecretVersion | undefined {
  return versions.find(({ number }) => number === current);
}

function goneOf({ destroyed, deletion }: SecretVersion, now: number): 'destroyed' | 'deleted' | undefined {
  if (destroyed) return 'destroyed';
  return deletion !== undefined && deletion <= now ? 'deleted' : undefined;
}

/** providers/v1/vault gives custom metadata and three of the engine's own with `metadataPolicy: Fetch`; OpenBao's takes no notice of it. */
function fetchableOf({ custom }: KeyMetadata, { product }: VaultStore): readonly string[] {
  if (product.id === 'openBao') return [];
  return [...custom.map(({ name }) => name), 'created_time', 'current_version', 'delete_version_after'];
}
