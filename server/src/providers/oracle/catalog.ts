import type { CancellationToken } from '../../cancellation.ts';
import { valuesNotAllowed } from '../accessProblems.ts';
import { detailsOf, listingOf, lookupOf, mapped, noListing, type Outcome, type PropertyNames } from '../outcome.ts';
import { listPages, listPagesAs } from '../pages.ts';
import type { RestCatalogContext } from '../rest/restService.ts';
import type { SecretEntry, SecretMetadata, VersionEntry } from '../secretEntries.ts';
import type { CatalogProblem, Listing, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createOracleApi, type Secret, type Version } from './api.ts';
import type { OracleTarget } from './target.ts';

/**
 * The secrets of a vault in the store's compartment. ESO finds those of other compartments too, so none is said to be missing; the
 * service itself does not tell what is not there from what may not be seen.
 */
export function createOracleCatalog(context: RestCatalogContext<OracleTarget>): SecretCatalog {
  const { clock, maxCalls } = context;
  const api = createOracleApi(context.client, context.values, context.target);

  async function find(key: string, token: CancellationToken): Promise<Outcome<Secret>> {
    const page = await api.secrets(key, undefined, token);
    if ('problem' in page) return page;
    const found = page.value.items.find((secret) => secret.name === key && isThere(secret));
    return found === undefined ? { problem: unseen } : { value: found };
  }

  async function versionsOf({ id }: Secret, token: CancellationToken): Promise<Listing<VersionEntry>> {
    const page = (next: string | undefined) => api.versions(id, next, token);
    const { items, ...rest } = await listPages({ clock, token, maxCalls: maxCalls(), page });
    return { ...rest, items: stagesOf(items) };
  }

  async function namesOf(key: string, stage: string | undefined, token: CancellationToken): Promise<Outcome<PropertyNames>> {
    const secret = await find(key, token);
    return 'problem' in secret ? secret : api.propertyNames(secret.value.id, stage, token);
  }

  return {
    async keys(_typed, token, progress) {
      const page = (next: string | undefined) => api.secrets(undefined, next, token);
      return {
        ...(await listPagesAs({ clock, token, maxCalls: maxCalls(), page, progress }, (items) =>
          items.filter(isThere).map(entryOf),
        )),
        complete: false,
      };
    },
    lookup: async (key, token) => lookupOf(mapped(await find(key, token), entryOf), clock),
    async describe(key, token) {
      const secret = await find(key, token);
      if ('problem' in secret) return lookupOf(secret, clock);
      const { items } = await versionsOf(secret.value, token);
      return lookupOf({ value: metadataOf(secret.value, items) }, clock);
    },
    async versions(key, token) {
      const secret = await find(key, token);
      return 'problem' in secret ? noListing(secret.problem, clock) : versionsOf(secret.value, token);
    },
    async properties(key, version, token) {
      if (!context.mayReadValues()) return noListing(valuesNotAllowed('Oracle Vault'), clock);
      return listingOf(await namesOf(key, version, token), clock);
    },
    searches: false,
  };
}

const unseen: CatalogProblem = {
  code: 'denied',
  ...told('Your login sees no such secret in the compartment of the store: there is none, or it lacks read secret-family.'),
  permission: 'read secret-family',
};

/** Secrets that are gone are told of for a while. */
function isThere({ state }: Secret): boolean {
  return state !== 'DELETED';
}

function entryOf({ name, description, created, deletion, state = 'ACTIVE', tags }: Secret): SecretEntry {
  const other = state === 'ACTIVE' || state === 'UPDATING' ? undefined : state.toLowerCase().replaceAll('_', ' ');
  const unavailable = deletion === undefined ? other : 'scheduled for deletion';
  return {
    key: name,
    tags,
    ...(description === undefined ? {} : { description }),
    ...(created === undefined ? {} : { changed: created }),
    ...(unavailable === undefined ? {} : { unavailable }),
  };
}

function metadataOf(secret: Secret, versions: readonly VersionEntry[]): SecretMetadata {
  const { changed: _, ...known } = entryOf(secret);
  const { id, created, deletion, key, expires, nextRotation, tags } = secret;
  return {
    ...known,
    id,
    ...(created === undefined ? {} : { created }),
    ...(deletion === undefined ? {} : { deletion }),
    ...(nextRotation === undefined ? {} : { rotation: { enabled: true, next: nextRotation } }),
    ...detailsOf([
      ['encrypted with', key],
      ['expires', expires?.slice(0, 10)],
    ]),
    tags,
    versions,
    fetchable: [],
  };
}

/** ESO asks for a stage; a version has none, one or several. */
function stagesOf(versions: readonly Version[]): readonly VersionEntry[] {
  return [...versions]
    .sort((a, b) => b.number - a.number)
    .flatMap(({ number, stages, created, isDeleted }) =>
      stages.map((stage) => ({
        version: stage,
        labels: [],
        note: `version ${number}`,
        ...(created === undefined ? {} : { created }),
        ...(isDeleted ? { unavailable: 'scheduled for deletion' } : {}),
      })),
    );
}
