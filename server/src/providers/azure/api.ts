import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome } from '../outcome.ts';
import type { Page } from '../pages.ts';
import { at, isObject, listOf, numberOf, objectOf, textOf } from '../rest/json.ts';
import type { RestCall, RestClient } from '../rest/restClient.ts';
import type { AzureStore } from './azureStore.ts';
import { collections, type KeyPlace, type ObjectType } from './keyPlace.ts';
import type { AzureLogin } from './login.ts';
import { explainRefusal, type Wanted } from './problems.ts';

/** What the listings of Key Vault say of an object or of one of its versions, which is all but the value. Times are epoch milliseconds. */
export interface VaultItem {
  readonly name: string;
  /** Undefined in the listing of objects, where the newest version is meant. */
  readonly version: string | undefined;
  readonly enabled: boolean;
  readonly created: number | undefined;
  readonly updated: number | undefined;
  readonly expires: number | undefined;
  readonly notBefore: number | undefined;
  readonly contentType: string | undefined;
  /** Whether a certificate brought it: the secret and the key of the same name are its own. */
  readonly managed: boolean;
  /** The vendor's word, `Recoverable+Purgeable`. */
  readonly recoveryLevel: string | undefined;
  readonly recoverableDays: number | undefined;
  readonly tags: readonly { readonly name: string; readonly value: string }[];
}

/** An object that was deleted and is still kept. Times are epoch milliseconds. */
export interface DeletedItem {
  readonly deleted: number | undefined;
  /** When it goes for good. */
  readonly purged: number | undefined;
}

/** The calls of one store, as one login. */
export interface VaultApi {
  /** Some of the objects of a type; `next` as the page before gave it. */
  objects(type: ObjectType, next: string | undefined, token: CancellationToken): Promise<Outcome<Page<VaultItem>>>;
  /** Some of an object's versions, in no order. None where there is no such object. */
  versions(place: KeyPlace, next: string | undefined, token: CancellationToken): Promise<Outcome<Page<VaultItem>>>;
  deleted(place: KeyPlace, token: CancellationToken): Promise<Outcome<DeletedItem>>;
  /** Any other call, its refusals explained. */
  call<T>(call: Omit<RestCall<T>, 'explain'>, wanted: Wanted, token: CancellationToken): Promise<Outcome<T>>;
}

/** The newest that every cloud of Azure has; the answers that are read here have not changed since. */
const apiVersion = '7.4';
/** The most that Key Vault gives at a time. */
const pageSize = '25';

/** Vendor's names of the calls, for the log and for messages. */
const operations = {
  secret: { list: 'GetSecrets', versions: 'GetSecretVersions', deleted: 'GetDeletedSecret' },
  cert: { list: 'GetCertificates', versions: 'GetCertificateVersions', deleted: 'GetDeletedCertificate' },
  key: { list: 'GetKeys', versions: 'GetKeyVersions', deleted: 'GetDeletedKey' },
} as const;

/** Makes the calls of a store. */
export function createVaultApi(client: RestClient, store: AzureStore, login: () => AzureLogin | undefined): VaultApi {
  const call: VaultApi['call'] = (asked, wanted, token) =>
    client.call(
      {
        ...asked,
        query: { 'api-version': apiVersion, ...asked.query },
        explain: (refusal) => explainRefusal(refusal, wanted, store, login()),
      },
      token,
    );

  const page = (
    operation: (typeof operations)[ObjectType]['list' | 'versions'],
    path: readonly string[],
    type: ObjectType,
    next: string | undefined,
    token: CancellationToken,
  ) =>
    call(
      {
        operation,
        path,
        query: { maxresults: pageSize, ...queryOf(next) },
        read: readPage,
        count: ({ items }) => items.length,
      },
      { type, does: 'list' },
      token,
    );

  return {
    call,
    objects: (type, next, token) => page(operations[type].list, [collections[type]], type, next, token),
    versions: ({ type, name }, next, token) =>
      page(operations[type].versions, [collections[type], name, 'versions'], type, next, token),
    deleted: ({ type, name }, token) =>
      call(
        { operation: operations[type].deleted, path: [`deleted${collections[type]}`, name], read: readDeleted },
        { type, does: 'get' },
        token,
      ),
  };
}

/**
 * What a link to the next page asks for. Where it leads is not looked at: the token goes to the address that was agreed to, by which a
 * vault may have another name than the one that it knows itself.
 */
function queryOf(next: string | undefined): Readonly<Record<string, string>> {
  if (next === undefined || !URL.canParse(next)) return {};
  return Object.fromEntries([...new URL(next).searchParams].filter(([name]) => /^(\$skiptoken|maxresults)$/i.test(name)));
}

function readPage(json: JsonValue | undefined): Page<VaultItem> | undefined {
  const value = at(json, 'value');
  if (!Array.isArray(value)) return undefined;
  return { items: listOf(value).flatMap((item) => readItem(item) ?? []), next: textOf(at(json, 'nextLink')) };
}

function readItem(json: JsonValue): VaultItem | undefined {
  const id = textOf(at(json, 'id')) ?? textOf(at(json, 'kid')) ?? '';
  const [, name, version] = /^https:\/\/[^/]+\/(?:secrets|keys|certificates)\/([^/]+)(?:\/([^/]+))?$/.exec(id) ?? [];
  if (name === undefined) return undefined;
  const attributes = at(json, 'attributes');
  return {
    name,
    version,
    enabled: at(attributes, 'enabled') !== false,
    created: instantOf(at(attributes, 'created')),
    updated: instantOf(at(attributes, 'updated')),
    expires: instantOf(at(attributes, 'exp')),
    notBefore: instantOf(at(attributes, 'nbf')),
    contentType: textOf(at(json, 'contentType')),
    managed: at(json, 'managed') === true,
    recoveryLevel: textOf(at(attributes, 'recoveryLevel')),
    recoverableDays: numberOf(at(attributes, 'recoverableDays')),
    tags: Object.entries(objectOf(at(json, 'tags'))).map(([tag, value]) => ({ name: tag, value: textOf(value) ?? '' })),
  };
}

function readDeleted(json: JsonValue | undefined): DeletedItem | undefined {
  if (!isObject(json)) return undefined;
  return { deleted: instantOf(at(json, 'deletedDate')), purged: instantOf(at(json, 'scheduledPurgeDate')) };
}

/** Key Vault writes seconds since 1970. */
function instantOf(json: JsonValue | undefined): number | undefined {
  const seconds = numberOf(json);
  return seconds === undefined ? undefined : seconds * 1_000;
}
