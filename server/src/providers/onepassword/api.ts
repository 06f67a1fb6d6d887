import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome } from '../outcome.ts';
import { at, eachOf, listOf, numberOf, textOf, timeOf } from '../rest/json.ts';
import type { RestClient } from '../rest/restClient.ts';
import { type ItemNames, readItemNames } from './itemNames.ts';

/** A vault that the token may see. */
export interface Vault {
  readonly id: string;
  readonly name: string;
}

/** What a listing says of an item: nothing of its fields. Times are epoch milliseconds. */
export interface Item {
  readonly id: string;
  readonly title: string;
  /** `LOGIN`, `DOCUMENT`. */
  readonly category: string;
  readonly tags: readonly string[];
  readonly created?: number;
  readonly changed?: number;
  readonly version?: number;
}

/** The vaults that the token may see. */
export function askVaults(client: RestClient, token: CancellationToken): Promise<Outcome<readonly Vault[]>> {
  return client.call(
    {
      operation: 'ListVaults',
      path: ['v1', 'vaults'],
      read: (json) => eachOf(json, readVault),
      count: (vaults) => vaults.length,
    },
    token,
  );
}

/** The items of a vault, all or those with a title, as the server compares titles. */
export function askItems(
  client: RestClient,
  vault: Vault,
  title: string | undefined,
  token: CancellationToken,
): Promise<Outcome<readonly Item[]>> {
  return client.call(
    {
      operation: 'ListItems',
      path: ['v1', 'vaults', vault.id, 'items'],
      query: { filter: title === undefined ? undefined : `title eq "${title}"` },
      read: (json) => eachOf(json, readItem),
      count: (items) => items.length,
    },
    token,
  );
}

/** The names of what is in an item. The server sends the values along. */
export function askItemNames(
  client: RestClient,
  vault: Vault,
  { id }: Item,
  token: CancellationToken,
): Promise<Outcome<ItemNames>> {
  return client.call(
    {
      operation: 'GetItem',
      path: ['v1', 'vaults', vault.id, 'items', id],
      read: readItemNames,
      count: ({ fields, files }) => fields.length + files.length,
    },
    token,
  );
}

function readVault(json: JsonValue): Vault | undefined {
  const [id, name] = [textOf(at(json, 'id')), textOf(at(json, 'name'))];
  return id === undefined || name === undefined ? undefined : { id, name };
}

function readItem(json: JsonValue): Item | undefined {
  const [id, title] = [textOf(at(json, 'id')), textOf(at(json, 'title'))];
  if (id === undefined) return undefined;
  const [created, changed, version] = [
    timeOf(at(json, 'createdAt')),
    timeOf(at(json, 'updatedAt')),
    numberOf(at(json, 'version')),
  ];
  return {
    id,
    title: title ?? '',
    category: textOf(at(json, 'category')) ?? '',
    tags: listOf(at(json, 'tags')).flatMap((tag) => textOf(tag) ?? []),
    ...(created === undefined ? {} : { created }),
    ...(changed === undefined ? {} : { changed }),
    ...(version === undefined ? {} : { version }),
  };
}
