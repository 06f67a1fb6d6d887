import type { CancellationToken } from '../../cancellation.ts';
import { valuesNotAllowed } from '../accessProblems.ts';
import { detailsOf, listingOf, lookupOf, mapped, noListing, type Outcome, type PropertyNames } from '../outcome.ts';
import { listPagesAs } from '../pages.ts';
import type { RestCatalogContext, RestTarget } from '../rest/restService.ts';
import type { SecretEntry, SecretMetadata, VersionEntry } from '../secretEntries.ts';
import type { CatalogProblem, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createAkeylessApi, type Item } from './api.ts';

/**
 * The items that a login may see. What its role does not let it see is not in a listing, so none is complete, and nothing is said to
 * be missing. Certificates are understood and not listed, as ESO does not find them either.
 */
export function createAkeylessCatalog(context: RestCatalogContext<RestTarget>): SecretCatalog {
  const { clock, maxCalls } = context;
  const api = createAkeylessApi(context.client);

  async function namesOf(key: string, version: string | undefined, token: CancellationToken): Promise<Outcome<PropertyNames>> {
    const item = await api.item(key, token);
    if ('problem' in item) return item;
    const { type } = item.value;
    if (type !== 'STATIC_SECRET' && type !== 'ROTATED_SECRET') return { problem: makesAnew };
    // As ESO reads it: what is no whole number means the newest.
    const number = /^[+-]?\d+$/.test(version ?? '') ? Number(version) : 0;
    return api.propertyNames(key, type, number, token);
  }

  return {
    async keys(typed, token, progress) {
      const part = typed === '' ? undefined : typed;
      const page = (next: string | undefined) => api.items(part, next, token);
      return {
        ...(await listPagesAs({ clock, token, maxCalls: maxCalls(), page, progress, searches: true }, (items) =>
          items.map((item) => entryOf(item)),
        )),
        complete: false,
      };
    },
    lookup: async (key, token) =>
      lookupOf(
        mapped(await api.item(key, token), (item) => ({ ...entryOf(item), key })),
        clock,
      ),
    describe: async (key, token) =>
      lookupOf(
        mapped(await api.item(key, token), (item) => metadataOf(key, item)),
        clock,
      ),
    async versions(key, token) {
      const item = await api.item(key, token);
      if ('problem' in item) return noListing(item.problem, clock);
      return { items: versionsOf(item.value), complete: true, asOf: clock.now() };
    },
    async properties(key, version, token) {
      if (!context.mayReadValues()) return noListing(valuesNotAllowed('Akeyless'), clock);
      return listingOf(await namesOf(key, version, token), clock);
    },
    listsAs: (key) => key.startsWith('/'),
  };
}

const makesAnew: CatalogProblem = {
  code: 'unsupported',
  ...told('Only static and rotated secrets of Akeyless are read to list their properties: to read others makes something new.'),
};

/** The types that ESO reads. */
const readable: Readonly<Record<string, string>> = {
  STATIC_SECRET: 'static secret',
  DYNAMIC_SECRET: 'dynamic secret',
  ROTATED_SECRET: 'rotated secret',
  CERTIFICATE: 'certificate',
};

function entryOf({ name, type, description, changed }: Item): SecretEntry {
  return {
    key: name,
    ...(description === undefined ? {} : { description }),
    ...(changed === undefined ? {} : { changed }),
    ...(type === undefined || type in readable ? {} : { unavailable: `ESO does not read items of type ${type}` }),
  };
}

function metadataOf(key: string, item: Item): SecretMetadata {
  const { id, created, accessed, tags, protectionKey, rotation, type = '' } = item;
  const { key: _, ...known } = entryOf(item);
  return {
    key,
    ...known,
    ...(id === undefined ? {} : { id }),
    ...(created === undefined ? {} : { created }),
    ...(accessed === undefined ? {} : { accessed }),
    ...(rotation.enabled
      ? {
          rotation: {
            enabled: true,
            ...(rotation.everyDays === undefined ? {} : { everyDays: rotation.everyDays }),
            ...(rotation.next === undefined ? {} : { next: rotation.next }),
          },
        }
      : {}),
    ...detailsOf([
      ['type', readable[type] ?? type],
      ['tags', tags.join(', ')],
      ['encrypted with', protectionKey],
    ]),
    tags: [],
    versions: versionsOf(item),
    fetchable: [],
  };
}

function versionsOf({ versions, lastVersion }: Item): readonly VersionEntry[] {
  return [...versions]
    .sort((a, b) => b.number - a.number)
    .map(({ number, created }) => ({
      version: String(number),
      labels: [],
      ...(created === undefined ? {} : { created }),
      ...(number === lastVersion ? { note: 'current' } : {}),
    }));
}
