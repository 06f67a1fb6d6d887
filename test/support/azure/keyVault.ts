import { randomBytes } from 'node:crypto';
import type { Authority } from '../certificates.ts';
import { type Answer, type HeardRequest, type ScriptedHttp, startScriptedHttp } from '../scriptedHttp.ts';

/**
 * A local Key Vault: the part of its data plane that a reader needs, with what fills it. Its answers have the form that Azure's REST
 * reference documents and that the recordings of Microsoft's own client tests show (ids with their versions, seconds, pages of 25 that
 * may be empty, errors with `innererror`); the contract suite fills and reads it with Microsoft's clients beside ours. It is no emulator:
 * whoever shows a token may do everything.
 */
export interface KeyVault extends ScriptedHttp {
  /** What the vault itself answers to a request, for tests that answer some by hand. */
  readonly own: (request: HeardRequest) => Answer;
}

type Collection = 'secrets' | 'keys' | 'certificates';

/** One version of an object. Times are seconds since 1970. */
interface Version {
  readonly id: string;
  readonly created: number;
  updated: number;
  attributes: { readonly enabled?: boolean; readonly nbf?: number; readonly exp?: number };
  contentType: string | undefined;
  tags: Readonly<Record<string, string>> | undefined;
  readonly managed: boolean;
  readonly value: string | undefined;
  readonly key: unknown;
}

interface Kept {
  readonly name: string;
  readonly versions: Version[];
  deleted?: number;
}

const words: Readonly<Record<Collection, string>> = { secrets: 'Secret', keys: 'Key', certificates: 'Certificate' };
const most = 25;
const day = 86_400;

/** The tenant that the vault says it belongs to. */
export const vaultTenant = '11111111-2222-3333-4444-555555555555';

