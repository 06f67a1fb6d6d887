import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome, PropertyNames } from '../outcome.ts';
import { propertyNamesIn } from '../propertyNames.ts';
import { at, isObject } from '../rest/json.ts';
import type { RestCall } from '../rest/restClient.ts';
import type { VaultApi } from './api.ts';
import { apiPath, type KeyPlace } from './keyPlace.ts';
import type { VaultStore } from './vaultStore.ts';

/** The names in a secret; `gone` where its version was deleted. */
export type Names = PropertyNames | { readonly gone: 'deleted' | 'destroyed' };

/**
 * Asks for the names of a secret's properties alone (KV version 2, since Vault 1.10): the server answers with the secret's shape, every
 * value being null. Of which type a value is, it does not say.
 */
export function askSubkeys(
  api: VaultApi,
  place: KeyPlace,
  version: string | undefined,
  store: VaultStore,
  token: CancellationToken,
): Promise<Outcome<Names>> {
  const read = (json: JsonValue | undefined) => namesIn(at(json, 'data', 'subkeys'), json, store, true);
  return api.call(namesCall('GET subkeys', apiPath(place, 'subkeys', store), version, read), 'read', token);
}

/**
 * Reads a secret and gives back the names of its properties. The only place in which a value is ever held: it is dropped when `read`
 * returns, and nothing that shares memory with it gets out.
 */
export function readPropertyNames(
  api: VaultApi,
  place: KeyPlace,
  version: string | undefined,
  store: VaultStore,
  token: CancellationToken,
): Promise<Outcome<Names>> {
  const read = (json: JsonValue | undefined) =>
    namesIn(store.version === 'v2' ? at(json, 'data', 'data') : at(json, 'data'), json, store, false);
  // Version 1 takes no notice of a version.
  const asked = store.version === 'v2' ? version : undefined;
  const operation = store.version === 'v2' ? 'GET data' : 'GET';
  return api.call(namesCall(operation, apiPath(place, 'data', store), asked, read), 'read', token);
}

function namesCall(
  operation: 'GET subkeys' | 'GET data' | 'GET',
  path: readonly string[],
  version: string | undefined,
  read: RestCall<Names>['read'],
): Omit<RestCall<Names>, 'explain'> {
  const query = { version: version === '' ? undefined : version };
  // A version that was deleted comes with status 404, and with its metadata.
  return { operation, path, query, read, alsoReads: [404], count: (names) => ('items' in names ? names.items.length : 0) };
}

function namesIn(
  value: JsonValue | undefined,
  json: JsonValue | undefined,
  store: VaultStore,
  masked: boolean,
): Names | undefined {
  if (isObject(value)) {
    const { items, complete } = propertyNamesIn(value, store.product.propertyDialect);
    return {
      complete,
      items: masked
        ? items.map((item) => (item.type === 'null' ? { ...item, type: 'unknown', inside: 'unknown' } : item))
        : items,
    };
  }
  const metadata = at(json, 'data', 'metadata');
  if (!isObject(metadata)) return undefined;
  return { gone: metadata['destroyed'] === true ? 'destroyed' : 'deleted' };
}
