import type { Answer, HeardRequest } from '../scriptedHttp.ts';
import { needle, ok, type RestDouble } from './restDouble.ts';

const apiKey = 'kXw3-Zp8sLq1vTn6RbYc0hGdEfJmUaNi';
/** One that may not read values. */
export const readerKey = 'kXw3-Zp8sLq1vTn6RbYc0hGdEfJmUaNj';
/** One that may see a single secret group, and not which groups there are. */
export const groupKey = 'kXw3-Zp8sLq1vTn6RbYc0hGdEfJmUaNk';
const tokens: Readonly<Record<string, string>> = Object.fromEntries(
  [apiKey, readerKey, groupKey].map((key, i) => [key, tokenOf(i)]),
);
const prod = '33333333-3333-4333-8333-333333333333';
const slashed = '33333333-3333-4333-8333-333333333334';
const groups = [
  { id: 'default', name: 'default' },
  { id: prod, name: 'prod' },
  { id: slashed, name: 'team/eu' },
];

interface Secret {
  readonly type: string;
  readonly name: string;
  readonly group?: string;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly value: Readonly<Record<string, unknown>>;
}

const secrets = (
  [
    {
      type: 'kv',
      name: 'database',
      group: prod,
      more: { description: 'Credentials of the shop', labels: ['shop', 'live'], locks_total: 2 },
      value: { data: { user: needle, 'tls.crt': needle, nested: { deep: needle } } },
    },
    { type: 'arbitrary', name: 'plain', value: { payload: needle } },
    { type: 'arbitrary', name: 'plain-old', group: prod, more: { state: 5 }, value: {} },
    {
      type: 'username_password',
      name: 'login',
      more: {
        expiration_date: '2027-03-01T00:00:00Z',
        next_rotation_date: '2026-12-01T00:00:00Z',
        rotation: { auto_rotate: true, interval: 30, unit: 'day' },
      },
      value: { username: needle, password: needle },
    },
    {
      type: 'imported_cert',
      name: 'bare',
      more: { intermediate_included: false, private_key_included: true },
      value: { certificate: needle, private_key: needle },
    },
    { type: 'public_cert', name: 'www', value: { certificate: needle, intermediate: needle, private_key: needle } },
    { type: 'private_cert', name: 'internal', value: { certificate: needle, private_key: needle, issuing_ca: needle } },
    { type: 'custom_credentials', name: 'made', value: { credentials_content: { token: needle } } },
    { type: 'iam_credentials', name: 'robot', group: slashed, value: { api_key: needle } },
    { type: 'from_the_future', name: 'unread', value: {} },
  ] satisfies readonly Secret[]
).map((secret: Secret, i) => ({ ...secret, id: idOf(i) }));

/** The id of one of the secrets, by the order in which they are listed. */
export function idOf(i: number): string {
  return `44444444-4444-4444-8444-${String(i).padStart(12, '0')}`;
}

