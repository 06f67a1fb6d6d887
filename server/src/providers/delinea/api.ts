import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome, PropertyNames } from '../outcome.ts';
import type { Page } from '../pages.ts';
import { propertyNamesIn } from '../propertyNames.ts';
import { at, eachOf, isObject, objectOf, textOf, timeOf } from '../rest/json.ts';
import type { RestClient } from '../rest/restClient.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';

/** A secret as the service describes it. Times are epoch milliseconds. */
export interface Secret {
  /** Its path, with slashes. */
  readonly path: string;
  readonly id: string | undefined;
  readonly description: string | undefined;
  readonly created: number | undefined;
  readonly changed: number | undefined;
  readonly version: string | undefined;
  /** The names of what people noted about it. */
  readonly attributes: readonly string[];
}

/** The calls of DSV that are needed. Only `propertyNames` brings a value, and leaves it behind. */
export interface DelineaApi {
  /** @param part of a path; undefined: all */
  secrets(part: string | undefined, next: string | undefined, token: CancellationToken): Promise<Outcome<Page<Secret>>>;
  secret(key: string, token: CancellationToken): Promise<Outcome<Secret>>;
  propertyNames(key: string, token: CancellationToken): Promise<Outcome<PropertyNames>>;
}

/** Makes the calls of a store. */
export function createDelineaApi(client: RestClient): DelineaApi {
  return {
    secrets: (searchTerm, cursor, token) =>
      client.call(
        {
          operation: 'SearchSecrets',
          path: ['secrets'],
          // The most that the service gives in one page.
          query: { limit: '500', searchTerm, cursor },
          read: pageOf,
          count: ({ items }) => items.length,
        },
        token,
      ),
    secret: (key, token) =>
      client.call(
        // The service's way of writing it has two colons.
        { operation: 'GetSecretDescription', path: pathOf(key), verb: ':description', read: secretOf, explain: gone },
        token,
      ),
    propertyNames: (key, token) =>
      client.call({ operation: 'GetSecret', path: pathOf(key), read: namesIn, explain: gone }, token),
  };
}

/** Paths are written with slashes or colons, and a slash before them is passed over. */
function pathOf(key: string): readonly string[] {
  return ['secrets', ...key.replace(/^\/+/, '').split(/[/:]/)];
}

function gone({ status, has }: Refusal): CatalogProblem | undefined {
  if (status !== 404 || !has(/"code"\s*:\s*404\b/)) return undefined;
  return { code: 'not-found', ...told('DSV has no such secret.') };
}

/** Nothing found is null. */
function pageOf(json: JsonValue | undefined): Page<Secret> | undefined {
  const data = at(json, 'data');
  const items = data === null ? [] : eachOf(data, secretOf);
  return items && { items, next: textOf(at(json, 'cursor')) };
}

function secretOf(json: JsonValue | undefined): Secret | undefined {
  const path = textOf(at(json, 'path'));
  if (path === undefined) return undefined;
  return {
    path: path.replaceAll(':', '/'),
    id: textOf(at(json, 'id')),
    description: textOf(at(json, 'description')),
    created: timeOf(at(json, 'created')),
    changed: timeOf(at(json, 'lastModified')),
    version: textOf(at(json, 'version')),
    attributes: Object.keys(objectOf(at(json, 'attributes'))),
  };
}

function namesIn(json: JsonValue | undefined): PropertyNames | undefined {
  const data = at(json, 'data');
  if (isObject(data)) return propertyNamesIn(data, 'gjson');
  return data === null && textOf(at(json, 'path')) !== undefined ? { items: [], complete: true } : undefined;
}
