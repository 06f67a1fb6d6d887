import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome, PropertyNames } from '../outcome.ts';
import type { Page } from '../pages.ts';
import { propertyNamesIn } from '../propertyNames.ts';
import { at, eachOf, isObject, listOf, numberOf, textOf, timeOf } from '../rest/json.ts';
import type { RestClient } from '../rest/restClient.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';

/** A secret as the service tells of it besides its value. Times are epoch milliseconds. */
export interface Secret {
  readonly id: string;
  readonly type: string;
  /** The id of its group, or `default`. */
  readonly group: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly created: number | undefined;
  readonly changed: number | undefined;
  readonly accessed: number | undefined;
  readonly expires: string | undefined;
  readonly labels: readonly string[];
  /** By NIST SP 800-57: 1 is active. */
  readonly state: number | undefined;
  readonly versions: number | undefined;
  readonly locks: number | undefined;
  readonly rotation: { readonly everyDays: number | undefined; readonly next: number | undefined } | undefined;
  /** Of an imported certificate: whether it came with them. */
  readonly intermediate: boolean;
  readonly privateKey: boolean;
}

/** Which secrets a listing is about; all where nothing is said. */
export interface Filter {
  readonly type?: string;
  /** The id of a group, or `default`. */
  readonly group?: string;
  /** A text in id, name, description, labels or type. */
  readonly search?: string;
}

/** The calls of Secrets Manager that are needed. Only `propertyNames` brings a value, and leaves it behind. */
export interface IbmApi {
  /** The names of groups by their ids. */
  groups(token: CancellationToken): Promise<Outcome<ReadonlyMap<string, string>>>;
  secrets(filter: Filter, next: string | undefined, token: CancellationToken): Promise<Outcome<Page<Secret>>>;
  secret(id: string, token: CancellationToken): Promise<Outcome<Secret>>;
  /** @param member which of the answer holds what was stored */
  propertyNames(id: string, member: string, token: CancellationToken): Promise<Outcome<PropertyNames>>;
}

/** The most that the service gives in one page. */
const pageSize = 1_000;

/** Makes the calls of a store. */
export function createIbmApi(client: RestClient): IbmApi {
  const path = ['api', 'v2', 'secrets'];
  return {
    groups: (token) =>
      client.call(
        { operation: 'ListSecretGroups', path: ['api', 'v2', 'secret_groups'], read: groupsOf, count: ({ size }) => size },
        token,
      ),
    secrets({ type, group, search }, next, token) {
      const offset = Number(next ?? 0);
      return client.call(
        {
          operation: 'ListSecrets',
          path,
          query: { offset: String(offset), limit: String(pageSize), sort: 'id', search, groups: group, secret_types: type },
          read: (json) => pageOf(json, offset),
          count: ({ items }) => items.length,
        },
        token,
      );
    },
    secret: (id, token) =>
      client.call({ operation: 'GetSecretMetadata', path: [...path, id, 'metadata'], read: secretOf, explain: gone }, token),
    propertyNames: (id, member, token) =>
      client.call(
        {
          operation: 'GetSecret',
          path: [...path, id],
          read(json) {
            const stored = at(json, member);
            return isObject(stored) ? propertyNamesIn(stored, 'escaped-then-gjson') : undefined;
          },
          explain: gone,
        },
        token,
      ),
  };
}

function gone({ status, has }: Refusal): CatalogProblem | undefined {
  if (status !== 404 || !has(/"code"\s*:\s*"[\w-]*not_found"/i)) return undefined;
  return { code: 'not-found', ...told('Secrets Manager has no secret of this id.') };
}

function groupsOf(json: JsonValue | undefined): ReadonlyMap<string, string> | undefined {
  const groups = at(json, 'secret_groups');
  if (!Array.isArray(groups)) return undefined;
  return new Map(
    listOf(groups).flatMap((group) => {
      const [id, name] = [textOf(at(group, 'id')), textOf(at(group, 'name'))];
      return id === undefined || name === undefined ? [] : [[id, name]];
    }),
  );
}

function pageOf(json: JsonValue | undefined, offset: number): Page<Secret> | undefined {
  const [items, total] = [eachOf(at(json, 'secrets'), secretOf), numberOf(at(json, 'total_count'))];
  if (items === undefined || total === undefined) return undefined;
  const next = offset + items.length;
  return { items, next: next < total && items.length > 0 ? String(next) : undefined };
}

function secretOf(json: JsonValue | undefined): Secret | undefined {
  const [id, type, group] = ['id', 'secret_type', 'secret_group_id'].map((name) => textOf(at(json, name)));
  if (id === undefined || type === undefined || group === undefined) return undefined;
  const rotation = at(json, 'rotation');
  return {
    id,
    type,
    group,
    name: textOf(at(json, 'name')),
    description: textOf(at(json, 'description')),
    created: timeOf(at(json, 'created_at')),
    changed: timeOf(at(json, 'updated_at')),
    // The beginning of time where it never was.
    accessed: timeOf(at(json, 'retrieved_at')) || undefined,
    expires: textOf(at(json, 'expiration_date')),
    labels: listOf(at(json, 'labels')).flatMap((label) => textOf(label) ?? []),
    state: numberOf(at(json, 'state')),
    versions: numberOf(at(json, 'versions_total')),
    locks: numberOf(at(json, 'locks_total')),
    rotation:
      at(rotation, 'auto_rotate') === true
        ? {
            everyDays: at(rotation, 'unit') === 'day' ? numberOf(at(rotation, 'interval')) : undefined,
            next: timeOf(at(json, 'next_rotation_date')),
          }
        : undefined,
    intermediate: at(json, 'intermediate_included') === true,
    privateKey: at(json, 'private_key_included') === true,
  };
}
