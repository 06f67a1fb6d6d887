import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome } from '../outcome.ts';
import { at, isObject, listOf, numberOf, objectOf, textOf, timeOf } from '../rest/json.ts';
import type { RestCall, RestClient } from '../rest/restClient.ts';
import { apiPath, type KeyPlace, segments } from './keyPlace.ts';
import type { VaultLogin } from './login.ts';
import { explainRefusal, type Wanted } from './problems.ts';
import type { VaultStore } from './vaultStore.ts';

/** A version of a secret, as its metadata tell of it. Times are epoch milliseconds. */
export interface SecretVersion {
  readonly number: string;
  readonly created: number | undefined;
  /** May lie ahead, where versions are deleted after a while. */
  readonly deletion: number | undefined;
  readonly destroyed: boolean;
}

/** What the metadata of a secret of KV version 2 say. Times are epoch milliseconds. */
export interface KeyMetadata {
  readonly created: number | undefined;
  readonly updated: number | undefined;
  /** The number of the newest version; `0`: there is none. */
  readonly current: string;
  readonly versions: readonly SecretVersion[];
  readonly custom: readonly { readonly name: string; readonly value: string }[];
  /** 0: as the engine says. */
  readonly maxVersions: number;
  readonly casRequired: boolean;
}

/** An engine, as far as a login may see it. */
export interface Mount {
  /** Its path. */
  readonly mount: readonly string[];
  readonly version: 'v1' | 'v2';
}

/** The calls of one store, as one login. */
export interface VaultApi {
  /** The names in a folder, those of folders ending in a slash; none where there is no such folder. */
  list(folder: KeyPlace, token: CancellationToken): Promise<Outcome<readonly string[]>>;
  metadata(place: KeyPlace, token: CancellationToken): Promise<Outcome<KeyMetadata>>;
  /** The key-value engines that the login sees. */
  mounts(token: CancellationToken): Promise<Outcome<readonly Mount[]>>;
  /** The version of the engine at a path; undefined where that is not told. */
  versionAt(mount: readonly string[], token: CancellationToken): Promise<Mount['version'] | undefined>;
  /** The paths of the API below which the login's policies let it list. */
  listable(token: CancellationToken): Promise<Outcome<readonly (readonly string[])[]>>;
  /** Any other call, its refusals explained. */
  call<T>(call: Omit<RestCall<T>, 'explain'>, capability: Wanted['capability'], token: CancellationToken): Promise<Outcome<T>>;
}

/** Makes the calls of a store. */
export function createVaultApi(client: RestClient, store: VaultStore, login: VaultLogin): VaultApi {
  const call: VaultApi['call'] = (asked, capability, token) => {
    const wanted = { capability, path: asked.path.join('/') + (capability === 'list' ? '/' : '') };
    const path = ['v1', ...asked.path];
    return client.call({ ...asked, path, explain: (refusal) => explainRefusal(refusal, wanted, store, login) }, token);
  };
  return {
    call,
    async list(folder, token) {
      const operation = store.version === 'v2' ? 'LIST metadata' : 'LIST';
      const path = apiPath(folder, 'metadata', store);
      const names = await call(
        { operation, path, query: { list: 'true' }, read: readNames, count: (found) => found.length },
        'list',
        token,
      );
      return 'problem' in names && names.problem.code === 'not-found' ? { value: [] } : names;
    },
    metadata: (place, token) =>
      call({ operation: 'GET metadata', path: apiPath(place, 'metadata', store), read: readMetadata }, 'read', token),
    mounts: (token) =>
      call(
        { operation: 'GET mounts', path: ['sys', 'internal', 'ui', 'mounts'], read: readMounts, count: (found) => found.length },
        'read',
        token,
      ),
    async versionAt(mount, token) {
      const path = ['sys', 'internal', 'ui', 'mounts', ...mount];
      const found = await call({ operation: 'GET mount', path, read: (json) => engineVersion(at(json, 'data')) }, 'read', token);
      return 'value' in found ? found.value : undefined;
    },
    listable: (token) =>
      call(
        {
          operation: 'GET resultant-acl',
          path: ['sys', 'internal', 'ui', 'resultant-acl'],
          read: (json) => readListable(json, store),
        },
        'read',
        token,
      ),
  };
}

function readNames(json: JsonValue | undefined): readonly string[] | undefined {
  const keys = at(json, 'data', 'keys');
  return Array.isArray(keys) ? listOf(keys).flatMap((name) => textOf(name) ?? []) : undefined;
}

function readMetadata(json: JsonValue | undefined): KeyMetadata | undefined {
  const data = at(json, 'data');
  const current = numberOf(at(data, 'current_version'));
  if (current === undefined) return undefined;
  const versions = Object.entries(objectOf(at(data, 'versions'))).map(([number, version]) => ({
    number,
    created: timeOf(at(version, 'created_time')),
    deletion: timeOf(at(version, 'deletion_time')),
    destroyed: at(version, 'destroyed') === true,
  }));
  return {
    created: timeOf(at(data, 'created_time')),
    updated: timeOf(at(data, 'updated_time')),
    current: String(current),
    versions,
    custom: Object.entries(objectOf(at(data, 'custom_metadata'))).map(([name, value]) => ({ name, value: textOf(value) ?? '' })),
    maxVersions: numberOf(at(data, 'max_versions')) ?? 0,
    casRequired: at(data, 'cas_required') === true,
  };
}

function readMounts(json: JsonValue | undefined): readonly Mount[] | undefined {
  const secret = at(json, 'data', 'secret');
  if (!isObject(secret)) return undefined;
  return Object.entries(secret).flatMap(([path, about]) => {
    const version = engineVersion(about);
    return version === undefined ? [] : [{ mount: segments(path), version }];
  });
}

/** `generic` is what version 1 was called before there was a second. */
function engineVersion(mount: JsonValue | undefined): Mount['version'] | undefined {
  const type = at(mount, 'type');
  if (type !== 'kv' && type !== 'generic') return undefined;
  return at(mount, 'options', 'version') === '2' ? 'v2' : 'v1';
}

/** Paths of policies with a placeholder in them are left out: they name no folder. */
function readListable(json: JsonValue | undefined, { namespace }: VaultStore): readonly (readonly string[])[] | undefined {
  const data = at(json, 'data');
  if (!isObject(data)) return undefined;
  const granted = { ...objectOf(data['glob_paths']), ...objectOf(data['exact_paths']) };
  const inside = segments(namespace);
  return Object.entries(granted).flatMap(([path, about]) => {
    if (!listOf(at(about, 'capabilities')).includes('list') || /[+*]/.test(path)) return [];
    // What stands behind the last slash is only the beginning of a name.
    const folder = segments(path.slice(0, path.lastIndexOf('/') + 1));
    const relative = inside.length > 0 && inside.every((part, i) => folder[i] === part) ? folder.slice(inside.length) : folder;
    return [relative];
  });
}
