// The part of the REST API of Google Secret Manager (v1) that reads, as Google documents it: discovery document and reference of
// secretmanager.googleapis.com, AIP-193 for errors, "Filter lists of secrets" for filters. Not a recording: nobody has compared it.
import { type Answer, type HeardRequest, type ScriptedHttp, startScriptedHttp } from '../scriptedHttp.ts';

/** A secret to be served. */
export interface SeedSecret {
  readonly id: string;
  /** A regional secret's location. */
  readonly location?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Name → number of a version. */
  readonly aliases?: Readonly<Record<string, number>>;
  /** Where it is replicated to; absent: wherever Google likes. */
  readonly replicas?: readonly string[];
  readonly kmsKey?: string;
  readonly topics?: readonly string[];
  readonly rotation?: { readonly periodSeconds?: number; readonly next: string };
  readonly expireTime?: string;
  readonly createTime?: string;
  /** From the first to the newest. */
  readonly versions: readonly SeedVersion[];
}

/** One version of it. */
export interface SeedVersion {
  readonly data?: string | Uint8Array;
  readonly state?: 'ENABLED' | 'DISABLED' | 'DESTROYED';
  readonly createTime?: string;
  readonly scheduledDestroyTime?: string;
}

/** What is served, and to whom. */
export interface SecretManagerOptions {
  readonly secrets: readonly SeedSecret[];
  /** Names are answered with its number, whatever was asked with. */
  readonly project?: { readonly id: string; readonly number: string };
  /** Permissions of a token, without `secretmanager.`; a token that is not here is none. By default `ya29.all` has all. */
  readonly tokens?: Readonly<Record<string, readonly Permission[]>>;
  /** No page has more. */
  readonly largestPage?: number;
}

/** What calls need. */
export type Permission = 'secrets.list' | 'secrets.get' | 'versions.list' | 'versions.get' | 'versions.access';

/** All of them. */
export const allPermissions: readonly Permission[] = [
  'secrets.list',
  'secrets.get',
  'versions.list',
  'versions.get',
  'versions.access',
];

/** Starts a server on loopback. */
export function startSecretManager(options: SecretManagerOptions): Promise<ScriptedHttp> {
  return startScriptedHttp(secretManager(options));
}

/** What such a server answers. */
export function secretManager(options: SecretManagerOptions): (request: HeardRequest) => Answer {
  const { project = { id: 'shop-1', number: '123456789012' }, tokens = { 'ya29.all': allPermissions } } = options;
  return ({ method, url, headers }) => {
    const { pathname, searchParams } = new URL(url, 'http://local');
    const match =
      /^\/v1\/projects\/([^/]+)(?:\/locations\/([^/]+))?\/secrets(?:\/([^/:]+)(?:\/versions(?:\/([^/:]+))?)?)?(?::(\w+))?$/.exec(
        pathname,
      );
    if (match === null || method !== 'GET')
      return { status: 404, json: '<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>' };
    const [owner = '', location, id, version, verb] = match.slice(1).map((part) => part && decodeURIComponent(part));
    const granted = tokens[/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''];
    if (granted === undefined) return unauthenticated;
    const isVersions = /\/versions$/.test(pathname);
    const permission: Permission =
      id === undefined
        ? 'secrets.list'
        : isVersions
          ? 'versions.list'
          : version === undefined
            ? 'secrets.get'
            : verb === 'access'
              ? 'versions.access'
              : 'versions.get';
    const parent = `projects/${project.number}${location === undefined ? '' : `/locations/${location}`}`;
    const resource = `${parent}/secrets/${id}`;
    if ((owner !== project.id && owner !== project.number) || !granted.includes(permission))
      return denied(permission, id === undefined ? parent : resource);
    const here = options.secrets.filter((secret) => secret.location === location).sort((a, b) => (a.id < b.id ? -1 : 1));
    if (id === undefined) {
      const filter = filterOf(searchParams.get('filter') ?? '');
      if (filter === undefined) return invalid('Request contains an invalid filter.');
      const shown = here
        .map((secret) => ({ secret, json: secretJson(secret, parent) }))
        .filter(({ secret, json }) => filter(secret, json.name));
      return page(
        'secrets',
        shown.map(({ json }) => json),
        searchParams,
        options.largestPage,
      );
    }
    const secret = here.find((each) => each.id === id);
    if (secret === undefined) return status(404, 'NOT_FOUND', `Secret [${resource}] not found.`);
    if (version === undefined && !isVersions) return { status: 200, json: secretJson(secret, parent) };
    const all = secret.versions.map((each, i) => ({ each, json: versionJson(each, `${resource}/versions/${i + 1}`) }));
    if (version === undefined) return page('versions', all.map(({ json }) => json).reverse(), searchParams, options.largestPage);
    const number = version === 'latest' ? all.length : (secret.aliases?.[version] ?? Number(version));
    const found = all[number - 1];
    if (found === undefined) return status(404, 'NOT_FOUND', `Secret [${resource}] not found or has no versions.`);
    if (verb !== 'access') return { status: 200, json: found.json };
    const { data = '', state = 'ENABLED' } = found.each;
    if (state !== 'ENABLED')
      return status(400, 'FAILED_PRECONDITION', `Secret Version [${found.json.name}] is in ${state} state.`);
    return {
      status: 200,
      json: { name: found.json.name, payload: { data: Buffer.from(data).toString('base64'), dataCrc32c: '0' } },
    };
  };
}

