import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome, PropertyNames } from '../outcome.ts';
import type { Page } from '../pages.ts';
import { at, eachOf, isObject, listOf, objectOf, textOf, timeOf } from '../rest/json.ts';
import type { RestCall, RestClient } from '../rest/restClient.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import type { GoogleStore } from './googleStore.ts';
import type { GoogleLogin } from './login.ts';
import { explainRefusal } from './problems.ts';

/** A name and what it stands for. */
export interface Pair {
  readonly name: string;
  readonly value: string;
}

/** A secret as its metadata tell of it. Times are epoch milliseconds. */
export interface GoogleSecret {
  /** The last part of its name, what goes into `remoteRef.key`. */
  readonly id: string;
  /** `projects/123456/secrets/db` */
  readonly name: string;
  readonly created: number | undefined;
  readonly expires: number | undefined;
  readonly labels: readonly Pair[];
  readonly annotations: readonly Pair[];
  /** Names of versions, with the number that each stands for. */
  readonly aliases: readonly Pair[];
  /** Where it is kept; `automatic` where Google chooses. Absent for a regional secret. */
  readonly replicas: readonly string[] | 'automatic' | undefined;
  /** Keys of the user's own that encrypt it. */
  readonly encryptedWith: readonly string[];
  readonly topics: number;
  /** Seconds, as text: `2592000s`. */
  readonly rotationPeriod: string | undefined;
  readonly nextRotation: number | undefined;
}

/** A version of a secret. Times are epoch milliseconds. */
export interface GoogleVersion {
  readonly number: string;
  readonly created: number | undefined;
  readonly state: 'ENABLED' | 'DISABLED' | 'DESTROYED' | 'unknown';
  /** When a version that is to be destroyed will be. */
  readonly destruction: number | undefined;
}

/** The calls of one store, as one login. Keys and versions have been checked to be some. */
export interface GoogleApi {
  /** A page of the secrets, of those whose name has `part` in it where it is given. */
  secrets(part: string | undefined, next: string | undefined, token: CancellationToken): Promise<Outcome<Page<GoogleSecret>>>;
  secret(key: string, token: CancellationToken): Promise<Outcome<GoogleSecret>>;
  /** A page of the versions, newest first. */
  versions(key: string, next: string | undefined, token: CancellationToken): Promise<Outcome<Page<GoogleVersion>>>;
  /** Reads a version's value, and gives back the names that `read` finds in its Base64 (undefined: it is none); or that nobody can read it any more. */
  access(
    key: string,
    version: string,
    read: (data: string) => PropertyNames | undefined,
    token: CancellationToken,
  ): Promise<Outcome<{ readonly content: PropertyNames } | { readonly gone: 'disabled' | 'destroyed' }>>;
}

/** What is not there is rather the version, as keys are looked up by themselves. */
const noSuchVersion: CatalogProblem = { code: 'not-found', ...told('The secret has no such version, or none at all.') };

/** How many a page brings. The API's own limit is higher, but annotations may make each as large as 16 kB. */
const pageSize = '1000';

/** Makes the calls of a store. `login` gives the one that was sent last. */
export function createGoogleApi(client: RestClient, store: GoogleStore, login: () => GoogleLogin | undefined): GoogleApi {
  const place = store.location === undefined ? [] : ['locations', store.location];
  const all = ['v1', 'projects', store.project, ...place, 'secrets'];

  function call<T>(asked: RestCall<T>, permission: string, token: CancellationToken): Promise<Outcome<T>> {
    const explain = (refusal: Refusal) => {
      const problem = explainRefusal(refusal, `secretmanager.${permission}`, store, login());
      return problem?.code === 'not-found' && asked.verb !== undefined ? noSuchVersion : problem;
    };
    return client.call({ ...asked, explain }, token);
  }

  return {
    secrets: (part, next, token) =>
      call(
        {
          operation: 'ListSecrets',
          path: all,
          query: { pageSize, pageToken: next, filter: part === undefined ? undefined : `name:${part}` },
          read: (json) => readPage(json, 'secrets', readSecret),
          count: ({ items }) => items.length,
        },
        'secrets.list',
        token,
      ),
    secret: (key, token) => call({ operation: 'GetSecret', path: [...all, key], read: readSecret }, 'secrets.get', token),
    versions: (key, next, token) =>
      call(
        {
          operation: 'ListSecretVersions',
          path: [...all, key, 'versions'],
          query: { pageSize, pageToken: next },
          read: (json) => newestFirst(readPage(json, 'versions', readVersion)),
          count: ({ items }) => items.length,
        },
        'versions.list',
        token,
      ),
    access: (key, version, read, token) =>
      call(
        {
          operation: 'AccessSecretVersion',
          path: [...all, key, 'versions', version],
          verb: 'access',
          // `FAILED_PRECONDITION`: Secret Version [...] is in DISABLED state.
          alsoReads: [400],
          read(json, status) {
            if (status === 400) return goneIn(json);
            const data = isObject(at(json, 'payload')) ? (at(json, 'payload', 'data') ?? '') : undefined;
            const content = typeof data === 'string' ? read(data) : undefined;
            return content && { content };
          },
          count: (answer) => ('content' in answer ? answer.content.items.length : 0),
        },
        'versions.access',
        token,
      ),
  };
}

