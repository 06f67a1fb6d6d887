import type { CancellationToken } from '../../cancellation.ts';
import { detailsOf, listingOf, lookupOf, mapped, noListing, type Outcome, type PropertyNames } from '../outcome.ts';
import { listPages } from '../pages.ts';
import type { RestCatalogContext } from '../rest/restService.ts';
import type { SecretEntry, SecretMetadata, VersionEntry } from '../secretEntries.ts';
import type { CatalogProblem, Listing, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createLockboxApi, type Secret, type Version } from './api.ts';
import type { LockboxTarget } from './target.ts';

/** Names and metadata of one folder; where a store reads by ids, of the user's own, as ids are those of any folder. */
export function createLockboxCatalog(context: RestCatalogContext<LockboxTarget>): SecretCatalog {
  const { clock, maxCalls, target } = context;
  const { folder, keys } = target;
  const api = createLockboxApi(context.client);

  async function secrets(token: CancellationToken, progress?: (soFar: readonly Secret[]) => void): Promise<Listing<Secret>> {
    if (folder === undefined) return noListing(noFolder, clock);
    const page = (next: string | undefined) => api.secrets(folder, next, token);
    return listPages({ clock, token, maxCalls: maxCalls(), page, progress });
  }

  /** By id in one call; by name, for which there is none, in the listing of the folder. */
  async function find(key: string, token: CancellationToken): Promise<Outcome<Secret>> {
    if (keys === 'ids') return api.secret(key, token);
    const { items, complete, problem } = await secrets(token);
    const found = items.find(({ name }) => name === key);
    if (found !== undefined) return { value: found };
    return { problem: complete || problem === undefined ? notThere : problem };
  }

  const versionsOf = (id: string, token: CancellationToken): Promise<Listing<Version>> =>
    listPages({ clock, token, maxCalls: maxCalls(), page: (next) => api.versions(id, next, token) });

  async function namesOf(key: string, version: string | undefined, token: CancellationToken): Promise<Outcome<PropertyNames>> {
    const secret = await find(key, token);
    if ('problem' in secret) return secret;
    const { current, id } = secret.value;
    if (version === undefined || version === '' || version === current?.id)
      return current === undefined ? { problem: noVersion } : { value: namesIn(current) };
    const versions = await versionsOf(id, token);
    const found = versions.items.find((each) => each.id === version);
    return found === undefined ? { problem: versions.problem ?? noVersion } : { value: namesIn(found) };
  }

  return {
    async keys(_typed, token, progress) {
      const told = (items: readonly Secret[]) => items.flatMap((secret) => entryOf(secret, target) ?? []);
      const { items, complete, ...rest } = await secrets(token, (soFar) => progress?.(told(soFar)));
      return { ...rest, items: told(items), complete: complete && keys === 'names' };
    },
    lookup: async (key, token) =>
      lookupOf(
        mapped(await find(key, token), (secret) => ({ ...aboutOf(secret), key })),
        clock,
      ),
    async describe(key, token) {
      const secret = await find(key, token);
      if ('problem' in secret) return lookupOf(secret, clock);
      const versions = await versionsOf(secret.value.id, token);
      return lookupOf({ value: metadataOf(key, secret.value, versions.items) }, clock);
    },
    async versions(key, token) {
      const secret = await find(key, token);
      if ('problem' in secret) return noListing(secret.problem, clock);
      const { items, ...rest } = await versionsOf(secret.value.id, token);
      return { ...rest, items: versionEntries(items, secret.value.current) };
    },
    properties: async (key, version, token) => listingOf(await namesOf(key, version, token), clock),
    searches: false,
  };
}

const noFolder: CatalogProblem = {
  code: 'unsupported',
  ...told(
    'This store reads secrets by their ids, of any folder. Start the editor with YC_FOLDER_ID to list those of one folder.',
  ),
};

const notThere: CatalogProblem = { code: 'not-found', ...told('The folder has no secret of this name.') };

const noVersion: CatalogProblem = { code: 'not-found', ...told('The secret has no such version.') };

/** Undefined where ESO cannot name it. */
function entryOf(secret: Secret, { keys }: LockboxTarget): SecretEntry | undefined {
  const { id, name, description } = secret;
  if (keys === 'names') return name === '' ? undefined : { ...aboutOf(secret), key: name };
  // An id says nothing to people.
  const words = [name, description].filter(Boolean).join(': ');
  return { ...aboutOf(secret), key: id, ...(words === '' ? {} : { description: words }) };
}

function aboutOf({ description, status, current }: Secret): Omit<SecretEntry, 'key'> {
  const unavailable =
    status !== undefined && status !== 'ACTIVE'
      ? status.toLowerCase()
      : current === undefined
        ? 'it has no version yet'
        : undefined;
  return {
    ...(description === undefined ? {} : { description }),
    ...(current?.created === undefined ? {} : { changed: current.created }),
    ...(unavailable === undefined ? {} : { unavailable }),
  };
}

function metadataOf(key: string, secret: Secret, versions: readonly Version[]): SecretMetadata {
  const { id, name, folder, created, labels, kmsKey, current } = secret;
  return {
    key,
    ...aboutOf(secret),
    id,
    ...(created === undefined ? {} : { created }),
    ...detailsOf([
      ['name', name === key ? undefined : name],
      ['folder', folder],
      ['encrypted with', kmsKey],
      ['deletion', secret.protected ? 'is inhibited' : undefined],
    ]),
    tags: labels,
    versions: versionEntries(versions, current),
    fetchable: [],
  };
}

function versionEntries(versions: readonly Version[], current: Version | undefined): readonly VersionEntry[] {
  return [...versions]
    .sort((a, b) => (b.created ?? 0) - (a.created ?? 0))
    .map(({ id, created, status }) => ({
      version: id,
      labels: [],
      ...(created === undefined ? {} : { created }),
      ...(id === current?.id ? { note: 'current' } : {}),
      ...(status === undefined || status === 'ACTIVE' ? {} : { unavailable: status.toLowerCase().replaceAll('_', ' ') }),
    }));
}

/** Entries are named, and neither their kind nor what is in them is told. */
function namesIn({ entries }: Version): PropertyNames {
  return { items: entries.map((key) => ({ property: key, path: [key], type: 'unknown' })), complete: true };
}
