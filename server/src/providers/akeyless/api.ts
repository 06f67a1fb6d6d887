import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome, PropertyNames } from '../outcome.ts';
import type { Page } from '../pages.ts';
import { propertyNames, propertyNamesIn } from '../propertyNames.ts';
import { at, eachOf, isObject, listOf, numberOf, objectOf, textOf, timeOf } from '../rest/json.ts';
import type { RestCall, RestClient } from '../rest/restClient.ts';

/** An item as Akeyless tells of it, without its value. Times are epoch milliseconds. */
export interface Item {
  /** Its whole path. */
  readonly name: string;
  /** `STATIC_SECRET` */
  readonly type: string | undefined;
  readonly id: string | undefined;
  readonly description: string | undefined;
  readonly created: number | undefined;
  readonly changed: number | undefined;
  readonly accessed: number | undefined;
  readonly tags: readonly string[];
  readonly protectionKey: string | undefined;
  readonly rotation: { readonly enabled: boolean; readonly everyDays: number | undefined; readonly next: number | undefined };
  readonly lastVersion: number | undefined;
  readonly versions: readonly { readonly number: number; readonly created: number | undefined }[];
}

/** The calls of one account, as its API (version 2) has them: all are POSTs, of which these change nothing. */
export interface AkeylessApi {
  /** One page of the items that ESO finds, of which some part of the name is as given. */
  items(part: string | undefined, next: string | undefined, token: CancellationToken): Promise<Outcome<Page<Item>>>;
  item(name: string, token: CancellationToken): Promise<Outcome<Item>>;
  /**
   * Reads a value for the names in it. The only place where one passes by.
   *
   * @param type of the item: static and rotated secrets only, as to read others makes something
   * @param version 0: the newest
   */
  propertyNames(
    name: string,
    type: 'STATIC_SECRET' | 'ROTATED_SECRET',
    version: number,
    token: CancellationToken,
  ): Promise<Outcome<PropertyNames>>;
}

/** What ESO lists with `find`. */
const found = ['static-secret', 'dynamic-secret', 'rotated-secret'];

const dialect = 'escaped-then-gjson';

/** Makes the calls of a store. */
export function createAkeylessApi(client: RestClient): AkeylessApi {
  const call = <T>(asked: Omit<RestCall<T>, 'path' | 'repeatable'>, token: CancellationToken): Promise<Outcome<T>> =>
    client.call({ ...asked, path: [asked.operation], repeatable: true }, token);
  return {
    items(part, next, token) {
      const more = next === undefined ? {} : { 'pagination-token': next };
      const filter = part === undefined ? {} : { filter: part };
      const body = { type: found, 'minimal-view': false, 'auto-pagination': 'disabled', ...more, ...filter };
      return call({ operation: 'list-items', body, read: pageOf, count: ({ items }) => items.length }, token);
    },
    item: (name, token) => call({ operation: 'describe-item', body: { name, 'show-versions': true }, read: itemOf }, token),
    propertyNames(name, type, version, token) {
      const numbered = version === 0 ? {} : { version };
      const count = ({ items }: PropertyNames) => items.length;
      const body = { names: type === 'STATIC_SECRET' ? [name] : name, ...numbered };
      return type === 'STATIC_SECRET'
        ? call({ operation: 'get-secret-value', body, read: (json) => namesInStatic(json, name), count }, token)
        : call({ operation: 'get-rotated-secret-value', body, read: namesInRotated, count }, token);
    },
  };
}

function pageOf(json: JsonValue | undefined): Page<Item> | undefined {
  if (!isObject(json) || !['items', 'folders', 'has_next', 'next_page'].some((name) => name in json)) return undefined;
  const items = eachOf(json['items'] ?? [], itemOf);
  return items && { items, next: textOf(json['next_page']) };
}

function itemOf(json: JsonValue | undefined): Item | undefined {
  const name = textOf(at(json, 'item_name'));
  if (name === undefined) return undefined;
  const id = numberOf(at(json, 'item_id'));
  return {
    name,
    type: textOf(at(json, 'item_type')),
    id: textOf(at(json, 'display_id')) ?? (id === undefined ? undefined : String(id)),
    description: textOf(at(json, 'item_metadata')),
    created: timeOf(at(json, 'creation_date')),
    changed: timeOf(at(json, 'modification_date')),
    accessed: timeOf(at(json, 'access_date')),
    tags: listOf(at(json, 'item_tags')).flatMap((tag) => textOf(tag) ?? []),
    protectionKey: textOf(at(json, 'protection_key_name')),
    rotation: {
      enabled: at(json, 'auto_rotate') === true,
      everyDays: numberOf(at(json, 'rotation_interval')),
      next: timeOf(at(json, 'next_rotation_date')),
    },
    lastVersion: numberOf(at(json, 'last_version')),
    versions: listOf(at(json, 'item_versions')).flatMap((version) => {
      const number = numberOf(at(version, 'version'));
      return number === undefined ? [] : [{ number, created: timeOf(at(version, 'creation_date')) }];
    }),
  };
}

function namesInStatic(json: JsonValue | undefined, name: string): PropertyNames | undefined {
  const value = objectOf(json)[name];
  return typeof value === 'string' ? propertyNames(value, dialect) : undefined;
}

/** What of the answer ESO takes (providers/v1/akeyless, `GetRotatedSecrets`). */
function namesInRotated(json: JsonValue | undefined): PropertyNames | undefined {
  if (!isObject(json)) return undefined;
  const value = json['value'];
  if (value === undefined) return propertyNamesIn(json, dialect);
  if (!isObject(value)) return undefined;
  if ('payload' in value) return typeof value['payload'] === 'string' ? propertyNames(value['payload'], dialect) : undefined;
  return propertyNamesIn(isObject(value['target_value']) ? value['target_value'] : value, dialect);
}
