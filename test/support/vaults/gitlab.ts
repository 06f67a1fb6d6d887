import type { Answer, HeardRequest } from '../scriptedHttp.ts';
import { needle, ok, type RestDouble } from './restDouble.ts';

/** A variable as GitLab's API has it. */
interface Variable {
  readonly key: string;
  readonly value: string | null;
  readonly environment_scope: string;
  readonly variable_type: string;
  readonly description: string | null;
  readonly protected: boolean;
  readonly masked: boolean;
  readonly hidden: boolean;
  readonly raw: boolean;
}

function variable(key: string, scope: string, more: Partial<Variable> = {}): Variable {
  return {
    variable_type: 'env_var',
    key,
    value: needle,
    protected: false,
    masked: false,
    hidden: false,
    raw: true,
    environment_scope: scope,
    description: null,
    ...more,
  };
}

/** Projects and groups with their variables, by their ids. */
const owners: Readonly<Record<string, readonly Variable[]>> = {
  'projects/42': [
    variable('DB_PASSWORD', 'prod', { masked: true, description: 'Of the shop' }),
    variable('DB_PASSWORD', 'dev'),
    variable('CONFIG', '*', { value: JSON.stringify({ user: needle, nested: { inner: needle } }) }),
    variable('TLS_CERT', '*', { variable_type: 'file', raw: false }),
    variable('DEV_ONLY', 'dev'),
    variable('HIDDEN', 'prod', { value: null, masked: true, hidden: true }),
    variable('EMPTY', '*', { value: '' }),
  ],
  'groups/7': [variable('SHARED_TOKEN', '*', { protected: true }), variable('CONFIG', 'prod'), variable('OUTER', 'dev')],
  'groups/9': [variable('SHARED_TOKEN', 'prod'), variable('INNER', 'prod')],
};

/** Who a token belongs to, and what that person may do. */
const tokens: Readonly<Record<string, { readonly denied: readonly string[]; readonly scope: 'api' | 'read_repository' }>> = {
  'glpat-maintainer': { denied: [], scope: 'api' },
  'glpat-project': { denied: ['groups/7', 'groups/9'], scope: 'api' },
  'glpat-narrow': { denied: [], scope: 'read_repository' },
};

/**
 * GitLab's API: https://docs.gitlab.com/api/project_level_variables, group_level_variables, projects (its groups), rest (errors).
 * @gitbeaker/rest 43.8.0, a client that many use, works with it.
 */
function answer({ url, headers }: HeardRequest): Answer {
  const { pathname, searchParams } = new URL(url, 'http://x');
  const token = tokens[headers.authorization?.replace('Bearer ', '') ?? ''];
  if (token === undefined) return { status: 401, json: { message: '401 Unauthorized' } };
  if (token.scope !== 'api')
    return {
      status: 403,
      json: {
        error: 'insufficient_scope',
        error_description: 'The request requires higher privileges than provided by the access token.',
        scope: 'api read_api',
      },
    };
  const [, kind = '', id = '', what, key] = /^\/api\/v4\/(projects|groups)\/([^/]+)\/(\w+)(?:\/([^/]+))?$/.exec(pathname) ?? [];
  const owner = `${kind}/${decodeURIComponent(id).replace('shop/api', '42')}`;
  const variables = owners[owner];
  if (variables === undefined) return notFound(kind === 'projects' ? 'Project' : 'Group');
  if (token.denied.includes(owner)) return { status: 403, json: { message: '403 Forbidden' } };
  if (what === 'groups')
    return ok([
      { id: 9, full_path: 'shop/inner' },
      { id: 7, full_path: 'shop' },
    ]);
  if (what !== 'variables') return { status: 404, json: { error: '404 Not Found' } };
  if (key === undefined) {
    const [page, size] = [Number(searchParams.get('page') ?? 1), Number(searchParams.get('per_page') ?? 20)];
    return ok(variables.slice((page - 1) * size, page * size));
  }
  const scope = searchParams.get('filter[environment_scope]');
  const [found, ...others] = variables.filter((each) => each.key === key && (scope === null || each.environment_scope === scope));
  if (others.length > 0)
    return {
      status: 409,
      json: { message: "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'" },
    };
  return found === undefined ? notFound(kind === 'projects' ? 'Variable' : 'GroupVariable') : ok(found);
}

function notFound(what: string): Answer {
  return { status: 404, json: { message: `404 ${what} Not Found` } };
}

/** GitLab, with a project and the groups that it is in. */
export const gitlabDouble: RestDouble = {
  id: 'gitlab',
  config: (url) => ({ url, projectID: '42', groupIDs: ['7'], environment: 'prod' }),
  env: (url) => ({ GITLAB_TOKEN: 'glpat-maintainer', GITLAB_HOST: url }),
  answer,
  keys: ['DB_PASSWORD', 'CONFIG', 'TLS_CERT', 'HIDDEN', 'EMPTY', 'SHARED_TOKEN'],
  endless: (_, count) => ok(Array.from({ length: 100 }, (__, i) => variable(`V${count}_${i}`, '*'))),
  properties: { key: 'CONFIG', names: ['user', 'nested', 'nested.inner'] },
  hover: /Of the shop.*In: project 42 · environment: prod · set to be: masked/s,
};
