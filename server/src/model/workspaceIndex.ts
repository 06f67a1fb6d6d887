import type { ManifestFile, ResourceNode } from '../syntax/manifest.ts';
import { isEsoResource } from './esoKinds.ts';
import { createKustomizations } from './kustomizations.ts';
import { type RemoteReference, remoteReferences, type StoreRef } from './references.ts';
import { type StoreConfig, storeConfigOf } from './storeConfig.ts';
import { writtenSecretOf } from './targetSecret.ts';

/** An object of Kubernetes that stands in a file of the workspace. */
export interface ObjectEntry {
  readonly uri: string;
  readonly resource: ResourceNode;
  readonly namespace: string | undefined;
}

/** A store that stands in a file of the workspace. */
export interface StoreEntry extends ObjectEntry {
  readonly kind: 'SecretStore' | 'ClusterSecretStore';
  readonly name: string;
  /** Undefined while the manifest does not hold exactly one provider. */
  readonly config: StoreConfig | undefined;
}

/** A place of the workspace that fetches a key. */
export interface KeyUse {
  readonly uri: string;
  readonly resource: ResourceNode;
  readonly reference: RemoteReference;
}

/** Where a resource of ESO stands in a file of the workspace. */
export interface ManifestEntry {
  readonly uri: string;
  /** Zero-based line on which it begins. */
  readonly line: number;
  readonly namespace: string | undefined;
}

/** A line and a UTF-16 column, both from 0, as in LSP. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** What the files of the workspace say about each other. Kept file by file: an update costs what has changed in that file. */
export interface WorkspaceIndex {
  /** Takes a new version of a file, or forgets the file. */
  update(uri: string, file: ManifestFile | undefined): void;
  /** The URIs of the files that it knows. */
  files(): readonly string[];
  /** All stores, in the order of their files' URIs. */
  stores(): readonly StoreEntry[];
  /**
   * The store that a reference means: same kind and name, and for SecretStores the same namespace where both sides name one.
   * Overlays define a store more than once; then the one in the same file, else in the nearest folder, is taken.
   */
  resolveStore(ref: StoreRef, from: { readonly uri: string; readonly namespace: string | undefined }): StoreEntry | undefined;
  /** The stores that a reference of that name from that namespace may mean, the store itself among them. */
  namesakes(ref: StoreRef, namespace: string | undefined): readonly StoreEntry[];
  /** Whether a kustomization of the workspace lays the file over others as a patch. */
  isPatch(uri: string): boolean;
  /** Whether a kustomization of the workspace lays a patch over the object: what it lacks may come from there. */
  completes(uri: string, resource: ResourceNode): boolean;
  /**
   * The kustomization of the workspace that gives what stands in the file another namespace or other names, directly or by taking in
   * the kustomization that does; undefined where there is none.
   */
  renamedBy(uri: string): string | undefined;
  /** Whether both files are among the resources of one kustomization, and so meet in one cluster. */
  areTogether(uri: string, other: string): boolean;
  /** The manifests of that kind of ESO and name whose namespace is the one given or none, in the order of their files' URIs. */
  manifestsOf(resource: {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string | undefined;
  }): readonly ManifestEntry[];
  /**
   * The objects filed under a key, in the order of their files' URIs: `objectKey(kind, name)` for ESO's kinds and for Secrets,
   * ServiceAccounts and ConfigMaps, `targetKey(name)` for the ExternalSecrets that write the Secret of that name.
   */
  filed(key: string): readonly ObjectEntry[];
  /** Whether all files have been read, so that what is not here is not in the workspace. */
  readonly isComplete: boolean;
  /** All files have been read. */
  markComplete(): void;
  /** Counts up whenever something filed under the key has changed. `storesKey` and `kustomizationsKey` stand for all of their kind, `completeKey` for `isComplete`. */
  revisionOf(key: string): number;
  /** Counts up with every change. */
  readonly revision: number;
  /** Whether a template decides on what stands in the file: of several objects in it each may be left out. */
  isTemplated(uri: string): boolean;
  /** Where an offset of an object's document stands in its file. */
  positionOf(entry: ObjectEntry, offset: number): TextPosition;
  /** All places that fetch the key from that store. */
  usersOf(store: StoreEntry, key: string): readonly KeyUse[];
}

/** The key under which objects of a kind and name are filed. */
export function objectKey(kind: string, name: string): string {
  return `object ${kind}/${name}`;
}

/** The key under which the ExternalSecrets are filed that write the Secret of a name. */
export function targetKey(secret: string): string {
  return `target ${secret}`;
}

/** Changes with any store. */
export const storesKey = 'stores';

/** Changes with any kustomization. */
export const kustomizationsKey = 'kustomizations';

/** Changes when the index becomes complete. */
export const completeKey = 'complete';

interface Filed {
  readonly entry: ObjectEntry;
  readonly store: StoreEntry | undefined;
  readonly uses: readonly KeyUse[];
  readonly keys: readonly string[];
}

interface IndexedFile {
  readonly file: ManifestFile;
  readonly objects: ReadonlyMap<ResourceNode, Filed>;
}

const noObjects: ReadonlyMap<ResourceNode, Filed> = new Map();

