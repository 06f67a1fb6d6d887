import type { ManifestFile, ResourceNode } from '../syntax/manifest.ts';
import { besideFile, isKustomizationFile, patchPaths } from './kustomization.ts';
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
  /** All places that fetch the key from that store. */
  usersOf(store: StoreEntry, key: string): readonly KeyUse[];
}

interface FileFacts {
  readonly stores: readonly StoreEntry[];
  readonly uses: readonly KeyUse[];
}

/** An empty index. */
export function createWorkspaceIndex(): WorkspaceIndex {
  const files = new Map<string, FileFacts>();
  const byName = new Map<string, Set<StoreEntry>>();
  const patchesOf = new Map<string, ReadonlySet<string>>();
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
    patchesOf.delete(uri);
  }

  const index: WorkspaceIndex = {
    update(uri, file) {
      forget(uri);
      if (file === undefined) return;
      if (isKustomizationFile(uri)) patchesOf.set(uri, new Set(patchPaths(file).map((path) => besideFile(uri, path))));
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
    isPatch: (uri) => [...patchesOf.values()].some((patches) => patches.has(uri)),
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
