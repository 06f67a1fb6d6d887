import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome, PropertyNames } from '../outcome.ts';
import type { Page } from '../pages.ts';
import { propertyNames } from '../propertyNames.ts';
import { at, eachOf, listOf, numberOf, textOf, timeOf } from '../rest/json.ts';
import type { RestClient } from '../rest/restClient.ts';
import type { ConjurTarget } from './target.ts';

/** A variable as the server tells of it, without its value. Times are epoch milliseconds. */
export interface Variable {
  /** Without account and kind. */
  readonly id: string;
  readonly owner: string | undefined;
  readonly policy: string | undefined;
  readonly created: number | undefined;
  readonly annotations: readonly { readonly name: string; readonly value: string }[];
  /** The numbers of its values, in order; undefined where that is not told. */
  readonly versions: readonly number[] | undefined;
}

/** The calls of one account. */
export interface ConjurApi {
  /** One page of the variables that the login may see, all or those that a search by words finds. */
  variables(search: string | undefined, next: string | undefined, token: CancellationToken): Promise<Outcome<Page<Variable>>>;
  variable(id: string, token: CancellationToken): Promise<Outcome<Variable>>;
  /** Reads a value for the names in it. The only place where one passes by. */
  propertyNames(id: string, token: CancellationToken): Promise<Outcome<PropertyNames>>;
}

/** How many variables a page has: what ESO asks for, as servers may have a limit of their own. */
const pageSize = 100;

/** Makes the calls of a store. */
export function createConjurApi(client: RestClient, { account }: ConjurTarget): ConjurApi {
  const variableOf = (json: JsonValue | undefined) => read(json, account);
  return {
    variables(search, next = '0', token) {
      const query = { kind: 'variable', limit: String(pageSize), offset: next === '0' ? undefined : next, search };
      return client.call(
        {
          operation: 'ListResources',
          path: ['resources', account],
          query,
          read(json) {
            const items = eachOf(json, variableOf);
            return items && { items, next: items.length < pageSize ? undefined : String(Number(next) + items.length) };
          },
          count: ({ items }) => items.length,
        },
        token,
      );
    },
    variable: (id, token) =>
      client.call({ operation: 'ShowResource', path: ['resources', account, 'variable', id], read: variableOf }, token),
    propertyNames: (id, token) =>
      client.call(
        {
          operation: 'RetrieveSecret',
          path: ['secrets', account, 'variable', id],
          headers: { accept: '*/*' },
          read: (_json, _status, text) => propertyNames(text, 'gjson'),
          count: ({ items }) => items.length,
        },
        token,
      ),
  };
}

function read(json: JsonValue | undefined, account: string): Variable | undefined {
  const id = textOf(at(json, 'id'));
  const start = `${account}:variable:`;
  if (id === undefined || !id.startsWith(start)) return undefined;
  const versions = at(json, 'secrets');
  return {
    id: id.slice(start.length),
    owner: textOf(at(json, 'owner')),
    policy: textOf(at(json, 'policy')),
    created: timeOf(at(json, 'created_at')),
    annotations: listOf(at(json, 'annotations')).flatMap((annotation) => {
      const name = textOf(at(annotation, 'name'));
      return name === undefined ? [] : [{ name, value: textOf(at(annotation, 'value')) ?? '' }];
    }),
    versions: Array.isArray(versions) ? listOf(versions).flatMap((version) => numberOf(at(version, 'version')) ?? []) : undefined,
  };
}
