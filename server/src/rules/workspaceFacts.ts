import type { ObjectEntry, StoreEntry } from '../model/entries.ts';
import { completeKey, kustomizationsKey, objectKey, storesKey, targetKey } from '../model/filing.ts';
import type { StoreRef } from '../model/references.ts';
import type { Revision, WorkspaceIndex } from '../model/workspaceIndex.ts';
import type { ResourceNode } from '../syntax/manifest.ts';

/**
 * What a workspace rule may ask about the other files, from the place of the file it judges. Kustomize patches are no objects of
 * their own and are left out of every answer. What is asked is noted, so that the rule need not be asked again while the answers stay.
 */
export interface WorkspaceFacts {
  /** The file that is judged. */
  readonly uri: string;
  /** Whether all files have been read: before that nothing may be said to be missing. */
  readonly isComplete: boolean;
  /** Whether that file is a Kustomize patch. */
  readonly isPatch: boolean;
  /** Whether a kustomization gives the file's objects another namespace or other names. */
  readonly isRenamed: boolean;
  /**
   * All stores that a reference from that namespace may mean. None: no file of the workspace has it. Several: overlays define it more
   * than once, and only what holds for all of them may be said.
   */
  stores(ref: StoreRef, namespace: string | undefined): readonly StoreEntry[];
  /** Every store of the workspace. */
  allStores(): readonly StoreEntry[];
  /** Objects of one of ESO's kinds, Secrets, ServiceAccounts or ConfigMaps by their name, in whatever namespace. */
  objects(kind: string, name: string): readonly ObjectEntry[];
  /** The ExternalSecrets that write the Secret of that name, in whatever namespace. */
  writersOf(secret: string): readonly ObjectEntry[];
  /**
   * Whether an object is certainly meant for the same namespace of the same cluster as one of this file: both name the same namespace
   * or both none, and they stand in one file without template text, or one kustomization takes in both files. Folders of manifests
   * often hold several clusters' worth.
   */
  isTogether(own: ResourceNode, other: ObjectEntry): boolean;
  /** What several rules work out of the answers for a resource: once for all of them, while it is judged. */
  shared<T>(resource: ResourceNode, workOut: (resource: ResourceNode, facts: WorkspaceFacts) => T): T;
}

/** Facts together with what was asked of them. */
export interface RecordedFacts {
  readonly facts: WorkspaceFacts;
  readonly footing: Footing;
}

/** What answers rest on. It is kept for as long as they are, and the facts themselves are not. */
export interface Footing {
  /** The file that was judged. */
  readonly uri: string;
  /** Whether every answer given so far is still the same. */
  isCurrent(): boolean;
}

/** Facts for one file, which note what is asked. */
export function recordFacts(index: WorkspaceIndex, uri: string): RecordedFacts {
  const asked = new Set<string>();
  const footing = new RevisionFooting(index, uri);
  const note = (key: string): string => {
    if (!asked.has(key)) {
      asked.add(key);
      footing.add(index.revisionOf(key));
    }
    return key;
  };
  const unpatched = <T extends ObjectEntry>(entries: readonly T[]): readonly T[] => {
    if (entries.length > 0) note(kustomizationsKey);
    return entries.filter((entry) => !index.isPatch(entry.uri));
  };
  const shared = new Map<unknown, { readonly resource: ResourceNode; readonly value: unknown }>();
  const facts: WorkspaceFacts = {
    uri,
    get isComplete() {
      note(completeKey);
      return index.isComplete;
    },
    get isPatch() {
      note(kustomizationsKey);
      return index.isPatch(uri);
    },
    get isRenamed() {
      note(kustomizationsKey);
      return index.renamedBy(uri) !== undefined;
    },
    stores(ref, namespace) {
      note(objectKey(ref.kind, ref.name));
      return unpatched(index.namesakes(ref, namespace));
    },
    allStores() {
      note(storesKey);
      return unpatched(index.stores());
    },
    objects: (kind, name) => unpatched(index.filed(note(objectKey(kind, name)))),
    writersOf: (secret) => unpatched(index.filed(note(targetKey(secret)))),
    isTogether(own, { uri: other, namespace, resource }) {
      note(kustomizationsKey);
      if (namespace !== own.namespace || [own, resource].some((one) => one.isPlaceholder(['metadata', 'namespace'])))
        return false;
      return other === uri ? !index.isTemplated(uri) : index.areTogether(uri, other);
    },
    shared<T>(resource: ResourceNode, workOut: (resource: ResourceNode, facts: WorkspaceFacts) => T): T {
      const before = shared.get(workOut);
      if (before?.resource === resource) return before.value as T;
      const value = workOut(resource, facts);
      shared.set(workOut, { resource, value });
      return value;
    },
  };
  return { facts, footing };
}

/** There is one for each document that is open, and every edit looks at all of them: they are small, and of one shape. */
class RevisionFooting implements Footing {
  readonly uri: string;
  private readonly index: WorkspaceIndex;
  private readonly revisions: Revision[] = [];
  /** The revision of the index at which the answers were, or have last been found to be, the same. */
  private checkedAt: number;

  constructor(index: WorkspaceIndex, uri: string) {
    this.uri = uri;
    this.index = index;
    this.checkedAt = index.revision;
  }

  add(revision: Revision): void {
    this.revisions.push(revision);
  }

  isCurrent(): boolean {
    const { revision } = this.index;
    if (this.checkedAt === revision) return true;
    for (let i = 0; i < this.revisions.length; i++) if ((this.revisions[i] as Revision).count > this.checkedAt) return false;
    this.checkedAt = revision;
    return true;
  }
}
