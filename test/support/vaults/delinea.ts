import type { Answer, HeardRequest } from '../scriptedHttp.ts';
import { needle, ok, type RestDouble } from './restDouble.ts';

const clients: Readonly<Record<string, string>> = {
  'f0b1-owner': 'c2VjcmV0LW9mLW93bmVy',
  'f0b1-searcher': 'c2VjcmV0LW9mLXNlYXJjaGVy',
  'f0b1-reader': 'c2VjcmV0LW9mLXJlYWRlcg',
};
/** One that may search and not read. */
export const searcher = { DSV_CLIENT_ID: 'f0b1-searcher', DSV_CLIENT_SECRET: 'c2VjcmV0LW9mLXNlYXJjaGVy' };
/** One that may read and not search. */
export const reader = { DSV_CLIENT_ID: 'f0b1-reader', DSV_CLIENT_SECRET: 'c2VjcmV0LW9mLXJlYWRlcg' };
const base = '/shop/eu/v1';
const tokenOf = (client: string) => `eyJhbGciOi.${Buffer.from(client).toString('base64url')}`;

interface Secret {
  readonly path: string;
  readonly description?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>> | null;
}

const secrets: readonly Secret[] = [
  {
    path: 'prod:database',
    description: 'Credentials of the shop',
    attributes: { stage: 'live', ttl: 100 },
    data: { user: needle, 'tls.crt': needle, nested: { deep: needle } },
  },
  { path: 'prod:eu:web', data: { password: needle } },
  { path: 'empty', data: null },
  {
    path: 'db:dynamic',
    attributes: { linkConfig: { linkType: 'dynamic', linkedSecret: 'prod:database' }, ttl: 1000 },
    data: { password: needle },
  },
];

/** DevOps Secrets Vault as its API description (version 1), its command-line tool and its documentation have it. */
function answer({ url, method, headers, body }: HeardRequest): Answer {
  const { pathname, searchParams } = new URL(url, 'http://x');
  // The settings of a user name an address without tenant and version.
  const path = pathname.replace(base, '').slice(1);
  if (path === 'token') return token(method, body);
  const client = Object.keys(clients).find((each) => headers.authorization === `Bearer ${tokenOf(each)}`);
  if (client === undefined) return refused(401, 'unable to authenticate');
  if (path === 'secrets') return client === 'f0b1-reader' ? refused(403, 'Invalid permissions') : found(searchParams);
  if (!path.startsWith('secrets/')) return { status: 404, json: 'page not found' };
  const isDescription = path.endsWith('::description');
  const asked = decodeURIComponent(path.slice('secrets/'.length).replace(/::description$/, '')).replaceAll('/', ':');
  if (client === 'f0b1-searcher') return refused(403, 'Invalid permissions');
  const secret = secrets.find((each) => each.path === asked);
  if (secret === undefined) return refused(404, 'unable to find item with specified identifier');
  return ok({ ...describe(secret), ...(isDescription ? {} : { data: secret.data }) });
}

function token(method: string, body: string): Answer {
  const { grant_type, client_id, client_secret } = JSON.parse(body);
  if (method !== 'POST' || grant_type !== 'client_credentials') return refused(400, 'invalid grant type');
  if (clients[client_id] !== client_secret) return refused(401, 'unable to authenticate');
  return ok({ accessToken: tokenOf(client_id), tokenType: 'bearer', expiresIn: 3600, refreshToken: '' });
}

function found(query: URLSearchParams): Answer {
  const limit = Number(query.get('limit') ?? 25);
  const from = Number(query.get('cursor') ?? 0);
  const all = secrets.filter(({ path }) => path.includes(query.get('searchTerm') ?? ''));
  const data = all.slice(from, from + limit).map(describe);
  const cursor = from + limit < all.length ? String(from + limit) : '';
  return ok({ cursor, data: data.length === 0 ? null : data, length: data.length, limit, sort: '' });
}

function describe({ path, description = '', attributes = {} }: Secret) {
  return {
    attributes,
    created: '2026-01-02T03:04:05Z',
    createdBy: 'users:thy-one:admin@company.com',
    description,
    id: `55555555-5555-4555-8555-00000000000${secrets.findIndex((each) => each.path === path)}`,
    lastModified: '2026-10-02T03:04:05Z',
    lastModifiedBy: 'users:thy-one:admin@company.com',
    path,
    version: '12',
  };
}

function refused(code: number, message: string): Answer {
  return { status: code, json: { code, message } };
}

/** Delinea DevOps Secrets Vault, with a tenant that the client may search and read all of. */
export const delineaDouble: RestDouble = {
  id: 'delinea',
  config: (url) => ({ tenant: 'shop', tld: 'eu', urlTemplate: `${url}/%s/%s/v1/%s%s` }),
  env: (url) => ({
    DSV_CLIENT_ID: 'f0b1-owner',
    DSV_CLIENT_SECRET: clients['f0b1-owner'] ?? '',
    DSV_TENANT: 'shop',
    DSV_TLD: 'eu',
    DSV_URL_TEMPLATE: `${url}/{}/{}/v1`,
  }),
  shown: ['DSV_TENANT', 'DSV_TLD', 'DSV_URL_TEMPLATE'],
  answer,
  keys: ['prod/database', 'prod/eu/web', 'empty', 'db/dynamic'],
  leavesOut: true,
  endless(request, count) {
    if (request.url.endsWith('/token')) return answer(request);
    return ok({ cursor: String(count), data: [{ path: `p:s${count}` }], length: 1, limit: 1 });
  },
  properties: { key: 'prod/database', names: ['user', 'tls\\.crt', 'nested', 'nested.deep'] },
  hover: /Delinea DevOps Secrets Vault · tenant shop[\s\S]*Credentials of the shop[\s\S]*Version: 12 · attributes: stage, ttl/,
};
