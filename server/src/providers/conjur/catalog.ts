import type { CancellationToken } from '../../cancellation.ts';
import { valuesNotAllowed } from '../accessProblems.ts';
import { detailsOf, listingOf, lookupOf, mapped, noListing, notRead, type Outcome } from '../outcome.ts';
import { listPagesAs } from '../pages.ts';
import type { RestCatalogContext } from '../rest/restService.ts';
import type { SecretEntry, SecretMetadata } from '../secretEntries.ts';
import type { SecretCatalog } from '../secretProvider.ts';
import { createConjurApi, type Variable } from './api.ts';
import type { ConjurTarget } from './target.ts';
import { idOf } from './variables.ts';

/**
 * The variables of one account that a login may see. What it may not see looks as if it were not there, in a listing and in a look-up
 * alike, so no listing is ever complete and nothing is said to be missing.
 */
export function createConjurCatalog(context: RestCatalogContext<ConjurTarget>): SecretCatalog {
  const { clock, maxCalls, target } = context;
  const api = createConjurApi(context.client, target);
  const find = (key: string, token: CancellationToken): Promise<Outcome<Variable>> =>
    api.variable(idOf(key, target.account), token);

  return {
    async keys(typed, token, progress) {
      const search = wordsOf(typed);
      const page = (next: string | undefined) => api.variables(search, next, token);
      return {
        ...(await listPagesAs({ clock, token, maxCalls: maxCalls(), page, progress, searches: true }, (items) =>
          items.map((variable) => entryOf(variable)),
        )),
        complete: false,
      };
    },
    lookup: async (key, token) =>
      lookupOf(
        mapped(await find(key, token), (variable) => ({ ...entryOf(variable), key })),
        clock,
      ),
    describe: async (key, token) =>
      lookupOf(
        mapped(await find(key, token), (variable) => metadataOf(key, variable, target)),
        clock,
      ),
    // ESO passes over versions.
    versions: async () => notRead(clock),
    async properties(key, _version, token) {
      if (!context.mayReadValues()) return noListing(valuesNotAllowed('Conjur'), clock);
      return listingOf(await api.propertyNames(idOf(key, target.account), token), clock);
    },
    listsAs: (key) => idOf(key, target.account) === key,
  };
}

/** The whole words of what is typed: the server searches by these, and finds no beginnings. */
function wordsOf(typed: string): string | undefined {
  return /^(.*\w)[/.-]/.exec(typed)?.[1];
}

function entryOf({ id, annotations, versions }: Variable): SecretEntry {
  const description = annotations.find(({ name }) => name === 'description')?.value;
  return {
    key: id,
    ...(description === undefined ? {} : { description }),
    ...(annotations.length === 0 ? {} : { tags: annotations }),
    ...(versions?.length === 0 ? { unavailable: 'it has no value yet' } : {}),
  };
}

function metadataOf(key: string, variable: Variable, { account }: ConjurTarget): SecretMetadata {
  const { id, owner, policy, created, annotations, versions = [] } = variable;
  const { description, unavailable } = entryOf(variable);
  return {
    key,
    id: `${account}:variable:${id}`,
    ...(description === undefined ? {} : { description }),
    ...(unavailable === undefined ? {} : { unavailable }),
    ...(created === undefined ? {} : { created }),
    ...detailsOf([
      ['owner', owner],
      ['policy', policy],
    ]),
    tags: annotations.filter(({ name }) => name !== 'description'),
    versions: versions.map((version, i) => ({
      version: String(version),
      labels: [],
      ...(i === versions.length - 1 ? { note: 'current' } : {}),
    })),
    fetchable: [],
  };
}
