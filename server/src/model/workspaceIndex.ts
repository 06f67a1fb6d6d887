import type { ManifestFile, ResourceNode } from '../syntax/manifest.ts';
import { isEsoResource } from './esoKinds.ts';
import { besideFile, isKustomizationFile, patchPaths, renames, resourcePaths } from './kustomization.ts';
import { type RemoteReference, remoteReferences, type StoreRef } from './references.ts';
import { type StoreConfig, storeConfigOf } from './storeConfig.ts';

/** A store that stands in a file of the workspace. */
export interface StoreEntry {
  readonly uri: string;
  readonly resource: ResourceNode;
  readonly kind: 'SecretStore' | 'ClusterSecretStore';
  readonly name: string;
  readonly namespace: string | undefined;
  /** Undefined while the manifest does not hold exactly one provider. */
  readonly config: StoreConfig | undefined;
}

/** A place of the workspace that fetches a key. */
export interface KeyUse {
  readonly uri: string;
  readonly resource: ResourceNode;
  readonly reference: RemoteReference;
}

/** A resource of ESO in a file of the workspace. */
export interface ManifestEntry {
  readonly uri: string;
  /** Zero-based line on which it begins. */
  readonly line: number;
  readonly namespace: string | undefined;
}

/** What the files of the workspace say about each other. Kept file by file: an update costs what that file holds. */
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
  /**
   * The kustomization of the workspace that gives what stands in the file another namespace or other names, directly or by taking in
   * the kustomization that does; undefined where there is none.
   */
  renamedBy(uri: string): string | undefined;
  /** The manifests of that kind and name whose namespace is the one given or none, in the order of their files' URIs. */
  manifestsOf(resource: {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string | undefined;
  }): readonly ManifestEntry[];
  /** All places that fetch the key from that store. */
  usersOf(store: StoreEntry, key: string): readonly KeyUse[];
}

interface FileFacts {
  readonly stores: readonly StoreEntry[];
  readonly uses: readonly KeyUse[];
}

/** What a kustomization takes in, as URIs of files and folders. */
interface Kustomization {
  readonly patches: ReadonlySet<string>;
  readonly resources: ReadonlySet<string>;
  readonly renames: boolean;
}

