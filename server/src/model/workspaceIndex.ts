import type { ManifestDocument, ManifestFile, ParsedDocument, ResourceNode } from '../syntax/manifest.ts';
import { changedDocuments } from '../syntax/parse.ts';
import type { KeyUse, ObjectEntry, StoreEntry } from './entries.ts';
import { isEsoResource } from './esoKinds.ts';
import { completeKey, type Filed, filedObject, kustomizationsKey, mayHoldFiled, objectKey, storesKey, useKey } from './filing.ts';
import { createKustomizations } from './kustomizations.ts';
import { mayBeSame, nearest } from './nearness.ts';
import type { StoreRef } from './references.ts';

/** Where a resource of ESO stands in a file of the workspace. */
export interface ManifestEntry {
  readonly uri: string;
  /** Zero-based line on which it begins. */
  readonly line: number;
  readonly namespace: string | undefined;
}

/** A document in its place in a file of the workspace. */
export interface PlacedDocument {
  readonly uri: string;
  readonly file: ManifestFile;
  readonly document: ManifestDocument;
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
  /** Works out beforehand what `update` will file of a document: for those who take in a long file piece by piece. */
  prepare(uri: string, parsed: ParsedDocument): void;
  /** A file as it was last taken in. */
  file(uri: string): ManifestFile | undefined;
  /** The URIs of the files that it knows. */
  files(): readonly string[];
  /** All stores, in the order of their files' URIs. */
  stores(): readonly StoreEntry[];
  /**
   * The store that a reference means: same kind and name, and for SecretStores the same namespace where both sides name one.
   * Overlays define a store more than once; then the one in the same file is taken, else one that a kustomization takes in as well, and
   * among those the one in the nearest folder.
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
  /** Whether one kustomization ends up with both files, as resources, as patches or as the kustomization itself. */
  meet(uri: string, other: string): boolean;
  /** The manifests of that kind of ESO and name whose namespace is the one given or none, in the order of their files' URIs. */
  manifestsOf(resource: {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string | undefined;
  }): readonly ManifestEntry[];
  /**
   * The objects filed under a key, in the order of their files' URIs: `objectKey(kind, name)` for ESO's kinds and for Secrets,
   * ServiceAccounts and ConfigMaps, `generatorsKey` for all generators, `targetKey(name)` for the ExternalSecrets that certainly write the Secret of that name, and
   * `makerKey(name)` for those and ClusterExternalSecrets that may. Names that a template writes are filed as their text.
   */
  filed(key: string): readonly ObjectEntry[];
  /** The documents that have an object, several where they have the same text. */
  documentsOf(entry: ObjectEntry): readonly PlacedDocument[];
  /** All documents of the files that are known, also of those that hold none of ESO's objects, which nobody has looked into yet. */
  documents(): Iterable<PlacedDocument>;
  /** Whether all files have been read, so that what is not here is not in the workspace. */
  readonly isComplete: boolean;
  /** All files have been read. */
  markComplete(): void;
  /**
   * When something filed under the key has last changed. `storesKey` and `kustomizationsKey` stand for all of their kind,
   * `completeKey` for `isComplete`.
   */
  revisionOf(key: string): Revision;
  /** Counts up with every change. */
  readonly revision: number;
  /** Whether a template decides on what stands in the file: of several objects in it each may be left out. */
  isTemplated(uri: string): boolean;
  /** Where an offset of an object's document stands in its file. */
  positionOf(entry: ObjectEntry, offset: number): TextPosition;
  /** All places that fetch the key from that store. */
  usersOf(store: StoreEntry, key: string): readonly KeyUse[];
}

/** When something last changed, to be held and looked at again: the `revision` of the index that came with it, 0 for never. */
export interface Revision {
  readonly count: number;
}

interface IndexedFile {
  readonly file: ManifestFile;
  /** How many documents of the file have that text. */
  readonly copies: Map<ParsedDocument, number>;
  readonly objects: Map<ResourceNode, Filed>;
}

