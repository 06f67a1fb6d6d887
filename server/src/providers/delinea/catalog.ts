import type { CancellationToken } from '../../cancellation.ts';
import { valuesNotAllowed } from '../accessProblems.ts';
import { detailsOf, listingOf, lookupOf, mapped, noListing, notRead, type Outcome, type PropertyNames } from '../outcome.ts';
import { listPagesAs } from '../pages.ts';
import type { RestCatalogContext, RestTarget } from '../rest/restService.ts';
import type { SecretEntry, SecretMetadata } from '../secretEntries.ts';
import type { CatalogProblem, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createDelineaApi, type Secret } from './api.ts';

/**
 * The secrets of a tenant. Who may search sees all of them; but whether two ways of writing a path mean the same secret is the
 * service's to say, so none is missing before it has been asked for that one.
 */
export function createDelineaCatalog(context: RestCatalogContext<RestTarget>): SecretCatalog {
  const { clock, maxCalls } = context;
  const api = createDelineaApi(context.client);

  async function namesOf(key: string, token: CancellationToken): Promise<Outcome<PropertyNames>> {
    const secret = await api.secret(key, token);
    if ('problem' in secret) return secret;
    return secret.value.attributes.includes('linkConfig') ? { problem: makesAnew } : api.propertyNames(key, token);
  }

  return {
    async keys(typed, token, progress) {
      const part = typed.split(/[/:]/).filter(Boolean).at(-1);
      const page = (next: string | undefined) => api.secrets(part, next, token);
      return {
        ...(await listPagesAs({ clock, token, maxCalls: maxCalls(), page, progress, searches: true }, (items) =>
          items.map(entryOf),
        )),
        complete: false,
      };
    },
    lookup: async (key, token) =>
      lookupOf(
        mapped(await api.secret(key, token), (secret) => ({ ...entryOf(secret), key })),
        clock,
      ),
    describe: async (key, token) =>
      lookupOf(
        mapped(await api.secret(key, token), (secret) => metadataOf(key, secret)),
        clock,
      ),
    versions: async () => notRead(clock),
    async properties(key, version, token) {
      // ESO fails then.
      if (version !== undefined && version !== '') return notRead(clock);
      if (!context.mayReadValues()) return noListing(valuesNotAllowed('DSV'), clock);
      return listingOf(await namesOf(key, token), clock);
    },
  };
}

const makesAnew: CatalogProblem = {
  code: 'unsupported',
  ...told('Secrets that link to another one are not read to list their properties: that may make a new login somewhere.'),
};

function entryOf({ path, description, changed }: Secret): SecretEntry {
  return {
    key: path,
    ...(description === undefined ? {} : { description }),
    ...(changed === undefined ? {} : { changed }),
  };
}

function metadataOf(key: string, secret: Secret): SecretMetadata {
  const { id, created, version, attributes } = secret;
  return {
    ...entryOf(secret),
    key,
    ...(id === undefined ? {} : { id }),
    ...(created === undefined ? {} : { created }),
    ...detailsOf([
      ['version', version],
      ['attributes', attributes.join(', ')],
    ]),
    tags: [],
    versions: [],
    fetchable: [],
  };
}
