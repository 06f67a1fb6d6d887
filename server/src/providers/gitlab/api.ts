import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome } from '../outcome.ts';
import type { Page } from '../pages.ts';
import { at, eachOf, listOf, numberOf, textOf } from '../rest/json.ts';
import type { RestClient } from '../rest/restClient.ts';
import { told } from '../told.ts';
import type { Owner } from './target.ts';
import { readVariable, type Variable } from './variable.ts';

/** The most that GitLab gives in one page. */
const pageSize = 100;

/** A page of the variables of a project or group, by its number. GitLab sends their values along. */
export function askVariables(
  client: RestClient,
  owner: Owner,
  page: string | undefined,
  token: CancellationToken,
): Promise<Outcome<Page<Variable>>> {
  return client.call(
    {
      operation: owner.kind === 'project' ? 'ListProjectVariables' : 'ListGroupVariables',
      path: [...pathOf(owner), 'variables'],
      query: { per_page: String(pageSize), page: page ?? '1' },
      read(json) {
        const items = eachOf(json, readVariable);
        return items && { items, ...(items.length < pageSize ? {} : { next: String(Number(page ?? '1') + 1) }) };
      },
      count: ({ items }) => items.length,
    },
    token,
  );
}

/**
 * One variable, what there is to know of it as `read` says; `found` undefined: there are several, and none is asked for by its
 * environment.
 */
export function askVariable<T>(
  client: RestClient,
  owner: Owner,
  key: string,
  environment: string | undefined,
  read: (json: JsonValue | undefined) => T | undefined,
  token: CancellationToken,
): Promise<Outcome<{ readonly found: T | undefined }>> {
  return client.call(
    {
      operation: owner.kind === 'project' ? 'GetProjectVariable' : 'GetGroupVariable',
      path: [...pathOf(owner), 'variables', key],
      query: { 'filter[environment_scope]': environment },
      alsoReads: [409],
      read(json, status) {
        if (status === 409)
          return /multiple variables/.test(textOf(at(json, 'message')) ?? '') ? { found: undefined } : undefined;
        const found = read(json);
        return found === undefined ? undefined : { found };
      },
      explain: ({ status, has }) =>
        status === 404 && has(/Variable Not Found/) ? { code: 'not-found', ...told('GitLab does not have it.') } : undefined,
    },
    token,
  );
}

/** The groups that a project is in, the outermost first: the order in which ESO has them. Those on the first page, as ESO asks. */
export function askGroups(client: RestClient, project: Owner, token: CancellationToken): Promise<Outcome<readonly Owner[]>> {
  return client.call(
    {
      operation: 'ListProjectGroups',
      path: [...pathOf(project), 'groups'],
      read(json) {
        if (!Array.isArray(json)) return undefined;
        const groups = listOf(json).flatMap((group) => {
          const id = numberOf(at(group, 'id'));
          return id === undefined ? [] : [{ id: String(id), path: textOf(at(group, 'full_path')) ?? '' }];
        });
        groups.sort((a, b) => a.path.length - b.path.length);
        return groups.map(({ id }): Owner => ({ kind: 'group', id }));
      },
      count: (groups) => groups.length,
    },
    token,
  );
}

function pathOf({ kind, id }: Owner): readonly string[] {
  return ['api', 'v4', kind === 'project' ? 'projects' : 'groups', id];
}