/** An empty index. */
export function createWorkspaceIndex(): WorkspaceIndex {
  const files = new Map<string, IndexedFile>();
  const byKey = new Map<string, Set<Filed>>();
  const revisions = new Map<string, number>();
  const kustomizations = createKustomizations((uri) => [...(files.get(uri)?.objects.keys() ?? [])]);
  let revision = 0;
  let isComplete = false;

  function changed(keys: readonly string[]): void {
    revision++;
    for (const key of keys) revisions.set(key, revision);
  }

  function file(filed: Filed): void {
    for (const key of filed.keys) {
      const same = byKey.get(key);
      if (same === undefined) byKey.set(key, new Set([filed]));
      else same.add(filed);
    }
    changed(filed.keys);
  }

  function unfile(filed: Filed): void {
    for (const key of filed.keys) {
      const same = byKey.get(key);
      same?.delete(filed);
      if (same?.size === 0) byKey.delete(key);
    }
    changed(filed.keys);
  }

  function filedUnder(key: string): readonly Filed[] {
    return [...(byKey.get(key) ?? [])].sort((a, b) => (a.entry.uri < b.entry.uri ? -1 : a.entry.uri > b.entry.uri ? 1 : 0));
  }

  const index: WorkspaceIndex = {
    update(uri, manifest) {
      const before = files.get(uri)?.objects ?? noObjects;
      const after = new Map<ResourceNode, Filed>();
      for (const document of manifest?.documents ?? []) {
        for (const resource of document.parsed.resources) after.set(resource, before.get(resource) ?? describe(uri, resource));
      }
      for (const [resource, filed] of before) if (!after.has(resource)) unfile(filed);
      for (const [resource, filed] of after) if (!before.has(resource)) file(filed);
      if (kustomizations.update(uri, manifest)) changed([kustomizationsKey]);
      if (manifest === undefined) files.delete(uri);
      else files.set(uri, { file: manifest, objects: after });
    },
    files: () => [...files.keys()],
    stores: () => storesUnder(storesKey),
    namesakes: (ref, namespace) =>
      storesUnder(objectKey(ref.kind, ref.name)).filter(
        (store) => ref.kind === 'ClusterSecretStore' || mayBeSame(store.namespace, namespace),
      ),
    isPatch: kustomizations.isPatch,
    completes: kustomizations.completes,
    renamedBy: kustomizations.renamedBy,
    areTogether: kustomizations.areTogether,
    manifestsOf: ({ kind, name, namespace }) =>
      index
        .filed(objectKey(kind, name))
        .filter(({ resource, namespace: own }) => isEsoResource(resource) && mayBeSame(own, namespace))
        .map((entry) => ({
          uri: entry.uri,
          line: index.positionOf(entry, entry.resource.node.range.start).line,
          namespace: entry.namespace,
        })),
    filed: (key) => filedUnder(key).map(({ entry }) => entry),
    revisionOf: (key) => revisions.get(key) ?? 0,
    get isComplete() {
      return isComplete;
    },
    markComplete() {
      if (!isComplete) changed([completeKey]);
      isComplete = true;
    },
    get revision() {
      return revision;
    },
    isTemplated: (uri) => files.get(uri)?.file.documents.some(({ parsed }) => parsed.templated) === true,
    positionOf({ uri, resource }, offset) {
      const file = files.get(uri)?.file;
      const document = file?.documents.find(({ parsed }) => parsed.resources.includes(resource));
      const before = (file?.text ?? '').slice(0, (document?.start ?? 0) + offset);
      return { line: before.split('\n').length - 1, character: before.length - (before.lastIndexOf('\n') + 1) };
    },
    resolveStore: (ref, from) => nearest(index.namesakes(ref, from.namespace), from.uri),
    usersOf: (store, key) =>
      filedUnder(useKey(key))
        .flatMap(({ uses }) => uses)
        .filter(
          ({ reference, resource, uri }) =>
            reference.key === key &&
            reference.store?.name === store.name &&
            reference.store.kind === store.kind &&
            index.resolveStore(reference.store, { uri, namespace: resource.namespace }) === store,
        ),
  };
  return index;

  function storesUnder(key: string): readonly StoreEntry[] {
    return filedUnder(key).flatMap(({ store }) => store ?? []);
  }
}

/** The kinds that are not ESO's and are filed all the same: ESO reads and writes them. */
const neighbours: ReadonlySet<string> = new Set(['Secret', 'ServiceAccount', 'ConfigMap']);

function describe(uri: string, resource: ResourceNode): Filed {
  const { apiVersion, kind, name, namespace } = resource;
  const entry = { uri, resource, namespace };
  const isOurs = isEsoResource(resource);
  if (kind === undefined || name === undefined || !(isOurs || (apiVersion === 'v1' && neighbours.has(kind))))
    return { entry, store: undefined, uses: [], keys: [] };
  const store: StoreEntry | undefined =
    isOurs && (kind === 'SecretStore' || kind === 'ClusterSecretStore')
      ? { ...entry, kind, name, config: storeConfigOf(resource) }
      : undefined;
  const uses = isOurs ? remoteReferences(resource).map((reference) => ({ uri, resource, reference })) : [];
  const target = isOurs ? writtenSecretOf(resource) : undefined;
  const keys = [
    objectKey(kind, name),
    ...(store === undefined ? [] : [storesKey]),
    ...(target === undefined ? [] : [targetKey(target)]),
    ...new Set(uses.flatMap(({ reference }) => (reference.key === undefined ? [] : [useKey(reference.key)]))),
  ];
  return { entry: store ?? entry, store, uses, keys };
}

function useKey(key: string): string {
  return `use ${key}`;
}

/** Whether two namespaces, either of which may be left to the command line, can be one. */
function mayBeSame(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

function nearest(stores: readonly StoreEntry[], uri: string): StoreEntry | undefined {
  let best: StoreEntry | undefined;
  let shared = -1;
  for (const store of stores) {
    const length = store.uri === uri ? Number.POSITIVE_INFINITY : commonFolders(store.uri, uri);
    if (length > shared || (length === shared && best !== undefined && store.uri < best.uri)) {
      best = store;
      shared = length;
    }
  }
  return best;
}

function commonFolders(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  let count = 0;
  while (count < left.length - 1 && left[count] === right[count]) count++;
  return count;
}