/** Starts an empty vault on loopback, with TLS by the authority. Each change happens a minute after the one before, the last about now. */
export async function startKeyVault(authority: Authority): Promise<KeyVault> {
  const kept: Record<Collection, Map<string, Kept>> = { secrets: new Map(), keys: new Map(), certificates: new Map() };
  let clock = Math.floor(Date.now() / 1000) - 30 * day;
  const origin = () => server.url;

  function write(collection: Collection, name: string, body: Body, more: Partial<Version> = {}): Version {
    clock += 60;
    const version: Version = {
      id: randomBytes(16).toString('hex'),
      created: clock,
      updated: clock,
      attributes: body.attributes ?? {},
      contentType: body.contentType,
      tags: body.tags,
      managed: false,
      value: body.value,
      key: body.key,
      ...more,
    };
    const all = kept[collection];
    const object = all.get(name.toLowerCase()) ?? { name, versions: [] };
    object.versions.push(version);
    all.set(name.toLowerCase(), object);
    return version;
  }

  /** A certificate is three objects of one name. */
  function importCertificate(name: string, body: Body): Version {
    write('secrets', name, { ...body, contentType: 'application/x-pkcs12' }, { managed: true });
    write('keys', name, { attributes: body.attributes, key: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }, { managed: true });
    return write('certificates', name, body);
  }

  const attributesOf = ({ attributes, created, updated }: Version) => ({
    enabled: true,
    ...attributes,
    created,
    updated,
    recoveryLevel: 'Recoverable+Purgeable',
    recoverableDays: 90,
  });
  const itemOf = (collection: Collection, object: Kept, version: Version, withVersion: boolean) => {
    const id = `${origin()}/${collection}/${object.name}${withVersion ? `/${version.id}` : ''}`;
    return {
      ...(collection === 'keys' ? { kid: id } : { id }),
      attributes: attributesOf(version),
      ...(version.contentType === undefined ? {} : { contentType: version.contentType }),
      ...(version.tags === undefined ? {} : { tags: version.tags }),
      ...(version.managed ? { managed: true } : {}),
    };
  };
  const wholeOf = (collection: Collection, object: Kept, version: Version) => {
    const item = itemOf(collection, object, version, true);
    if (collection === 'secrets') return { value: version.value, ...item };
    if (collection === 'certificates') return { ...item, cer: '', policy: {} };
    const { kid, ...rest } = item as { readonly kid: string };
    return { ...rest, key: { kid, ...(version.key as object) } };
  };

  function page(path: string, url: URL, items: readonly unknown[]): Answer {
    const from = Number(url.searchParams.get('$skiptoken') ?? '0');
    const size = Math.min(most, Number(url.searchParams.get('maxresults') ?? most));
    const next = `${origin()}${path}?api-version=7.4&$skiptoken=${from + size}&maxresults=${size}`;
    return { status: 200, json: { value: items.slice(from, from + size), nextLink: from + size < items.length ? next : null } };
  }

  function own({ method, url: target, headers, body: text }: HeardRequest): Answer {
    const url = new URL(target, origin());
    if (!/^Bearer .+/.test(headers.authorization ?? '')) return challenge();
    const body = (text === '' ? {} : JSON.parse(text)) as Body;
    const [, where = '', name, last, action] = url.pathname.split('/');
    const collection = where.replace(/^deleted/, '') as Collection;
    const all = kept[collection];
    if (all === undefined) return error(404, 'NotFound', 'Not found.');
    const objects = [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    if (name === undefined)
      return page(
        url.pathname,
        url,
        objects.filter(({ deleted }) => deleted === undefined).map((object) => itemOf(collection, object, newest(object), false)),
      );
    const known = all.get(name.toLowerCase());
    if (where.startsWith('deleted'))
      return known?.deleted === undefined ? notFound(collection, name) : { status: 200, json: deletedOf(collection, known) };
    const object = known?.deleted === undefined ? known : undefined;
    if (method === 'PUT') return whole(collection, name, write(collection, name, body));
    if (method === 'POST' && last === 'import') return whole(collection, name, importCertificate(name, body));
    if (last === 'versions')
      return page(
        url.pathname,
        url,
        [...(object?.versions ?? [])]
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .map((each) => itemOf(collection, object as Kept, each, true)),
      );
    if (object === undefined || action !== undefined) return notFound(collection, name);
    if (method === 'DELETE') {
      object.deleted = clock;
      return { status: 200, json: deletedOf(collection, object) };
    }
    const version = last === undefined || last === '' ? newest(object) : object.versions.find(({ id }) => id === last);
    if (version === undefined) return notFound(collection, name);
    if (method === 'PATCH') {
      version.attributes = { ...version.attributes, ...body.attributes };
      version.tags = body.tags ?? version.tags;
      version.updated = clock += 60;
      return whole(collection, name, version);
    }
    if (version.attributes.enabled === false)
      return error(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.', `${words[collection]}Disabled`);
    return whole(collection, name, version);
  }

  const whole = (collection: Collection, name: string, version: Version): Answer => ({
    status: 200,
    json: wholeOf(collection, kept[collection].get(name.toLowerCase()) as Kept, version),
  });
  const deletedOf = (collection: Collection, object: Kept) => ({
    recoveryId: `${origin()}/deleted${collection}/${object.name}`,
    deletedDate: object.deleted,
    scheduledPurgeDate: (object.deleted ?? 0) + 90 * day,
    ...itemOf(collection, object, newest(object), true),
  });

  const server = await startScriptedHttp(own, authority.issue('127.0.0.1'));
  return Object.assign(server, { own });
}

interface Body {
  readonly value?: string;
  readonly key?: unknown;
  readonly contentType?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly attributes?: Version['attributes'] | undefined;
}

function newest({ versions }: Kept): Version {
  return versions.at(-1) as Version;
}

/** An error as Key Vault writes it. */
export function error(status: number, code: string, message: string, inner?: string): Answer {
  const innererror = inner === undefined ? {} : { innererror: { code: inner } };
  return { status, json: { error: { code, message, ...innererror } } };
}

/** What Key Vault answers to a call without a token, or another service that would like one for itself. */
export function challenge(resource = 'https://vault.azure.net'): Answer {
  const authorization = `https://login.microsoftonline.com/${vaultTenant}`;
  return {
    status: 401,
    json: { error: { code: 'Unauthorized', message: '[BearerReadAccessTokenFailed] Error validating token: S2S12000.' } },
    headers: { 'www-authenticate': `Bearer authorization="${authorization}", resource="${resource}"` },
  };
}

function notFound(collection: Collection, name: string): Answer {
  const word = words[collection];
  return error(404, `${word}NotFound`, `A ${word.toLowerCase()} with (name/id) ${name} was not found in this key vault.`);
}
