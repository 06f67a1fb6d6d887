import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome, PropertyNames } from '../outcome.ts';
import type { Page } from '../pages.ts';
import { propertyNames } from '../propertyNames.ts';
import { textOfBase64 } from '../rest/base64.ts';
import { at, eachOf, isObject, listOf, numberOf, textOf, timeOf } from '../rest/json.ts';
import type { RestCall, RestClient } from '../rest/restClient.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import type { ScalewayTarget } from './target.ts';

/** A secret as the service tells of it, without its values. Times are epoch milliseconds. */
export interface Secret {
  readonly id: string;
  readonly name: string;
  /** `/` is the outermost; no slash at its end else. */
  readonly folder: string;
  readonly description: string | undefined;
  readonly created: number | undefined;
  readonly changed: number | undefined;
  readonly tags: readonly string[];
  readonly type: string | undefined;
  readonly locked: boolean;
  /** How many versions it has. */
  readonly versions: number | undefined;
}

/** A version as the service tells of it. */
export interface Version {
  readonly revision: number;
  readonly status: string;
  readonly latest: boolean;
  readonly created: number | undefined;
  /** Whether to read it once uses it up. */
  readonly once: boolean;
}

/** The calls of one project in one region. */
export interface ScalewayApi {
  /** One page of the secrets, all or of one name (in one folder). Those that are to be deleted are not among them. */
  secrets(
    filter: { readonly name?: string; readonly folder?: string },
    page: string | undefined,
    token: CancellationToken,
  ): Promise<Outcome<Page<Secret>>>;
  secret(id: string, token: CancellationToken): Promise<Outcome<Secret>>;
  versions(id: string, page: string | undefined, token: CancellationToken): Promise<Outcome<Page<Version>>>;
  /** @param revision a number, `latest` or `latest_enabled` */
  version(id: string, revision: string, token: CancellationToken): Promise<Outcome<Version>>;
  /** Reads a value for the names in it. The only place where one passes by. */
  propertyNames(id: string, revision: number, token: CancellationToken): Promise<Outcome<PropertyNames>>;
}

/** How many items a page has: what ESO asks for. */
const pageSize = 50;

/** Makes the calls of a store. */
export function createScalewayApi(client: RestClient, { region, project }: ScalewayTarget): ScalewayApi {
  const call = <T>(asked: Omit<RestCall<T>, 'path'> & { readonly below: readonly string[] }, token: CancellationToken) => {
    const { below, ...rest } = asked;
    return client.call({ ...rest, path: ['secret-manager', 'v1beta1', 'regions', region, 'secrets', ...below] }, token);
  };
  return {
    secrets({ name, folder }, next, token) {
      const asked = pageAsked(next);
      const query = { project_id: project, order_by: 'name_asc', ...pageQuery(asked), name, path: folder };
      const read = (json: JsonValue | undefined) => pageOf(json, 'secrets', asked, secretOf);
      return call({ operation: 'ListSecrets', below: [], query, read, count: countOf<Secret> }, token);
    },
    secret: (id, token) => call({ operation: 'GetSecret', below: [id], read: secretOf, explain: gone }, token),
    versions(id, next, token) {
      const asked = pageAsked(next);
      const read = (json: JsonValue | undefined) => pageOf(json, 'versions', asked, versionOf);
      const below = [id, 'versions'];
      return call(
        { operation: 'ListSecretVersions', below, query: pageQuery(asked), read, count: countOf, explain: gone },
        token,
      );
    },
    version: (id, revision, token) =>
      call({ operation: 'GetSecretVersion', below: [id, 'versions', revision], read: versionOf, explain: gone }, token),
    propertyNames: (id, revision, token) =>
      call(
        {
          operation: 'AccessSecretVersion',
          below: [id, 'versions', String(revision), 'access'],
          read(json) {
            const text = textOfBase64(at(json, 'data'));
            return text === undefined ? undefined : propertyNames(text, 'gjson-then-escaped');
          },
          count: countOf,
          explain: gone,
        },
        token,
      ),
  };
}

/** The words by which the service says that this one thing is not there; a 404 without them comes from somewhere else. */
function gone({ status, has }: Refusal): CatalogProblem | undefined {
  if (status !== 404 || !has(/"type"\s*:\s*"not_found"/)) return undefined;
  return { code: 'not-found', ...told('Scaleway has no such secret, or no such version of it.') };
}

function countOf<T>({ items }: { readonly items: readonly T[] }): number {
  return items.length;
}

function pageOf<T>(
  json: JsonValue | undefined,
  member: string,
  { page, seen }: PageAsked,
  read: (json: JsonValue) => T | undefined,
): Page<T> | undefined {
  const [items, total] = [eachOf(at(json, member), read), numberOf(at(json, 'total_count'))];
  if (items === undefined || total === undefined) return undefined;
  const isLast = items.length === 0 || seen + items.length >= total;
  return { items, next: isLast ? undefined : `${page + 1} ${seen + items.length}` };
}

function pageQuery({ page }: PageAsked): Readonly<Record<string, string>> {
  return { page: String(page), page_size: String(pageSize) };
}

interface PageAsked {
  readonly page: number;
  /** How many items the pages before had. */
  readonly seen: number;
}

function pageAsked(next: string | undefined): PageAsked {
  const [page = 1, seen = 0] = (next ?? '').split(' ').filter(Boolean).map(Number);
  return { page, seen };
}

function secretOf(json: JsonValue | undefined): Secret | undefined {
  const id = textOf(at(json, 'id'));
  const name = textOf(at(json, 'name'));
  if (id === undefined || name === undefined) return undefined;
  return {
    id,
    name,
    folder: (textOf(at(json, 'path')) ?? '/').replace(/(?<=.)\/+$/, ''),
    description: textOf(at(json, 'description')),
    created: timeOf(at(json, 'created_at')),
    changed: timeOf(at(json, 'updated_at')),
    tags: listOf(at(json, 'tags')).flatMap((tag) => textOf(tag) ?? []),
    type: textOf(at(json, 'type')),
    locked: at(json, 'status') === 'locked',
    versions: numberOf(at(json, 'version_count')),
  };
}

function versionOf(json: JsonValue | undefined): Version | undefined {
  const revision = numberOf(at(json, 'revision'));
  if (revision === undefined || !isObject(json)) return undefined;
  return {
    revision,
    status: textOf(at(json, 'status')) ?? 'unknown_status',
    latest: at(json, 'latest') === true,
    created: timeOf(at(json, 'created_at')),
    once: at(json, 'ephemeral_properties', 'expires_once_accessed') === true,
  };
}