function secretJson(secret: SeedSecret, parent: string) {
  const { id, location, labels, annotations, aliases, replicas, kmsKey, topics, rotation, expireTime, createTime } = secret;
  const encryption = kmsKey === undefined ? {} : { customerManagedEncryption: { kmsKeyName: kmsKey } };
  const replication =
    replicas === undefined
      ? { automatic: encryption }
      : { userManaged: { replicas: replicas.map((each) => ({ location: each, ...encryption })) } };
  return {
    name: `${parent}/secrets/${id}`,
    createTime: createTime ?? '2024-05-01T08:00:00.123456Z',
    etag: '"1617c5f1a1b2c3"',
    ...(location === undefined ? { replication } : encryption),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    // 64-bit integers are text in proto3's JSON.
    ...(aliases === undefined
      ? {}
      : { versionAliases: Object.fromEntries(Object.entries(aliases).map(([name, to]) => [name, String(to)])) }),
    ...(topics === undefined ? {} : { topics: topics.map((name) => ({ name })) }),
    ...(rotation === undefined
      ? {}
      : {
          rotation: {
            nextRotationTime: rotation.next,
            ...(rotation.periodSeconds === undefined ? {} : { rotationPeriod: `${rotation.periodSeconds}s` }),
          },
        }),
    ...(expireTime === undefined ? {} : { expireTime }),
  };
}

function versionJson({ state = 'ENABLED', createTime, scheduledDestroyTime }: SeedVersion, name: string) {
  return {
    name,
    createTime: createTime ?? '2024-05-02T08:00:00.654321Z',
    state,
    replicationStatus: { automatic: {} },
    etag: '"1617c5f1a1b2c4"',
    ...(state === 'DESTROYED' ? { destroyTime: '2024-06-01T08:00:00Z' } : {}),
    ...(scheduledDestroyTime === undefined ? {} : { scheduledDestroyTime }),
  };
}

/** `name:part`, `labels.key=value`, joined by spaces, AND or OR; undefined for what is not of that language, or of more of it. */
function filterOf(text: string): ((secret: SeedSecret, name: string) => boolean) | undefined {
  if (text === '') return () => true;
  const groups = text.split(/ OR /).map((group) => group.split(/ (?:AND )?/).map(termOf));
  if (groups.flat().includes(undefined)) return undefined;
  return (secret, name) => groups.some((terms) => terms.every((term) => term?.(secret, name)));
}

function termOf(text: string): ((secret: SeedSecret, name: string) => boolean) | undefined {
  const named = /^name:([\w-]+)$/.exec(text)?.[1];
  // The whole name of the resource is looked through, not its last part only.
  if (named !== undefined) return (_, name) => name.includes(named);
  const [, label = '', value] = /^labels\.([\w-]+)=([\w-]*)$/.exec(text) ?? [];
  return value === undefined ? undefined : ({ labels }) => labels?.[label] === value;
}

function page(member: string, items: readonly unknown[], query: URLSearchParams, largest = 25_000): Answer {
  const size = Math.min(Number(query.get('pageSize') || largest), largest);
  const asked = query.get('pageToken');
  const filter = query.get('filter') ?? '';
  const [of, at] = asked === null ? [filter, '0'] : Buffer.from(asked, 'base64url').toString().split('\n');
  if (of !== filter || !/^\d+$/.test(at ?? '')) return invalid('The page token is not one of this list.');
  const start = Number(at);
  const shown = items.slice(start, start + size);
  const more =
    start + size < items.length ? { nextPageToken: Buffer.from(`${filter}\n${start + size}`).toString('base64url') } : {};
  // What is empty is left out of proto3's JSON.
  return {
    status: 200,
    json: {
      ...(shown.length === 0 ? {} : { [member]: shown }),
      ...more,
      ...(items.length === 0 ? {} : { totalSize: items.length }),
    },
  };
}

/** An error as Google's APIs give it: `google.rpc.Status`, in the form of AIP-193. */
export function status(code: number, name: string, message: string, details?: readonly unknown[]): Answer {
  return { status: code, json: { error: { code, message, status: name, ...(details === undefined ? {} : { details }) } } };
}

/** The detail of an error that programs are to look at. */
export function errorInfo(reason: string, metadata: Readonly<Record<string, string>> = {}) {
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com', metadata };
}

const unauthenticated = status(
  401,
  'UNAUTHENTICATED',
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
  [errorInfo('ACCESS_TOKEN_EXPIRED', { service: 'secretmanager.googleapis.com' })],
);

function denied(permission: Permission, resource: string): Answer {
  const message = `Permission 'secretmanager.${permission}' denied for resource '${resource}' (or it may not exist).`;
  return status(403, 'PERMISSION_DENIED', message, [
    errorInfo('IAM_PERMISSION_DENIED', { permission: `secretmanager.${permission}`, resource }),
  ]);
}

function invalid(message: string): Answer {
  return status(400, 'INVALID_ARGUMENT', message);
}
