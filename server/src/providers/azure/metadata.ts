import { exactDay } from '../../model/relativeTime.ts';
import type { SecretEntry, SecretMetadata, VersionEntry } from '../secretEntries.ts';
import type { DeletedItem, VaultItem } from './api.ts';
import type { AzureStore } from './azureStore.ts';
import { collections, type KeyPlace, type ObjectType } from './keyPlace.ts';

/** What a listing says of an object, under the key that manifests write. `now` in epoch milliseconds. */
export function entryOf(key: string, item: VaultItem, now: number): SecretEntry {
  const { updated, contentType, managed, tags } = item;
  const aside = [validity(item, now), managed ? 'of a certificate' : undefined, contentType].filter((part) => part !== undefined);
  return {
    key,
    ...(aside.length === 0 ? {} : { description: aside.join(' · ') }),
    ...(updated === undefined ? {} : { changed: updated }),
    ...(item.enabled ? {} : { unavailable: 'disabled' }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

/** Everything that is known of an object, from all its versions, of which there is at least one. `now` in epoch milliseconds. */
export function metadataOf(
  key: string,
  place: KeyPlace,
  items: readonly VaultItem[],
  store: AzureStore,
  now: number,
): SecretMetadata {
  const sorted = newestFirst(items);
  const [current] = sorted;
  const { created, updated, managed, contentType, recoveryLevel, recoverableDays, tags = [] } = current ?? {};
  const page = portalPage(place, store);
  const recovery = [recoverableDays === undefined ? undefined : `${recoverableDays} days`, recoveryLevel];
  const details = [
    ['content type', contentType],
    ['validity', current && validity(current, now)],
    ['managed by', managed === true ? 'the certificate of this name' : undefined],
    ['kept after deletion', recovery.filter((part) => part !== undefined).join(', ')],
  ] as const;
  return {
    key,
    id: idOf(place, store),
    ...(created === undefined ? {} : { created: sorted.at(-1)?.created ?? created }),
    ...(updated === undefined ? {} : { changed: updated }),
    ...(current?.enabled === false ? { unavailable: 'its newest version is disabled' } : {}),
    details: details.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value }])),
    ...(page === undefined ? {} : { console: page }),
    tags,
    versions: versionsOf(items, now),
    fetchable: fetchableOf(current, store),
  };
}

/** What is left of an object that was deleted. */
export function deletedMetadata(
  key: string,
  place: KeyPlace,
  { deleted, purged }: DeletedItem,
  store: AzureStore,
): SecretMetadata {
  const until = purged === undefined ? '' : ` until ${exactDay(purged)}`;
  const when = deleted === undefined ? '' : ` on ${exactDay(deleted)}`;
  return {
    key,
    id: idOf(place, store),
    unavailable: `it was deleted${when} and can be recovered${until}`,
    tags: [],
    versions: [],
    fetchable: [],
  };
}

/** Versions, newest first: what ESO takes as `remoteRef.version` is the id. `now` in epoch milliseconds. */
export function versionsOf(items: readonly VaultItem[], now: number): readonly VersionEntry[] {
  return newestFirst(items).map((item, i) => {
    const isPast = item.expires !== undefined && item.expires <= now;
    const note = [...(i === 0 ? ['current'] : []), ...(isPast ? ['expired'] : [])].join(', ');
    return {
      version: item.version ?? '',
      labels: [],
      ...(item.created === undefined ? {} : { created: item.created }),
      ...(note === '' ? {} : { note }),
      ...(item.enabled ? {} : { unavailable: 'disabled' }),
    };
  });
}

/** The newest version of an object is the one that counts; the vault lists versions by their ids. */
export function newestFirst(items: readonly VaultItem[]): readonly VaultItem[] {
  return [...items].sort((a, b) => (b.created ?? 0) - (a.created ?? 0));
}

/** Key Vault still gives secrets that are past their time, or before it, and so does ESO: these are only words. */
function validity({ expires, notBefore }: VaultItem, now: number): string | undefined {
  if (expires !== undefined && expires <= now) return `expired ${exactDay(expires)}`;
  if (notBefore !== undefined && notBefore > now) return `not valid before ${exactDay(notBefore)}`;
  return expires === undefined ? undefined : `expires ${exactDay(expires)}`;
}

function idOf({ type, name }: KeyPlace, { address }: AzureStore): string {
  return `${address.text}/${collections[type]}/${name}`;
}

const portalNames: Readonly<Record<ObjectType, string>> = { secret: 'Secret', cert: 'Certificate', key: 'Key' };

/** The page of an object. The portal knows its own cloud's vaults by their addresses, and no others. */
export function portalPage(place: KeyPlace, store: AzureStore): string | undefined {
  const { cloud, redirected, tenant } = store;
  if (cloud === undefined || redirected) return undefined;
  const directory = tenant === undefined ? '' : `@${tenant}/`;
  return `${cloud.portal}/#${directory}asset/Microsoft_Azure_KeyVault/${portalNames[place.type]}/${idOf(place, store)}`;
}

/** providers/v1/azure/keyvault gives tags with `metadataPolicy: Fetch`, and where `useAzureSDK` is not set times beside them. */
function fetchableOf(item: VaultItem | undefined, { tagsOnly }: AzureStore): readonly string[] {
  const times = [
    ['attribute.created', item?.created],
    ['attribute.updated', item?.updated],
    ['attribute.expires', item?.expires],
    ['attribute.notBefore', item?.notBefore],
  ] as const;
  const told = tagsOnly ? [] : times.flatMap(([name, time]) => (time === undefined ? [] : [name]));
  return [...(item?.tags ?? []).map(({ name }) => name), ...told];
}