/** An empty index. */
export function createWorkspaceIndex(): WorkspaceIndex {
  const files = new Map<string, IndexedFile>();
  /** Most keys stand for one object, and sets of one would be most of the index. */
  const byKey = new Map<string, Filed | Set<Filed>>();
  const revisions = new Map<string, { count: number }>();
  const kustomizations = createKustomizations((uri) => [...(files.get(uri)?.objects.keys() ?? [])]);
  const prepared = new WeakMap<ParsedDocument, { readonly uri: string; readonly filed: readonly Filed[] }>();
  let revision = 0;
  let isComplete = false;

  /** What of a document is filed, for as long as its text stays. */
  function filedOf(uri: string, parsed: ParsedDocument): readonly Filed[] {
    const before = prepared.get(parsed);
    if (before?.uri === uri) return before.filed;
    const filed = mayHoldFiled(parsed) ? parsed.resources.map((resource) => filedObject(uri, resource, parsed)) : [];
    prepared.set(parsed, { uri, filed });
    return filed;
  }

  function changed(keys: readonly string[]): void {
    revision++;
    for (const key of keys) {
      // Of the many keys hardly one is ever asked about.
      const asked = revisions.get(key);
      if (asked !== undefined) asked.count = revision;
    }
  }

  function revisionOf(key: string): { count: number } {
    const known = revisions.get(key);
    if (known !== undefined) return known;
    const fresh = { count: 0 };
    revisions.set(key, fresh);
    return fresh;
  }

  function file(filed: Filed): void {
    for (const key of filed.keys) {
      const same = byKey.get(key);
      if (same === undefined) byKey.set(key, filed);
      else if (same instanceof Set) same.add(filed);
      else byKey.set(key, new Set([same, filed]));
    }
    changed(filed.keys);
  }

  function unfile(filed: Filed): void {
    for (const key of filed.keys) {
      const same = byKey.get(key);
      if (same instanceof Set) same.delete(filed);
      if (same === filed || (same instanceof Set && same.size === 0)) byKey.delete(key);
    }
    changed(filed.keys);
  }

  function filedUnder(key: string): readonly Filed[] {
    const found = byKey.get(key);
    if (!(found instanceof Set)) return found === undefined ? [] : [found];
    return [...found].sort((a, b) => (a.entry.uri < b.entry.uri ? -1 : a.entry.uri > b.entry.uri ? 1 : 0));
  }

  const index: WorkspaceIndex = {
    update(uri, manifest) {
      const before = files.get(uri);
      const copies = before?.copies ?? new Map<ParsedDocument, number>();
      const objects = before?.objects ?? new Map<ResourceNode, Filed>();
      const { gone, come } = changedDocuments(before?.file.documents ?? [], manifest?.documents ?? []);
      for (const { parsed } of come) copies.set(parsed, (copies.get(parsed) ?? 0) + 1);
      for (const { parsed } of gone) copies.set(parsed, (copies.get(parsed) ?? 0) - 1);
      for (const { parsed } of gone) {
        if (copies.get(parsed) !== 0) continue;
        copies.delete(parsed);
        for (const { entry } of filedOf(uri, parsed)) {
          const filed = objects.get(entry.resource);
          if (filed !== undefined) unfile(filed);
          objects.delete(entry.resource);
        }
      }
      for (const { parsed } of come) {
        for (const filed of filedOf(uri, parsed)) {
          const { resource } = filed.entry;
          if (!objects.has(resource)) file(filed);
          objects.set(resource, filed);
        }
      }
      if (kustomizations.update(uri, manifest)) changed([kustomizationsKey]);
      if (manifest === undefined) files.delete(uri);
      else files.set(uri, { file: manifest, copies, objects });
    },
    prepare: (uri, parsed) => void filedOf(uri, parsed),
    file: (uri) => files.get(uri)?.file,
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
    meet: kustomizations.meet,
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
    documentsOf({ uri, resource }) {
      const indexed = files.get(uri);
      const parsed = indexed?.objects.get(resource)?.parsed;
      const all = indexed?.file.documents.filter((document) => document.parsed === parsed) ?? [];
      return indexed === undefined ? [] : all.map((document) => ({ uri, file: indexed.file, document }));
    },
    *documents() {
      for (const [uri, { file }] of files) for (const document of file.documents) yield { uri, file, document };
    },
    revisionOf,
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
    positionOf(entry, offset) {
      const [placed] = index.documentsOf(entry);
      return placed === undefined ? { line: 0, character: 0 } : placed.file.lines.positionAt(placed.document.start + offset);
    },
    resolveStore: (ref, from) => nearest(index.namesakes(ref, from.namespace), from, index.meet)[0],
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
