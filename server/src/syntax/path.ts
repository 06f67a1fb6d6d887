/** One step from a YAML collection to a child: a mapping key as Kubernetes reads it (always a string), or a sequence index. */
export type PathSegment = string | number;

/** The way from the root of a YAML document (or of a resource inside it) to a node. */
export type Path = readonly PathSegment[];

/** The path as people write it, `spec.data[0].remoteRef.key`; keys that are not plain words are quoted in brackets. */
export function formatPath(path: Path): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(segment)) text += text === '' ? segment : `.${segment}`;
    else text += `[${JSON.stringify(segment)}]`;
  }
  return text;
}

/**
 * The path with every sequence index written `[]`: the form in which field documentation and completion sources name places,
 * `spec.data[].remoteRef.key`.
 */
export function patternOf(path: Path): string {
  let text = '';
  for (const segment of path) text += typeof segment === 'number' ? '[]' : text === '' ? segment : `.${segment}`;
  return text;
}

/** Whether two paths name the same place. */
export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((segment, i) => segment === b[i]);
}
