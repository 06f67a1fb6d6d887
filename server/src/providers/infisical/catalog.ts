import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import { valuesNotAllowed } from '../accessProblems.ts';
import { lookupOf, noListing, notRead, type Outcome } from '../outcome.ts';
import { propertyNames } from '../propertyNames.ts';
import { at, textOf } from '../rest/json.ts';
import type { RestCatalogContext } from '../rest/restService.ts';
import type { SecretEntry, SecretMetadata } from '../secretEntries.ts';
import type { CatalogProblem, Listing, Lookup, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import { askEdition, askSecret, askSecrets, type Edition, readSecret, type Secret } from './api.ts';
import { importMark, keyOf, placeOf } from './keyPlace.ts';
import { noFolder } from './problems.ts';
import type { InfisicalTarget } from './target.ts';

/** The secrets of one environment of a project: those of the store's folder and below by their short keys, others by their paths. */
export function createCatalog({ client, target, clock, mayReadValues }: RestCatalogContext<InfisicalTarget>): SecretCatalog {
  const { folder: scope } = target;
  let known: Edition | undefined;

  /** A server that may send values where none are wanted is asked only if values may be read. */
  async function edition(token: CancellationToken): Promise<Outcome<Edition>> {
    if (known === undefined) {
      const answer = await askEdition(client, target, token);
      if ('problem' in answer) return answer;
      known = answer.value;
    }
    return known === 'older' && !mayReadValues() ? { problem: olderServer } : { value: known };
  }

  async function keys(_: string, token: CancellationToken): Promise<Listing<SecretEntry>> {
    const server = await edition(token);
    if ('problem' in server) return noListing(server.problem, clock);
    const all = await askSecrets(client, target, server.value, { folder: '/', recursive: true }, token);
    if ('problem' in all) return noListing(all.problem, clock);
    const entries = new Map(all.value.secrets.map((secret) => [keyOf(secret, scope), entryOf(keyOf(secret, scope), secret)]));
    if (all.value.imported.length > 0) {
      const own = await askSecrets(client, target, server.value, { folder: scope, recursive: false }, token);
      const imported = 'value' in own ? own.value.imported : [];
      for (const key of imported) if (!entries.has(key)) entries.set(key, { key, description: 'imported', tags: [importMark] });
    }
    // Secrets that the login may not see are left out without a word.
    return { items: [...entries.values()], complete: false, asOf: clock.now() };
  }

  async function find<T>(
    key: string,
    value: 'with value' | 'without value',
    read: (secret: JsonValue) => T | undefined,
    token: CancellationToken,
  ): Promise<Outcome<T>> {
    const server = await edition(token);
    if ('problem' in server) return server;
    const place = placeOf(key, scope);
    if (place.name === '') return { problem: noName };
    const answer = await askSecret(client, target, server.value, place, value, read, token);
    if ('value' in answer) return answer;
    const { problem } = answer;
    if (problem === noFolder) {
      const root = await askSecrets(client, target, server.value, { folder: '/', recursive: false }, token);
      return 'value' in root ? { problem: missing } : root;
    }
    if (problem.code !== 'not-found') return answer;
    // What a folder imports from a place that the login may not see is not told from what is not there.
    const around = await askSecrets(client, target, server.value, { folder: place.folder, recursive: false }, token);
    if ('problem' in around) return around;
    return around.value.imported.length > 0 ? { problem: mayBeImported } : answer;
  }

  const look = async <T>(key: string, token: CancellationToken, map: (secret: Secret) => T): Promise<Lookup<T>> => {
    const read = (json: JsonValue) => readSecret(json, placeOf(key, scope).folder);
    const answer = await find(key, 'without value', read, token);
    return lookupOf('value' in answer ? { value: map(answer.value) } : answer, clock);
  };

  return {
    keys,
    searches: false,
    lookup: (key, token) => look(key, token, (secret) => entryOf(key, secret)),
    describe: (key, token) => look(key, token, (secret) => metadataOf(key, secret, target)),
    async properties(key, _, token) {
      if (!mayReadValues()) return noListing(valuesNotAllowed('Infisical'), clock);
      const read = (json: JsonValue) => propertyNames(textOf(at(json, 'secretValue')) ?? '', 'gjson');
      const answer = await find(key, 'with value', read, token);
      if ('problem' in answer) return noListing(answer.problem, clock);
      return { items: answer.value.items, complete: answer.value.complete, asOf: clock.now() };
    },
    // ESO passes over them.
    versions: async () => notRead(clock),
  };
}

const missing: CatalogProblem = { code: 'not-found', ...told('Infisical does not have it.') };
const noName: CatalogProblem = { code: 'failed', ...told('The key names no secret: it is empty, or ends in a slash.') };
const mayBeImported: CatalogProblem = {
  code: 'failed',
  ...told('Whether it is there is not known: its folder imports secrets, and not all of them need be visible to your login.'),
};
const olderServer: CatalogProblem = {
  code: 'values-not-allowed',
  ...told(
    'This Infisical is older than version 4 of its API and tells names with values only. Allow reading values for this store to list them.',
  ),
};

function entryOf(key: string, { comment, changed }: Secret): SecretEntry {
  return {
    key,
    ...(comment === undefined ? {} : { description: comment }),
    ...(changed === undefined ? {} : { changed }),
  };
}

function metadataOf(key: string, secret: Secret, { folder: scope, environment }: InfisicalTarget): SecretMetadata {
  const { id, comment, created, changed, version, tags, rotated, folder } = secret;
  return {
    key,
    ...(id === undefined ? {} : { id }),
    ...(comment === undefined ? {} : { description: comment }),
    ...(created === undefined ? {} : { created }),
    ...(changed === undefined ? {} : { changed }),
    details: [
      { name: 'environment', value: environment },
      ...(folder === scope ? [] : [{ name: 'folder', value: folder }]),
      ...(version === undefined ? [] : [{ name: 'version', value: String(version) }]),
      ...(rotated ? [{ name: 'rotated', value: 'by Infisical' }] : []),
      ...(tags.length === 0 ? [] : [{ name: 'tagged', value: tags.join(', ') }]),
    ],
    tags: [],
    versions: [],
  };
}
