import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome, PropertyNames } from '../outcome.ts';
import type { Page } from '../pages.ts';
import { propertyNames } from '../propertyNames.ts';
import { textOfBase64 } from '../rest/base64.ts';
import { at, eachOf, listOf, numberOf, objectOf, textOf, timeOf } from '../rest/json.ts';
import type { RestClient } from '../rest/restClient.ts';

/** A secret as a list tells of it. Times are epoch milliseconds. */
export interface Secret {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly created: number | undefined;
  /** When it will be deleted. */
  readonly deletion: number | undefined;
  /** `ACTIVE`, `PENDING_DELETION`, `DELETED` among others. */
  readonly state: string | undefined;
  readonly tags: readonly { readonly name: string; readonly value: string }[];
  readonly key: string | undefined;
  readonly expires: string | undefined;
  readonly nextRotation: number | undefined;
}

/** A version of a secret. */
export interface Version {
  readonly number: number;
  /** What it can be asked for by: `CURRENT`, `LATEST`. */
  readonly stages: readonly string[];
  readonly created: number | undefined;
  readonly isDeleted: boolean;
}

/** The calls of Vault that are needed. Only `propertyNames` brings a value, and leaves it behind. */
export interface OracleApi {
  /** @param name exactly; undefined: all */
  secrets(name: string | undefined, next: string | undefined, token: CancellationToken): Promise<Outcome<Page<Secret>>>;
  versions(id: string, next: string | undefined, token: CancellationToken): Promise<Outcome<Page<Version>>>;
  propertyNames(id: string, stage: string | undefined, token: CancellationToken): Promise<Outcome<PropertyNames>>;
}

/** Makes the calls of a store. */
export function createOracleApi(
  client: RestClient,
  values: RestClient,
  { vault: vaultId, compartment: compartmentId }: { readonly vault: string; readonly compartment: string },
): OracleApi {
  const path = ['20180608', 'secrets'];
  const limit = '1000';
  return {
    secrets: (name, page, token) =>
      client.call(
        {
          operation: 'ListSecrets',
          path,
          query: { compartmentId, vaultId, name, limit, page },
          read: (json, _status, _text, headers) => pageOf(json, headers['opc-next-page'], secretOf),
          count: ({ items }) => items.length,
        },
        token,
      ),
    versions: (id, page, token) =>
      client.call(
        {
          operation: 'ListSecretVersions',
          path: [...path, id, 'versions'],
          query: { limit, page },
          read: (json, _status, _text, headers) => pageOf(json, headers['opc-next-page'], versionOf),
          count: ({ items }) => items.length,
        },
        token,
      ),
    propertyNames: (id, stage, token) =>
      values.call(
        {
          operation: 'GetSecretBundle',
          path: ['20190301', 'secretbundles', id],
          query: { stage: stage === '' ? undefined : stage },
          read(json) {
            const text = textOfBase64(at(json, 'secretBundleContent', 'content'));
            return text === undefined ? undefined : propertyNames(text, 'gjson');
          },
        },
        token,
      ),
  };
}

function pageOf<T>(
  json: JsonValue | undefined,
  next: string | undefined,
  read: (json: JsonValue) => T | undefined,
): Page<T> | undefined {
  const items = eachOf(json, read);
  return items && { items, next };
}

function secretOf(json: JsonValue): Secret | undefined {
  const [id, name] = [textOf(at(json, 'id')), textOf(at(json, 'secretName'))];
  if (id === undefined || name === undefined) return undefined;
  return {
    id,
    name,
    description: textOf(at(json, 'description')),
    created: timeOf(at(json, 'timeCreated')),
    deletion: timeOf(at(json, 'timeOfDeletion')),
    state: textOf(at(json, 'lifecycleState')),
    tags: Object.entries(objectOf(at(json, 'freeformTags'))).map(([tag, value]) => ({ name: tag, value: textOf(value) ?? '' })),
    key: textOf(at(json, 'keyId')),
    expires: textOf(at(json, 'timeOfCurrentVersionExpiry')),
    nextRotation: timeOf(at(json, 'nextRotationTime')),
  };
}

function versionOf(json: JsonValue): Version | undefined {
  const number = numberOf(at(json, 'versionNumber'));
  if (number === undefined) return undefined;
  return {
    number,
    stages: listOf(at(json, 'stages')).flatMap((stage) => textOf(stage) ?? []),
    created: timeOf(at(json, 'timeCreated')),
    isDeleted: timeOf(at(json, 'timeOfDeletion')) !== undefined,
  };
}