function tokenOf(i: number): string {
  const parts = [{ alg: 'RS256' }, { iat: 1_793_532_400, exp: 1_793_536_000, sub: `iam-ServiceId-${i}` }];
  return [...parts, 'signature'].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

/** Secrets Manager (API version 2.0.0) and IAM, as their API references and the SDK for Python have them. */
function answer({ url, headers, body, method }: HeardRequest): Answer {
  const { pathname, searchParams } = new URL(url, 'http://x');
  if (pathname === '/identity/token') return token(method, headers['content-type'], new URLSearchParams(body));
  const bearer = headers.authorization?.replace(/^Bearer /, '') ?? '';
  const key = Object.keys(tokens).find((each) => tokens[each] === bearer);
  if (key === undefined) return refused(401, 'unauthorized');
  if (pathname === '/api/v2/secret_groups')
    return key === groupKey
      ? refused(403, 'forbidden')
      : ok({ secret_groups: groups.map(groupJson), total_count: groups.length });
  const [id, part] = pathname.slice('/api/v2/secrets'.length + 1).split('/');
  if (!pathname.startsWith('/api/v2/secrets')) return { status: 404, json: 'page not found' };
  const seen = secrets.filter(({ group }) => key !== groupKey || group === prod);
  if (!id) return listed(seen, searchParams);
  const secret = secrets.find((each) => each.id === id);
  if (secret === undefined) return refused(404, 'not_found');
  if (!seen.includes(secret)) return refused(403, 'forbidden');
  if (part === 'metadata') return ok(metadataOf(secret));
  return key === readerKey ? refused(403, 'forbidden') : ok({ ...metadataOf(secret), ...secret.value });
}

function token(method: string, type: string | undefined, form: URLSearchParams): Answer {
  const isForm = method === 'POST' && type === 'application/x-www-form-urlencoded';
  const asks = form.get('grant_type') === 'urn:ibm:params:oauth:grant-type:apikey';
  const access_token = tokens[form.get('apikey') ?? ''];
  if (!isForm || !asks) return { status: 400, json: { errorCode: 'BXNIM0123E' } };
  if (access_token === undefined)
    return { status: 400, json: { errorCode: 'BXNIM0415E', errorMessage: 'Provided API key could not be found.' } };
  return ok({ access_token, refresh_token: 'not_supported', token_type: 'Bearer', expires_in: 3600, expiration: 1_793_536_000 });
}

function listed(seen: typeof secrets, query: URLSearchParams): Answer {
  const [types, of] = [query.get('secret_types')?.split(','), query.get('groups')?.split(',')];
  const found = seen.filter(
    ({ type, name, group = 'default' }) =>
      (types?.includes(type) ?? true) && (of?.includes(group) ?? true) && name.includes(query.get('search') ?? ''),
  );
  const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 200)];
  const shown = found.slice(offset, offset + limit).map(metadataOf);
  const after = offset + limit;
  const link = (at: number) => ({ href: `https://ibm.example/api/v2/secrets?offset=${at}&limit=${limit}` });
  const next = after < found.length ? { next: link(after) } : {};
  return ok({ total_count: found.length, limit, offset, first: link(0), last: link(0), ...next, secrets: shown });
}

function metadataOf({ id, type, name, group = 'default', more }: (typeof secrets)[number]) {
  return {
    id,
    name,
    secret_type: type,
    secret_group_id: group,
    created_by: 'IBMid-1',
    crn: `crn:v1:bluemix:public:secrets-manager:eu-de:a/1:2:secret:${id}`,
    created_at: '2026-01-02T03:04:05Z',
    updated_at: '2026-10-02T03:04:05Z',
    retrieved_at: type === 'kv' ? '2026-10-30T00:00:00Z' : '1970-01-01T00:00:00Z',
    labels: [],
    custom_metadata: {},
    state: 1,
    state_description: 'active',
    versions_total: 1,
    locks_total: 0,
    downloaded: false,
    ...more,
  };
}

function groupJson({ id, name }: (typeof groups)[number]) {
  return {
    id,
    name,
    description: '',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    created_by: 'IBMid-1',
  };
}

function refused(status: number, code: string): Answer {
  return { status, json: { errors: [{ code, message: 'see the documentation' }], status_code: status, trace: 'a1b2' } };
}

/** IBM Cloud Secrets Manager, with an instance that the login may see all of. */
export const ibmDouble: RestDouble = {
  id: 'ibm',
  config: (url) => ({ serviceUrl: url, auth: { secretRef: {} } }),
  env: (url) => ({ IBMCLOUD_API_KEY: apiKey, SECRETS_MANAGER_URL: url, IBMCLOUD_IAM_API_ENDPOINT: url }),
  answer,
  keys: [
    'prod/kv/database',
    'default/arbitrary/plain',
    'prod/arbitrary/plain-old',
    'default/username_password/login',
    'default/imported_cert/bare',
    'default/public_cert/www',
    'default/private_cert/internal',
    'default/custom_credentials/made',
    `iam_credentials/${idOf(8)}`,
  ],
  endless(request, count) {
    if (!request.url.startsWith('/api/v2/secrets')) return answer(request);
    return ok({
      total_count: 9_000_000,
      secrets: [{ id: `s${count}`, secret_type: 'kv', secret_group_id: prod, name: `s${count}` }],
    });
  },
  properties: { key: 'prod/kv/database', names: ['user', 'tls.crt', 'nested', 'nested.deep'] },
  hover:
    /IBM Cloud Secrets Manager · [\s\S]*Credentials of the shop[\s\S]*Type: kv · labels: shop, live · versions: 1 · locks: 2/,
};
