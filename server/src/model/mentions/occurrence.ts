import type { PlacedDocument } from '../workspaceIndex.ts';
import type { Mention } from './mention.ts';

/** A mention in its place in the workspace. */
export interface Occurrence extends PlacedDocument {
  readonly mention: Mention;
}

/** Whether two occurrences are of the same mention. */
export function isSameOccurrence(a: Occurrence, b: Occurrence): boolean {
  return isSamePlace(a, b) && a.mention.subject.sort === b.mention.subject.sort;
}

/** Whether two occurrences stand in the same place: one name may mean several things. */
export function isSamePlace(a: Occurrence, b: Occurrence): boolean {
  return a.uri === b.uri && offsetOf(a) === offsetOf(b);
}

/** Each occurrence once, in the order in which they came. */
export function distinct(occurrences: Iterable<Occurrence>): readonly Occurrence[] {
  const found = new Map<string, Occurrence>();
  for (const one of occurrences) {
    const id = `${one.mention.subject.sort} ${offsetOf(one)} ${one.uri}`;
    if (!found.has(id)) found.set(id, one);
  }
  return [...found.values()];
}

function offsetOf({ document, mention }: Occurrence): number {
  return document.start + mention.place.range.start;
}
