import type { Answer, HeardRequest } from '../scriptedHttp.ts';
import { needle, ok, type RestDouble } from './restDouble.ts';

/** The folder of these secrets. */
export const folder = 'b1gfolder00000000001';
const iamToken = 't1.9euelZqLkM6Rx5ua0fZ';
/** One with the role on single secrets only. */
export const secretToken = 't1.9euelZqLkM6Rx5ua0fa';

interface Version {
  readonly id: string;
  readonly status?: string;
  readonly payload: Readonly<Record<string, string>>;
}

interface Secret {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly status?: string;
  /** The newest last; the last active one is current. */
  readonly versions: readonly Version[];
}

/** The secrets of the folder. */
const secrets: readonly Secret[] = [
  {
    id: 'e6qdatabase000000001',
    name: 'database',
    description: 'Credentials of the shop',
    versions: [
      { id: 'e6qversion0000000001', status: 'DESTROYED', payload: {} },
      { id: 'e6qversion0000000002', payload: { old: needle } },
      { id: 'e6qversion0000000003', payload: { user: needle, 'tls.crt': needle } },
      { id: 'e6qversion0000000004', status: 'SCHEDULED_FOR_DESTRUCTION', payload: { next: needle } },
    ],
  },
  { id: 'e6qempty000000000001', name: 'empty', versions: [] },
  {
    id: 'e6qoff00000000000001',
    name: 'off',
    status: 'INACTIVE',
    versions: [{ id: 'e6qversion0000000005', payload: { a: needle } }],
  },
  // Names are not needed.
  { id: 'e6qnameless000000001', name: '', versions: [{ id: 'e6qversion0000000006', payload: { a: needle } }] },
];

/** Lockbox as its REST API reference and yandex-cloud/cloudapi (yandex/cloud/lockbox/v1/secret_service.proto) have it. */
function answer({ url, headers }: HeardRequest): Answer {
  const { pathname, searchParams } = new URL(url, 'http://x');
  const { authorization } = headers;
  if (authorization !== `Bearer ${iamToken}` && authorization !== `Bearer ${secretToken}`)
    return refused(401, 16, 'The token is invalid');
  const [id, versions] = pathname
    .slice('/lockbox/v1/secrets'.length + 1)
    .split('/')
    .filter(Boolean);
  if (!pathname.startsWith('/lockbox/v1/secrets')) return { status: 404, json: 'page not found' };
  if (id === undefined) {
    if (authorization !== `Bearer ${iamToken}` || searchParams.get('folderId') !== folder)
      return refused(403, 7, 'Permission denied');
    return page(secrets.map(secretJson), 'secrets', searchParams);
  }
  const secret = secrets.find((each) => each.id === id);
  if (secret === undefined) return refused(404, 5, `Secret ${id} not found`);
  if (versions === undefined) return ok(secretJson(secret));
  return page(
    secret.versions.map((version) => versionJson(secret, version)),
    'versions',
    searchParams,
  );
}

/** As proto3 has it in JSON: what is empty is left out. */
function page(items: readonly unknown[], member: string, query: URLSearchParams): Answer {
  const size = Number(query.get('pageSize') ?? 100);
  const from = Number(query.get('pageToken') || 0);
  const next = from + size < items.length ? { nextPageToken: String(from + size) } : {};
  const shown = items.slice(from, from + size);
  return ok({ ...(shown.length === 0 ? {} : { [member]: shown }), ...next });
}

function secretJson(secret: Secret) {
  const { id, name, description, status = 'ACTIVE', versions } = secret;
  const current = versions.filter(({ status }) => status === undefined).at(-1);
  return {
    id,
    folderId: folder,
    createdAt: '2026-01-02T03:04:05.678Z',
    ...(name === '' ? {} : { name }),
    ...(description === undefined ? {} : { description, labels: { team: 'shop' }, deletionProtection: true }),
    ...(current === undefined ? {} : { currentVersion: versionJson(secret, current) }),
    status,
  };
}

function versionJson({ id: secretId }: Secret, { id, status = 'ACTIVE', payload }: Version) {
  const keys = Object.keys(payload);
  return {
    id,
    secretId,
    createdAt: `2026-0${id.at(-1)}-01T00:00:00.000Z`,
    status,
    ...(keys.length === 0 ? {} : { payloadEntryKeys: keys }),
  };
}

function refused(status: number, code: number, message: string): Answer {
  return { status, json: { code, message, details: [] } };
}

/** Yandex Lockbox, with a folder whose secrets a store reads by name. */
export const yandexLockboxDouble: RestDouble = {
  id: 'yandexlockbox',
  config: (url) => ({ apiEndpoint: url, fetching: { byName: { folderID: folder } } }),
  env: (url) => ({ YC_IAM_TOKEN: iamToken, YC_ENDPOINT: url }),
  answer,
  keys: ['database', 'empty', 'off'],
  endless: (_request, count) => ok({ secrets: [{ id: `e6q${count}`, name: `s${count}` }], nextPageToken: `${count}` }),
  properties: { key: 'database', names: ['user', 'tls.crt'] },
  hover: /Yandex Lockbox · folder b1gfolder[\s\S]*Credentials of the shop[\s\S]*deletion: is inhibited/,
};
