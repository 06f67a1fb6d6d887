import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome } from '../outcome.ts';
import type { Page } from '../pages.ts';
import { at, eachOf, isObject, listOf, objectOf, textOf, timeOf } from '../rest/json.ts';
import type { RestClient } from '../rest/restClient.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';

/** A version as the service tells of it. Times are epoch milliseconds. */
export interface Version {
  readonly id: string;
  readonly created: number | undefined;
  /** When it will be destroyed. */
  readonly destruction: number | undefined;
  /** `ACTIVE`, `SCHEDULED_FOR_DESTRUCTION`, `DESTROYED` */
  readonly status: string | undefined;
  readonly description: string | undefined;
  /** The names of the entries in its payload, which come without their values. */
  readonly entries: readonly string[];
}

/** A secret as the service tells of it. Times are epoch milliseconds. */
export interface Secret {
  readonly id: string;
  /** Empty: it has none. */
  readonly name: string;
  readonly folder: string | undefined;
  readonly description: string | undefined;
  readonly created: number | undefined;
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly kmsKey: string | undefined;
  /** `ACTIVE`, `INACTIVE`, `CREATING` */
  readonly status: string | undefined;
  readonly protected: boolean;
  readonly current: Version | undefined;
}

/** The calls of Lockbox that are needed: none of them brings a value. */
export interface LockboxApi {
  secrets(folder: string, next: string | undefined, token: CancellationToken): Promise<Outcome<Page<Secret>>>;
  secret(id: string, token: CancellationToken): Promise<Outcome<Secret>>;
  versions(id: string, next: string | undefined, token: CancellationToken): Promise<Outcome<Page<Version>>>;
}

/** The most that the service gives in one page. */
const pageSize = '1000';

/** Makes the calls of a store. */
export function createLockboxApi(client: RestClient): LockboxApi {
  const path = ['lockbox', 'v1', 'secrets'];
  return {
    secrets: (folder, pageToken, token) =>
      client.call(
        {
          operation: 'Secret.List',
          path,
          query: { folderId: folder, pageSize, pageToken },
          read: (json) => pageOf(json, 'secrets', secretOf),
          count: ({ items }) => items.length,
        },
        token,
      ),
    secret: (id, token) => client.call({ operation: 'Secret.Get', path: [...path, id], read: secretOf, explain: gone }, token),
    versions: (id, pageToken, token) =>
      client.call(
        {
          operation: 'Secret.ListVersions',
          path: [...path, id, 'versions'],
          query: { pageSize, pageToken },
          read: (json) => pageOf(json, 'versions', versionOf),
          count: ({ items }) => items.length,
          explain: gone,
        },
        token,
      ),
  };
}

/** The form in which the service says that this one thing is not there: gRPC's code for it. */
function gone({ status, has }: Refusal): CatalogProblem | undefined {
  if (status !== 404 || !has(/"code"\s*:\s*5\b/)) return undefined;
  return { code: 'not-found', ...told('Lockbox has no such secret.') };
}

/** The service leaves out what is empty: an answer without anything says as little as one of another service. */
function pageOf<T>(json: JsonValue | undefined, member: string, read: (json: JsonValue) => T | undefined): Page<T> | undefined {
  const items = eachOf(at(json, member), read);
  return items && { items, next: textOf(at(json, 'nextPageToken')) };
}

function secretOf(json: JsonValue | undefined): Secret | undefined {
  const id = textOf(at(json, 'id'));
  if (id === undefined) return undefined;
  return {
    id,
    name: textOf(at(json, 'name')) ?? '',
    folder: textOf(at(json, 'folderId')),
    description: textOf(at(json, 'description')),
    created: timeOf(at(json, 'createdAt')),
    labels: Object.entries(objectOf(at(json, 'labels'))).map(([name, value]) => ({ name, value: textOf(value) ?? '' })),
    kmsKey: textOf(at(json, 'kmsKeyId')),
    status: textOf(at(json, 'status')),
    protected: at(json, 'deletionProtection') === true,
    current: versionOf(at(json, 'currentVersion')),
  };
}

function versionOf(json: JsonValue | undefined): Version | undefined {
  const id = textOf(at(json, 'id'));
  if (!isObject(json) || id === undefined) return undefined;
  return {
    id,
    created: timeOf(json['createdAt']),
    destruction: timeOf(json['destroyAt']),
    status: textOf(json['status']),
    description: textOf(json['description']),
    entries: listOf(json['payloadEntryKeys']).flatMap((key) => textOf(key) ?? []),
  };
}
