import type { Answer, HeardRequest } from '../scriptedHttp.ts';
import { needle, ok, type RestDouble } from './restDouble.ts';

const account = 'myorg';
const login = 'host/dev/alice';
const apiKey = '14m9cf91wfsesv1kkhevg12cdywm2wvqy6s8sk53z1ngtazp1t9tykc';

interface Variable {
  readonly annotations?: Readonly<Record<string, string>>;
  /** Its values, the newest last. */
  readonly values: readonly string[];
  /** What the login may do with it besides seeing it; `nothing`: not even that. */
  readonly may?: 'read' | 'nothing';
}

const variables: Readonly<Record<string, Variable>> = {
  'prod/database': {
    annotations: { description: 'Credentials of the shop', team: 'shop', env: 'prod' },
    values: ['old', JSON.stringify({ user: needle, 'tls.crt': needle, nested: { deep: needle } })],
  },
  'prod/empty': { values: [] },
  'prod/hidden': { values: [needle], may: 'nothing' },
  'prod/plain': { annotations: { team: 'shop' }, values: [needle] },
  'prod/shown': { values: [needle], may: 'read' },
  'topsecret:with:colons': { values: [needle] },
};

/** The token that the server gives for the key: JSON with a signature. */
const token = {
  protected: 'eyJhbGciOiJjb25qdXIifQ==',
  payload: 'eyJzdWIiOiJob3N0L2Rldi9hbGljZSIsImlhdCI6MX0=',
  signature: 'c2ln',
};

/**
 * Conjur, as its source (app/controllers, app/models/resource.rb, cucumber/api/features) and cyberark/conjur-openapi-spec have it: what
 * a login may not see is not found, a token is a header in base64, an API key is sent as text.
 */
function answer({ method, url, headers, body }: HeardRequest): Answer {
  const { pathname, searchParams } = new URL(url, 'http://x');
  const [kind, of, ...rest] = pathname.slice(1).replace(/\/$/, '').split('/').map(decodeURIComponent);
  if (kind === 'authn' && method === 'POST' && rest[1] === 'authenticate')
    return of === account && rest[0] === login && body === apiKey ? ok(token) : { status: 401, json: '' };
  const given = /^Token token="(.*)"$/.exec(headers.authorization ?? '')?.[1] ?? '';
  if (Buffer.from(given, 'base64').toString() !== JSON.stringify(token)) return { status: 401, json: '' };
  if (of !== account) return { status: 403, json: '' };
  const [resourceKind, id = ''] = rest;
  if (kind === 'resources' && resourceKind === undefined) return listed(searchParams);
  const variable = variables[id];
  if (resourceKind !== 'variable' || variable === undefined || variable.may === 'nothing') return gone(id);
  if (kind === 'resources') return ok(resourceOf(id, variable));
  if (kind !== 'secrets') return { status: 404, json: '<html></html>' };
  if (variable.may === 'read') return { status: 403, json: { error: { code: 'forbidden', message: `CONJ00122E ${login}` } } };
  const value = variable.values.at(-1);
  const type = { 'content-type': 'application/octet-stream' };
  return value === undefined ? gone(id) : { status: 200, json: value, headers: type };
}

function listed(query: URLSearchParams): Answer {
  const words = (query.get('search') ?? '').split(/[./-]/).filter(Boolean);
  const seen = Object.entries(variables).filter(
    ([id, { may }]) => may !== 'nothing' && words.every((word) => id.split(/\W/).includes(word)),
  );
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? 10);
  if (query.get('kind') !== 'variable') return ok([{ id: `${account}:policy:root` }]);
  return ok(seen.slice(offset, offset + limit).map(([id, variable]) => resourceOf(id, variable)));
}

function resourceOf(id: string, { annotations = {}, values }: Variable) {
  return {
    created_at: '2026-01-02T03:04:05.678+00:00',
    id: `${account}:variable:${id}`,
    owner: `${account}:policy:prod`,
    policy: `${account}:policy:root`,
    permissions: [{ privilege: 'read', role: `${account}:${login.replace('/', ':')}`, policy: `${account}:policy:root` }],
    annotations: Object.entries(annotations).map(([name, value]) => ({ name, value, policy: `${account}:policy:root` })),
    secrets: values.map((_, i) => ({ version: i + 1, expires_at: null })),
  };
}

function gone(id: string): Answer {
  const message = `Variable '${id}' not found in account '${account}'`;
  return {
    status: 404,
    json: { error: { code: 'not_found', message, target: 'variable', details: { code: 'not_found', target: 'id' } } },
  };
}

/** Conjur, with an account of which the login sees some. */
export const conjurDouble: RestDouble = {
  id: 'conjur',
  config: (url) => ({
    url,
    auth: { apikey: { account, userRef: { name: 'conjur', key: 'user' }, apiKeyRef: { name: 'conjur', key: 'key' } } },
  }),
  env: (url) => ({ CONJUR_APPLIANCE_URL: url, CONJUR_AUTHN_LOGIN: login, CONJUR_AUTHN_API_KEY: apiKey }),
  answer,
  keys: ['prod/database', 'prod/empty', 'prod/plain', 'prod/shown', 'topsecret:with:colons'],
  endless(request, count) {
    if (!request.url.startsWith(`/resources/${account}?`)) return answer(request);
    return ok(Array.from({ length: 100 }, (_, i) => ({ id: `${account}:variable:v${count}/${i}` })));
  },
  properties: { key: 'prod/database', names: ['user', 'tls\\.crt', 'nested', 'nested.deep'] },
  hover:
    /Conjur · http\\:[\s\S]*, account myorg[\s\S]*Credentials of the shop[\s\S]*`myorg:variable:prod\/database`[\s\S]*Tags: team=shop, env=prod/,
};