/** An empty list is left out of an answer, so one without any is a page of none; what is no object is no page. */
function readPage<T>(json: JsonValue | undefined, member: string, read: (json: JsonValue) => T | undefined): Page<T> | undefined {
  const list = at(json, member);
  if (!isObject(json)) return undefined;
  const items = eachOf(list === undefined ? [] : list, read);
  return items && { items, next: textOf(json['nextPageToken']) };
}

function newestFirst(page: Page<GoogleVersion> | undefined): Page<GoogleVersion> | undefined {
  return page && { ...page, items: [...page.items].sort((a, b) => Number(b.number) - Number(a.number)) };
}

function readSecret(json: JsonValue | undefined): GoogleSecret | undefined {
  const name = textOf(at(json, 'name'));
  const id = /\/secrets\/([^/]+)$/.exec(name ?? '')?.[1];
  if (name === undefined || id === undefined) return undefined;
  const replicas = at(json, 'replication', 'userManaged', 'replicas');
  const automatic = at(json, 'replication', 'automatic');
  const keys = [json, automatic, ...listOf(replicas)].map((part) => at(part, 'customerManagedEncryption', 'kmsKeyName'));
  return {
    id,
    name,
    created: timeOf(at(json, 'createTime')),
    expires: timeOf(at(json, 'expireTime')),
    labels: pairs(at(json, 'labels')),
    annotations: pairs(at(json, 'annotations')),
    aliases: pairs(at(json, 'versionAliases')),
    replicas: Array.isArray(replicas)
      ? listOf(replicas).flatMap((replica) => textOf(at(replica, 'location')) ?? [])
      : automatic === undefined
        ? undefined
        : 'automatic',
    encryptedWith: keys.flatMap((key) => textOf(key) ?? []),
    topics: listOf(at(json, 'topics')).length,
    rotationPeriod: textOf(at(json, 'rotation', 'rotationPeriod')),
    nextRotation: timeOf(at(json, 'rotation', 'nextRotationTime')),
  };
}

function readVersion(json: JsonValue | undefined): GoogleVersion | undefined {
  const number = /\/versions\/(\d+)$/.exec(textOf(at(json, 'name')) ?? '')?.[1];
  if (number === undefined) return undefined;
  const states = ['ENABLED', 'DISABLED', 'DESTROYED'] as const;
  return {
    number,
    created: timeOf(at(json, 'createTime')),
    state: states.find((state) => state === at(json, 'state')) ?? 'unknown',
    destruction: timeOf(at(json, 'scheduledDestroyTime')),
  };
}

function goneIn(json: JsonValue | undefined): { readonly gone: 'disabled' | 'destroyed' } | undefined {
  const state = /\b(DISABLED|DESTROYED) state/.exec(textOf(at(json, 'error', 'message')) ?? '')?.[1];
  return state === undefined ? undefined : { gone: state === 'DISABLED' ? 'disabled' : 'destroyed' };
}

/** Numbers of 64 bits are text in JSON, and those of an alias are a number in some servers' answers. */
function pairs(json: JsonValue | undefined): readonly Pair[] {
  return Object.entries(objectOf(json)).map(([name, value]) => ({ name, value: String(value) }));
}
