import type { CancellationToken } from '../../cancellation.ts';
import { valuesNotAllowed } from '../accessProblems.ts';
import { detailsOf, listingOf, lookupOf, mapped, noListing, type Outcome } from '../outcome.ts';
import { listPages, listPagesAs } from '../pages.ts';
import type { RestCatalogContext } from '../rest/restService.ts';
import type { SecretEntry, SecretMetadata, VersionEntry } from '../secretEntries.ts';
import type { CatalogProblem, Listing, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createScalewayApi, type Secret, type Version } from './api.ts';
import { pathKey, refOf } from './keys.ts';
import type { ScalewayTarget } from './target.ts';

/**
 * Names and metadata of one project in one region. A secret stands in the listing twice, as `name:` and as `path:`; its id, which says
 * nothing to people, is understood and not offered.
 */
export function createScalewayCatalog(context: RestCatalogContext<ScalewayTarget>): SecretCatalog {
  const { clock, maxCalls, target } = context;
  const api = createScalewayApi(context.client, target);

  async function find(key: string, token: CancellationToken): Promise<Outcome<Secret>> {
    const ref = refOf(key);
    if (ref === undefined) return { problem: noKey };
    if (ref.by === 'id') return api.secret(ref.id, token);
    const page = await api.secrets(ref, undefined, token);
    if ('problem' in page) return page;
    // The filter is the service's; that it means the very name is checked.
    const found = page.value.items.find(({ name, folder }) => name === ref.name && folder === (ref.folder ?? folder));
    if (found !== undefined) return { value: found };
    return { problem: page.value.items.length === 0 ? notThere : unclear };
  }

  async function versionsOf(id: string, token: CancellationToken): Promise<Listing<Version>> {
    return listPages({ clock, token, maxCalls: maxCalls(), page: (next) => api.versions(id, next, token) });
  }

  async function propertiesOf(key: string, version: string | undefined, token: CancellationToken) {
    const secret = await find(key, token);
    if ('problem' in secret) return secret;
    const known = await api.version(secret.value.id, version || 'latest_enabled', token);
    if ('problem' in known) return known;
    if (known.value.once) return { problem: readOnce };
    return api.propertyNames(secret.value.id, known.value.revision, token);
  }

  return {
    async keys(_typed, token, progress) {
      const page = (next: string | undefined) => api.secrets({}, next, token);
      return listPagesAs({ clock, token, maxCalls: maxCalls(), page, progress }, entriesOf);
    },
    lookup: async (key, token) =>
      lookupOf(
        mapped(await find(key, token), (secret) => entryOf(secret, key)),
        clock,
      ),
    async describe(key, token) {
      const secret = await find(key, token);
      if ('problem' in secret) return lookupOf(secret, clock);
      const versions = await versionsOf(secret.value.id, token);
      return lookupOf({ value: metadataOf(key, secret.value, versions, target) }, clock);
    },
    async versions(key, token) {
      const secret = await find(key, token);
      if ('problem' in secret) return noListing(secret.problem, clock);
      const { items, ...rest } = await versionsOf(secret.value.id, token);
      return { ...rest, items: versionEntries(items) };
    },
    async properties(key, version, token) {
      if (!context.mayReadValues()) return noListing(valuesNotAllowed('Scaleway'), clock);
      return listingOf(await propertiesOf(key, version, token), clock);
    },
    searches: false,
    listsAs: (key) => refOf(key)?.by === 'name',
  };
}

const noKey: CatalogProblem = {
  code: 'failed',
  ...told('A key of Scaleway is name: with a name, path: with a folder and a name, or id: with a UUID.'),
};

const notThere: CatalogProblem = { code: 'not-found', ...told('The project has no secret of this name.') };

const unclear: CatalogProblem = {
  code: 'failed',
  ...told('Scaleway answered with secrets of other names, so whether this one is there is not known.'),
};

const readOnce: CatalogProblem = {
  code: 'unsupported',
  ...told('This version expires once it is read, so it is not read to list its properties.'),
};

function entriesOf(secrets: readonly Secret[]): readonly SecretEntry[] {
  const folders = new Map<string, string[]>();
  for (const { name, folder } of secrets) folders.set(name, [...(folders.get(name) ?? []), folder]);
  const told = new Set<string>();
  return secrets.flatMap((secret) => {
    const { name, folder } = secret;
    const byPath = entryOf(secret, pathKey(folder, name));
    if (told.has(name)) return [byPath];
    told.add(name);
    const byName = entryOf(secret, `name:${name}`);
    const places = folders.get(name) ?? [];
    const several = `in several folders (${places.join(', ')}): ESO reads whichever comes first`;
    return [places.length === 1 ? byName : { ...byName, description: several }, byPath];
  });
}

function entryOf(secret: Secret, key: string): SecretEntry {
  return {
    key,
    ...(secret.description === undefined ? {} : { description: secret.description }),
    ...(secret.changed === undefined ? {} : { changed: secret.changed }),
    ...unavailableOf(secret),
  };
}

function unavailableOf({ locked, versions }: Secret): { readonly unavailable?: string } {
  if (locked) return { unavailable: 'locked by Scaleway' };
  return versions === 0 ? { unavailable: 'it has no version yet' } : {};
}

function metadataOf(key: string, secret: Secret, versions: Listing<Version>, { region }: ScalewayTarget): SecretMetadata {
  const { id, name, folder, description, created, changed, tags, type } = secret;
  const noneEnabled = versions.complete && versions.items.length > 0 && newestEnabled(versions.items) === undefined;
  return {
    key,
    id,
    ...(description === undefined ? {} : { description }),
    ...(created === undefined ? {} : { created }),
    ...(changed === undefined ? {} : { changed }),
    ...(noneEnabled ? { unavailable: 'none of its versions is enabled' } : {}),
    ...unavailableOf(secret),
    ...detailsOf([
      ['path', pathKey(folder, name).slice('path:'.length)],
      ['region', region],
      ['type', type],
      ['tags', tags.join(', ')],
    ]),
    tags: [],
    versions: versionEntries(versions.items),
    fetchable: [],
  };
}

/** What ESO takes as `remoteRef.version`: `latest_enabled`, which it reads by itself, `latest`, and each revision by its number. */
function versionEntries(versions: readonly Version[]): readonly VersionEntry[] {
  const enabled = newestEnabled(versions);
  const latest = versions.find((version) => version.latest);
  const named = [
    { version: 'latest_enabled', at: enabled },
    { version: 'latest', at: latest },
  ].flatMap(({ version, at }) => (at === undefined ? [] : [{ version, labels: [], ...aboutOf(at) }]));
  const numbered = [...versions]
    .sort((a, b) => b.revision - a.revision)
    .map((version) => ({
      version: String(version.revision),
      labels: [...(version === enabled ? ['latest_enabled'] : []), ...(version === latest ? ['latest'] : [])],
      ...aboutOf(version),
    }));
  return [...named, ...numbered];
}

function aboutOf({ created, status, once }: Version): Pick<VersionEntry, 'created' | 'note' | 'unavailable'> {
  return {
    ...(created === undefined ? {} : { created }),
    ...(once ? { note: 'expires once it is read' } : {}),
    ...(status === 'enabled' ? {} : { unavailable: status.replaceAll('_', ' ') }),
  };
}

function newestEnabled(versions: readonly Version[]): Version | undefined {
  return versions.filter(({ status }) => status === 'enabled').sort((a, b) => b.revision - a.revision)[0];
}
