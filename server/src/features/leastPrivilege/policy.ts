import type { Phrase } from '../../localisation.ts';
import type { StoreEntry } from '../../model/entries.ts';
import type { StoreConfig } from '../../model/storeConfig.ts';
import type { Use } from './needs.ts';

/** A store with everything that ESO does in it for some manifests. */
export interface StoreNeeds {
  readonly entry: StoreEntry;
  readonly config: StoreConfig;
  readonly uses: readonly Use[];
}

/** A policy, a trust policy, or commands that grant the same: something that can be copied by itself. */
export interface PolicyPiece {
  /** What it is and for whom, in a few words. */
  readonly title: Phrase;
  readonly language: 'json' | 'hcl' | 'shellscript' | 'yaml';
  readonly text: string;
  /** What to know before it is used, a sentence each. */
  readonly notes: readonly Phrase[];
}

/** Writes the policies of one kind of back end, from all stores of it. */
export type PolicyWriter = (stores: readonly StoreNeeds[]) => readonly PolicyPiece[];

/** Each text once, in alphabetical order. */
export function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** Groups by a text, in the order in which the texts first come. */
export function grouped<T>(items: readonly T[], by: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(by(item));
    if (group === undefined) groups.set(by(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** What every secret that a `find` reads begins with: the longer of its path and of what its expression begins with. */
export function findStart(path: string, start: string | undefined): string {
  return start?.startsWith(path) ? start : path;
}

/** The service account that a store logs in as; undefined where it names none and the operator's own counts. */
export function serviceAccountOf(
  { kind, namespace }: StoreConfig,
  ref: unknown,
): { readonly namespace: string; readonly name: string } | undefined {
  const { name, namespace: own } = (typeof ref === 'object' && ref !== null ? ref : {}) as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') return undefined;
  // Only a ClusterSecretStore may name another namespace than its own.
  const where = kind === 'ClusterSecretStore' ? own : namespace;
  return { name, namespace: typeof where === 'string' && where !== '' ? where : '<namespace>' };
}

/** A text of a manifest as one word of a shell's command line, without characters that a terminal would act upon. */
export function shellWord(written: string): string {
  const text = written.replace(/[\p{Cc}\p{Cf}]/gu, '');
  return /^[\w./@:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
