/** Something that stands in a file of the workspace, for objects of a namespace; undefined: not known, or of none. */
export interface Whereabouts {
  readonly uri: string;
  readonly namespace: string | undefined;
}

/** Whether two namespaces, either of which may be left to the command line, can be one. */
export function mayBeSame(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/**
 * Of things with one name those that are most likely meant from a place: in the same file; else those that meet it in a kustomization;
 * else, and among those, those in the nearest folder; among those again those of the very namespace. Folders of manifests often hold
 * several clusters' worth. More than one where nothing tells them apart, in the order of their URIs.
 */
export function nearest<T extends Whereabouts>(
  things: readonly T[],
  from: Whereabouts,
  meet: (uri: string, other: string) => boolean,
): readonly T[] {
  if (things.length < 2) return things;
  const near = best(things, ({ uri }) => (uri === from.uri ? 2 : meet(uri, from.uri) ? 1 : 0));
  const nearer = best(near, ({ uri }) => commonFolders(uri, from.uri));
  const nearest = best(nearer, ({ namespace }) => (namespace === from.namespace ? 1 : 0));
  return [...nearest].sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : 0));
}

function best<T>(things: readonly T[], rank: (thing: T) => number): readonly T[] {
  const ranks = things.map(rank);
  const highest = Math.max(...ranks);
  return things.filter((_, i) => ranks[i] === highest);
}

function commonFolders(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  let count = 0;
  while (count < left.length - 1 && left[count] === right[count]) count++;
  return count;
}
