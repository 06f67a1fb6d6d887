import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome, PropertyNames } from '../outcome.ts';
import { propertyNames, propertyNamesIn } from '../propertyNames.ts';
import { at, isObject } from '../rest/json.ts';
import type { VaultApi } from './api.ts';
import { collections, type KeyPlace } from './keyPlace.ts';

/** How ESO reads `remoteRef.property`. */
export const propertyDialect = 'gjson-then-escaped';

/**
 * Reads a secret, or the public part of a key, and gives back the names of its properties. The only place in which a value is ever held:
 * it is dropped when `read` returns, and nothing that shares memory with it gets out.
 *
 * @param version `remoteRef.version`; undefined or empty: the newest
 */
export function readPropertyNames(
  api: VaultApi,
  { type, name }: KeyPlace,
  version: string | undefined,
  token: CancellationToken,
): Promise<Outcome<PropertyNames>> {
  return api.call(
    {
      operation: type === 'key' ? 'GetKey' : 'GetSecret',
      path: [collections[type], name, ...(version === undefined || version === '' ? [] : [version])],
      read: type === 'key' ? namesInKey : namesInSecret,
      count: ({ items }) => items.length,
    },
    { type, does: 'read' },
    token,
  );
}

function namesInSecret(json: JsonValue | undefined): PropertyNames | undefined {
  const value = at(json, 'value');
  if (typeof value !== 'string') return undefined;
  const { items, complete } = propertyNames(value, propertyDialect);
  return { items, complete };
}

/** ESO reads properties of a key in its JSON Web Key, which has the public part only. */
function namesInKey(json: JsonValue | undefined): PropertyNames | undefined {
  const key = at(json, 'key');
  return isObject(key) ? propertyNamesIn(key, propertyDialect) : undefined;
}
