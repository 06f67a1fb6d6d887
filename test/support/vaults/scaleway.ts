import type { Answer, HeardRequest } from '../scriptedHttp.ts';
import { needle, ok, type RestDouble } from './restDouble.ts';

const project = '11111111-1111-4111-8111-111111111111';
const secretKey = '5c1a7e7e-0000-4000-8000-00000000000a';
/** One that may not read values. */
export const listerKey = '5c1a7e7e-0000-4000-8000-00000000000b';
const base = '/secret-manager/v1beta1/regions/fr-par/secrets';

interface Version {
  readonly revision: number;
  readonly status: string;
  readonly value: string;
  readonly once?: true;
}

interface Secret {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly versions: readonly Version[];
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly status?: 'locked';
}

/** What `database` has in it. */
const database = JSON.stringify({ user: needle, 'tls.crt': needle, nested: { deep: needle } });

/** The secrets of the project, by name. */
const secrets: readonly Secret[] = [
  {
    name: 'database',
    path: '/prod',
    description: 'Credentials of the shop',
    tags: ['team', 'shop'],
    versions: [
      { revision: 3, status: 'disabled', value: needle },
      { revision: 2, status: 'enabled', value: database },
      { revision: 1, status: 'deleted', value: needle },
    ],
  },
  { name: 'empty', path: '/', versions: [] },
  { name: 'locked', path: '/', status: 'locked' as const, versions: [{ revision: 1, status: 'enabled', value: needle }] },
  { name: 'once', path: '/', versions: [{ revision: 1, status: 'enabled', value: database, once: true as const }] },
  { name: 'twice', path: '/', versions: [{ revision: 1, status: 'enabled', value: needle }] },
  { name: 'twice', path: '/prod/eu', versions: [{ revision: 1, status: 'enabled', value: needle }] },
].map((secret, i) => ({ ...secret, id: idOf(i) }));

function idOf(i: number): string {
  return `22222222-2222-4222-8222-${String(i).padStart(12, '0')}`;
}

/** The Secret Manager of Scaleway, as its API reference and scaleway-sdk-go (api/secret/v1beta1, scw/errors.go) have it. */
function answer({ url, headers }: HeardRequest): Answer {
  const { pathname, searchParams } = new URL(url, 'http://x');
  if (headers['x-auth-token'] === undefined) return { status: 401, json: { type: 'denied_authentication', method: 'api_key' } };
  if (headers['x-auth-token'] === listerKey && pathname.endsWith('/access')) return denied('secret_version', 'access');
  if (headers['x-auth-token'] !== secretKey && headers['x-auth-token'] !== listerKey)
    return { status: 401, json: { type: 'denied_authentication', method: 'api_key', reason: 'not_found' } };
  if (!pathname.startsWith(base)) return { status: 404, json: { message: 'unknown service' } };
  const [id, versions, revision, access] = pathname
    .slice(base.length + 1)
    .split('/')
    .filter(Boolean);
  if (id === undefined) return listed(searchParams);
  const secret = secrets.find((each) => each.id === id);
  if (secret === undefined) return gone('secret', id);
  if (versions === undefined) return ok(secretJson(secret));
  if (revision === undefined) return page(secret.versions.map(versionJson), 'versions', searchParams);
  const version = versionAt(secret, revision);
  if (version === undefined) return gone('secret_version', revision);
  if (access === undefined) return ok(versionJson(version));
  if (version.status !== 'enabled') return { status: 412, json: { type: 'precondition_failed' } };
  return ok({ secret_id: id, revision: version.revision, data: Buffer.from(version.value).toString('base64'), type: 'opaque' });
}

function listed(query: URLSearchParams): Answer {
  const asked = query.get('project_id');
  if (asked === null) return { status: 400, json: { type: 'invalid_arguments', details: [{ argument_name: 'project_id' }] } };
  if (asked !== project) return denied('secret', 'read');
  const [name, path] = [query.get('name'), query.get('path')];
  const found = secrets.filter((secret) => (name ?? secret.name) === secret.name && (path ?? secret.path) === secret.path);
  return page(found.map(secretJson), 'secrets', query);
}

function page(items: readonly unknown[], member: string, query: URLSearchParams): Answer {
  const size = Number(query.get('page_size') ?? 20);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  return ok({ [member]: items.slice(from, from + size), total_count: items.length });
}

function versionAt({ versions }: Secret, revision: string): Version | undefined {
  if (revision === 'latest') return versions[0];
  if (revision === 'latest_enabled') return versions.find(({ status }) => status === 'enabled');
  return versions.find((version) => String(version.revision) === revision);
}

function secretJson({ id, name, path, versions, description, tags = [], status = 'ready' as never }: Secret) {
  return {
    id,
    project_id: project,
    name,
    status,
    created_at: '2026-01-02T03:04:05.000000Z',
    updated_at: '2026-10-02T03:04:05.000000Z',
    tags,
    version_count: versions.length,
    description: description ?? null,
    managed: false,
    protected: false,
    type: 'opaque',
    path,
    ephemeral_policy: null,
    used_by: [],
    deletion_requested_at: null,
    key_id: null,
    region: 'fr-par',
  };
}

function versionJson({ revision, status, once }: Version, index: number | undefined = undefined) {
  return {
    revision,
    secret_id: '',
    status,
    created_at: `2026-0${revision}-01T00:00:00.000000Z`,
    updated_at: null,
    deleted_at: null,
    description: null,
    latest: index === 0,
    ephemeral_properties: once === undefined ? null : { expires_at: null, expires_once_accessed: true, action: 'delete' },
    region: 'fr-par',
  };
}

function gone(resource: string, resource_id: string): Answer {
  return { status: 404, json: { message: 'resource is not found', type: 'not_found', resource, resource_id } };
}

function denied(resource: string, action: string): Answer {
  return {
    status: 403,
    json: { message: 'insufficient permissions', type: 'permissions_denied', details: [{ resource, action }] },
  };
}

/** Scaleway, with a project that the login may see. */
export const scalewayDouble: RestDouble = {
  id: 'scaleway',
  config: (url) => ({ apiUrl: url, region: 'fr-par', projectId: project }),
  env: (url) => ({ SCW_SECRET_KEY: secretKey, SCW_API_URL: url }),
  answer,
  keys: [
    'name:database',
    'path:/prod/database',
    'name:empty',
    'path:/empty',
    'name:locked',
    'path:/locked',
    'name:once',
    'path:/once',
    'name:twice',
    'path:/twice',
    'path:/prod/eu/twice',
  ],
  endless: (_request, count) => ok({ secrets: [{ id: `${count}`, name: `s${count}`, path: '/' }], total_count: 1_000 }),
  properties: { key: 'path:/prod/database', names: ['user', 'tls\\.crt', 'nested', 'nested.deep'] },
  hover:
    /Scaleway Secret Manager · fr-par, project 1111[\s\S]*Credentials of the shop[\s\S]*Path: \/prod\/database · region: fr-par/,
};

/** The id of the secret `database`. */
export const databaseId = idOf(0);