/** An empty index. */
export function createWorkspaceIndex(): WorkspaceIndex {
  const files = new Map<string, FileFacts>();
  const byName = new Map<string, Set<StoreEntry>>();
  const kustomizations = new Map<string, Kustomization>();
  /** Files by the kind and name of what stands in them. */
  const manifests = new Map<string, Map<string, ManifestFile>>();
  const keysOf = new Map<string, ReadonlySet<string>>();
  const byResource = new WeakMap<ResourceNode, FileFacts>();

  function factsOf(uri: string, resource: ResourceNode): FileFacts {
    const known = byResource.get(resource);
    if (known !== undefined && (known.stores[0]?.uri ?? known.uses[0]?.uri ?? uri) === uri) return known;
    const facts = { stores: storesIn(uri, resource), uses: usesIn(uri, resource) };
    byResource.set(resource, facts);
    return facts;
  }

  function forget(uri: string): void {
    for (const store of files.get(uri)?.stores ?? []) byName.get(nameKey(store))?.delete(store);
    files.delete(uri);
    kustomizations.delete(uri);
    for (const key of keysOf.get(uri) ?? []) manifests.get(key)?.delete(uri);
    keysOf.delete(uri);
  }

  function keepManifests(uri: string, file: ManifestFile): void {
    const keys = new Set(resourcesOf(file).map(({ kind, name }) => `${kind}/${name}`));
    keysOf.set(uri, keys);
    for (const key of keys) {
      const same = manifests.get(key);
      if (same === undefined) manifests.set(key, new Map([[uri, file]]));
      else same.set(uri, file);
    }
  }

  /** The kustomizations that take in a file or, by its folder, another kustomization. */
  function takenInBy(uri: string, seen: ReadonlySet<string>): string | undefined {
    const folder = uri.slice(0, uri.lastIndexOf('/'));
    for (const [by, { resources, renames }] of kustomizations) {
      if (seen.has(by) || !(resources.has(uri) || (kustomizations.has(uri) && resources.has(folder)))) continue;
      const found = renames ? by : takenInBy(by, new Set([...seen, by]));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  const index: WorkspaceIndex = {
    update(uri, file) {
      forget(uri);
      if (file === undefined) return;
      if (isKustomizationFile(uri)) kustomizations.set(uri, readKustomization(uri, file));
      keepManifests(uri, file);
      const facts = file.documents.flatMap((document) => document.parsed.resources.map((resource) => factsOf(uri, resource)));
      const stores = facts.flatMap((fact) => fact.stores);
      for (const store of stores) {
        const same = byName.get(nameKey(store));
        if (same === undefined) byName.set(nameKey(store), new Set([store]));
        else same.add(store);
      }
      files.set(uri, { stores, uses: facts.flatMap((fact) => fact.uses) });
    },
    files: () => [...files.keys()],
    stores: () => [...files].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, facts]) => facts.stores),
    namesakes: (ref, namespace) =>
      [...(byName.get(nameKey(ref)) ?? [])].filter(
        (store) =>
          ref.kind === 'ClusterSecretStore' ||
          store.namespace === undefined ||
          namespace === undefined ||
          store.namespace === namespace,
      ),
    isPatch: (uri) => [...kustomizations.values()].some(({ patches }) => patches.has(uri)),
    renamedBy: (uri) => takenInBy(uri, new Set()),
    manifestsOf: ({ kind, name, namespace }) =>
      [...(manifests.get(`${kind}/${name}`) ?? [])]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([uri, file]) =>
          resourcesOf(file)
            .filter((one) => one.kind === kind && one.name === name)
            .filter((one) => one.namespace === undefined || namespace === undefined || one.namespace === namespace)
            .map((one) => ({ uri, line: lineOf(file, one), namespace: one.namespace })),
        ),
    resolveStore: (ref, from) => nearest(index.namesakes(ref, from.namespace), from.uri),
    usersOf(store, key) {
      const users: KeyUse[] = [];
      for (const [uri, facts] of files) {
        for (const use of facts.uses) {
          const { reference, resource } = use;
          if (reference.key !== key || reference.store?.name !== store.name || reference.store.kind !== store.kind) continue;
          if (index.resolveStore(reference.store, { uri, namespace: resource.namespace }) === store) users.push(use);
        }
      }
      return users;
    },
  };
  return index;
}

function storesIn(uri: string, resource: ResourceNode): readonly StoreEntry[] {
  const { kind, name, namespace } = resource;
  if ((kind !== 'SecretStore' && kind !== 'ClusterSecretStore') || name === undefined) return [];
  return [{ uri, resource, kind, name, namespace, config: storeConfigOf(resource) }];
}

function usesIn(uri: string, resource: ResourceNode): readonly KeyUse[] {
  return remoteReferences(resource).map((reference) => ({ uri, resource, reference }));
}

function readKustomization(uri: string, file: ManifestFile): Kustomization {
  const beside = (paths: readonly string[]) => new Set(paths.map((path) => besideFile(uri, path).replace(/\/$/, '')));
  return { patches: beside(patchPaths(file)), resources: beside(resourcePaths(file)), renames: renames(file) };
}

function resourcesOf(file: ManifestFile): readonly ResourceNode[] {
  return file.documents.flatMap(({ parsed }) => parsed.resources.filter(isEsoResource)).filter(({ name }) => name !== undefined);
}

/** Counted only when it is asked for: an edit must not cost what the file is long. */
function lineOf(file: ManifestFile, resource: ResourceNode): number {
  const document = file.documents.find(({ parsed }) => parsed.resources.includes(resource));
  const offset = (document?.start ?? 0) + resource.node.range.start;
  return file.text.slice(0, offset).split('\n').length - 1;
}

function nameKey(store: StoreRef): string {
  return `${store.kind}/${store.name}`;
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
