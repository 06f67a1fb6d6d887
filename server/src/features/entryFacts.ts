import type { Phrase } from '../localisation.ts';
import type { FindEntry } from '../model/findEntries.ts';
import { type RemoteReference, storeRefAt } from '../model/references.ts';
import type { ResourceNode } from '../syntax/manifest.ts';

/** What a vault has said of an entry of a manifest, when it was last asked for diagnostics. */
export interface EntryFact {
  /** Equal for entries of a file that fetch the same: an edit elsewhere changes nothing in what is known of them. */
  readonly id: string;
  readonly isThere: boolean;
  /** The field of the entry that it is about: `key`, `property`, `version`, `find`. */
  readonly field: string;
  /** A few words; undefined where nothing is to be said but that it is there. */
  readonly short: Phrase | undefined;
  /** The whole of it, plain text. Of what is missing the message of its finding. */
  readonly words: Phrase;
  /** When the vault said so, in epoch milliseconds. */
  readonly asOf: number;
}

/** Takes down what is found out. */
export type TellFact = (fact: EntryFact) => void;

/** Is told until when, in epoch milliseconds, something may be repeated without asking the vault again. */
export type TellLasting = (until: number) => void;

/** The `id` of what is known of a reference. */
export function referenceId({ namespace }: ResourceNode, reference: RemoteReference): string {
  const { key, metadataPolicy, property, store, version } = reference;
  return JSON.stringify([namespace, store, key, property, version, metadataPolicy]);
}

/** The `id` of what is known of a find. */
export function findId(resource: ResourceNode, { path, ...entry }: FindEntry): string {
  return JSON.stringify([resource.namespace, storeRefAt(resource, path), entry]);
}

/** What is known of the entries of open files. */
export interface EntryFacts {
  /** Takes the place of what was known of the file's entries. */
  keep(uri: string, facts: readonly EntryFact[]): void;
  forget(uri: string): void;
  factOf(uri: string, id: string): EntryFact | undefined;
  /** Calls back when something else is to be shown than before. */
  onDidChange(listener: () => void): void;
}

/** Nothing is known yet. */
export function createEntryFacts(): EntryFacts {
  const known = new Map<string, ReadonlyMap<string, EntryFact>>();
  const listeners = new Set<() => void>();
  return {
    keep(uri, facts) {
      const before = known.get(uri) ?? new Map<string, EntryFact>();
      const after = new Map(facts.map((fact) => [fact.id, fact]));
      known.set(uri, after);
      const isSame = before.size === after.size && facts.every((fact) => isSameToSee(before.get(fact.id), fact));
      if (!isSame) for (const listener of listeners) listener();
    },
    forget: (uri) => void known.delete(uri),
    factOf: (uri, id) => known.get(uri)?.get(id),
    onDidChange: (listener) => void listeners.add(listener),
  };
}

/** Whether two facts differ in their time at most. */
function isSameToSee(a: EntryFact | undefined, b: EntryFact): boolean {
  if (a?.isThere !== b.isThere || a.field !== b.field) return false;
  return JSON.stringify([a.short, a.words]) === JSON.stringify([b.short, b.words]);
}
