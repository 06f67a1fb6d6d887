import type { ResourceNode } from '../syntax/manifest.ts';
import type { JsonObject, JsonValue } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';

/** The store that a reference names, as ESO resolves it: no kind means SecretStore. */
export interface StoreRef {
  readonly kind: 'SecretStore' | 'ClusterSecretStore';
  readonly name: string;
}

/** One place of a manifest that fetches from a vault: `data[].remoteRef` or `dataFrom[].extract`. */
export interface RemoteReference {
  /** The place of the reference object, such as `spec.data[0].remoteRef`. */
  readonly path: Path;
  readonly key: string | undefined;
  readonly property: string | undefined;
  readonly version: string | undefined;
  /** `Fetch`: the property names metadata (a tag), not a part of the value. */
  readonly metadataPolicy: string | undefined;
  /** Undefined where neither the entry nor the ExternalSecret names a store. */
  readonly store: StoreRef | undefined;
}

/** Where the ExternalSecret spec stands in a kind, or undefined for kinds without one. */
export function externalSecretSpecPath({ kind = '' }: ResourceNode): Path | undefined {
  return specPaths.get(kind);
}

const specPaths: ReadonlyMap<string, Path> = new Map([
  ['ExternalSecret', ['spec']],
  ['ClusterExternalSecret', ['spec', 'externalSecretSpec']],
]);

/** All remote references of an ExternalSecret or ClusterExternalSecret, in the order of the text. */
export function remoteReferences(resource: ResourceNode): readonly RemoteReference[] {
  const specPath = externalSecretSpecPath(resource);
  if (specPath === undefined) return [];
  const spec = valueAt(resource.json(), specPath);
  if (!isObject(spec)) return [];
  const found: RemoteReference[] = [];
  for (const [field, member] of [
    ['data', 'remoteRef'],
    ['dataFrom', 'extract'],
  ] as const) {
    const list = spec[field];
    if (!Array.isArray(list)) continue;
    for (const [i, entry] of list.entries()) {
      const remote = isObject(entry) ? entry[member] : undefined;
      if (!isObject(entry) || !isObject(remote)) continue;
      found.push(remoteReference([...specPath, field, i, member], remote, storeRefOf(entry, spec)));
    }
  }
  return found;
}

/**
 * The store that a place inside an ExternalSecret reads from: the entry's own `sourceRef.storeRef` where it has one, else
 * `spec.secretStoreRef`. The path may be of a half-typed place.
 */
export function storeRefAt(resource: ResourceNode, path: Path): StoreRef | undefined {
  const specPath = externalSecretSpecPath(resource);
  if (specPath === undefined) return undefined;
  const json = resource.json();
  const spec = valueAt(json, specPath);
  const [field, index] = path.slice(specPath.length);
  const entry =
    (field === 'data' || field === 'dataFrom') && typeof index === 'number'
      ? valueAt(json, path.slice(0, specPath.length + 2))
      : undefined;
  return isObject(spec) ? storeRefOf(isObject(entry) ? entry : {}, spec) : undefined;
}

/** Whether a JSON value is an object (not an array, not null). */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of JSON, or undefined where the path leads nowhere. */
export function valueAt(json: JsonValue | undefined, path: Path): JsonValue | undefined {
  let value = json;
  for (const segment of path) {
    if (typeof segment === 'number') value = Array.isArray(value) ? value[segment] : undefined;
    else value = isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
  }
  return value;
}

function remoteReference(path: Path, remote: JsonObject, store: StoreRef | undefined): RemoteReference {
  return {
    path,
    store,
    key: text(remote['key']),
    property: text(remote['property']),
    version: text(remote['version']),
    metadataPolicy: text(remote['metadataPolicy']),
  };
}

function storeRefOf(entry: JsonObject, spec: JsonObject): StoreRef | undefined {
  const own = valueAt(entry, ['sourceRef', 'storeRef']);
  return storeRef(own) ?? storeRef(spec['secretStoreRef']);
}

function storeRef(value: JsonValue | undefined): StoreRef | undefined {
  if (!isObject(value)) return undefined;
  const name = text(value['name']);
  if (name === undefined) return undefined;
  return { name, kind: value['kind'] === 'ClusterSecretStore' ? 'ClusterSecretStore' : 'SecretStore' };
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
