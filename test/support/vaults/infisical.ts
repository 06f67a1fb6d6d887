import type { Answer, HeardRequest } from '../scriptedHttp.ts';
import { needle, ok, type RestDouble } from './restDouble.ts';

/** A secret as the server has it. */
interface Secret {
  readonly folder: string;
  readonly key: string;
  readonly value?: string;
  readonly comment?: string;
  readonly tags?: readonly string[];
  /** What a login has to be, to know of it. */
  readonly for?: 'admin';
}

const projectId = '5f0c0b0e-0000-4000-8000-000000000001';
const folders = ['/', '/app', '/app/db', '/other', '/shared'];
const secrets: readonly Secret[] = [
  { folder: '/app', key: 'API_KEY', comment: 'Of the shop', tags: ['payments'] },
  { folder: '/app', key: 'CONFIG', value: JSON.stringify({ user: needle, nested: { inner: needle } }) },
  { folder: '/app/db', key: 'PASSWORD' },
  { folder: '/app/db', key: 'API_KEY' },
  { folder: '/other', key: 'TOKEN' },
  { folder: '/', key: 'ROOT' },
  { folder: '/app', key: 'SECRET_OF_ADMINS', for: 'admin' },
];
/** What folders import, by the folder that does. */
const imports: Readonly<Record<string, readonly Secret[]>> = { '/shared': [{ folder: '/elsewhere', key: 'IMPORTED' }] };

/** Each gets a token of its own. */
let logins = 0;

const tokens: Readonly<Record<string, 'admin' | 'member' | 'stranger' | 'expired'>> = {
  'identity-admin': 'admin',
  'identity-member': 'member',
  'identity-stranger': 'stranger',
  'identity-expired': 'expired',
};

/**
 * Infisical's API, as the routes of its server have it (backend/src/server/routes: v4/secret-router, v1/project-router,
 * v1/identity-universal-auth-router, plugins/error-handler): what is asked for without its value comes without it. Infisical's own client
 * (@infisical/sdk 5.0.2) works with it, by the third version of the API.
 */
export function infisicalAnswer({ url, method, headers, body }: HeardRequest): Answer {
  const { pathname, searchParams } = new URL(url, 'http://x');
  if (pathname === '/api/v1/auth/universal-auth/login') {
    const { clientId, clientSecret } = JSON.parse(body) as Record<string, string>;
    if (clientId !== 'machine-7f3a' || clientSecret !== 'client-secret-text')
      return refused(401, 'Invalid credentials', 'UnauthorizedError');
    logins += 1;
    return ok({ accessToken: `identity-member.${logins}`, expiresIn: 7200, accessTokenMaxTTL: 43200, tokenType: 'Bearer' });
  }
  const role = tokens[headers.authorization?.replace(/^Bearer |\.\d+$/g, '') ?? ''];
  if (role === undefined) return refused(401, 'Token missing', 'UnauthorizedError');
  if (role === 'expired') return refused(403, 'Your token has expired. Please re-authenticate.', 'TokenError');
  const [, slug] = /^\/api\/v1\/projects\/slug\/([^/]+)$/.exec(pathname) ?? [];
  if (slug !== undefined)
    return slug === 'shop-x1y2'
      ? ok({ id: projectId, name: 'Shop', slug })
      : refused(404, `Project with slug '${slug}' not found`);
  const [, name, rest] = /^\/api\/(?:v3\/secrets\/raw|v4\/secrets)(?:\/([^/]+))?(.*)$/.exec(pathname) ?? [];
  if (rest !== '' || method !== 'GET') return refused(404, `Route ${method}:${url} not found`, 'Not Found');
  if ((searchParams.get('projectId') ?? searchParams.get('workspaceId')) !== projectId || role === 'stranger')
    return refused(403, 'You are not a member of this project', 'ForbiddenRequestError');
  const folder = searchParams.get('secretPath') ?? '/';
  const environment = searchParams.get('environment') ?? '';
  if (environment !== 'prod' || !folders.includes(folder))
    return refused(
      404,
      `Folder with path '${folder}' in environment with slug '${environment}' was not found.`,
      'SecretPathNotFound',
    );
  const shown = (secret: Secret) => secretJson(secret, searchParams.get('viewSecretValue') !== 'false');
  const seen = secrets.filter((each) => each.for === undefined || each.for === role);
  if (name !== undefined) {
    const found = [...seen, ...(imports[folder] ?? []).map((each) => ({ ...each, folder }))].find(
      (each) => each.folder === folder && each.key === name,
    );
    return found === undefined ? refused(404, `Secret with name '${name}' not found`) : ok({ secret: shown(found) });
  }
  const deep = searchParams.get('recursive') === 'true';
  const isIn = (each: string) => each === folder || (deep && each.startsWith(folder === '/' ? '/' : `${folder}/`));
  return ok({
    secrets: seen.filter((each) => isIn(each.folder)).map(shown),
    imports: Object.entries(imports)
      .filter(([importing]) => isIn(importing))
      .map(([, from]) => ({ secretPath: '/elsewhere', environment: 'prod', secrets: from.map(shown) })),
  });
}

function secretJson({ folder, key, value = needle, comment = '', tags = [] }: Secret, withValue: boolean) {
  return {
    id: `id-${key}`,
    _id: `id-${key}`,
    workspace: projectId,
    environment: 'prod',
    version: 3,
    type: 'shared',
    secretKey: key,
    secretValue: withValue ? value : '<hidden-by-infisical>',
    secretValueHidden: !withValue,
    secretComment: comment,
    secretPath: folder,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-10-01T00:00:00.000Z',
    tags: tags.map((slug) => ({ id: slug, slug, name: slug })),
    secretMetadata: [{ key: 'owner', value: needle, isEncrypted: true }],
    isRotatedSecret: false,
  };
}

function refused(statusCode: number, message: string, error = 'NotFound'): Answer {
  return { status: statusCode, json: { reqId: 'req-1', statusCode, message, error } };
}

/** Infisical, with a store that reads a folder. */
export const infisicalDouble: RestDouble = {
  id: 'infisical',
  config: (url) => ({
    hostAPI: `${url}/api`,
    secretsScope: { projectSlug: 'shop-x1y2', environmentSlug: 'prod', secretsPath: '/app', recursive: true },
  }),
  env: (url) => ({
    INFISICAL_UNIVERSAL_AUTH_CLIENT_ID: 'machine-7f3a',
    INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET: 'client-secret-text',
    INFISICAL_API_URL: url,
  }),
  answer: infisicalAnswer,
  keys: ['API_KEY', 'CONFIG', 'db/PASSWORD', 'db/API_KEY', '/other/TOKEN', '/ROOT'],
  leavesOut: true,
  properties: { key: 'CONFIG', names: ['user', 'nested', 'nested.inner'] },
  hover: /Of the shop.*`id-API_KEY`.*Changed .*Environment: prod · version: 3 · tagged: payments/s,
};
