import type { ManifestDocument, ManifestFile, ResourceNode } from './manifest.ts';
import type { OffsetRange, YamlNode } from './node.ts';
import type { Path } from './path.ts';

/** A key or a value that stands in a text. */
export interface PlacedNode {
  readonly document: ManifestDocument;
  readonly resource: ResourceNode;
  /** Where it stands below the resource; for a key the path of its entry. */
  readonly path: Path;
  readonly part: 'key' | 'value';
  /** Of the key or scalar, or of the alias. Offsets of the file. */
  readonly range: OffsetRange;
}

/** The key or scalar value at an offset of the file (its end included), or undefined where there is none in a resource. */
export function nodePathAt(file: ManifestFile, offset: number): PlacedNode | undefined {
  const document = file.documentAt(offset);
  const { root, resources } = document.parsed;
  const at = offset - document.start;
  const found = root === undefined ? undefined : locate(root, at);
  if (found === undefined) return undefined;
  const resource = resources.find(
    (each) => each.root.every((segment, i) => segment === found.path[i]) && each.root.length <= found.path.length,
  );
  if (resource === undefined) return undefined;
  const range = { start: found.range.start + document.start, end: found.range.end + document.start };
  return { document, resource, path: found.path.slice(resource.root.length), part: found.part, range };
}

interface Located {
  readonly path: Path;
  readonly part: 'key' | 'value';
  readonly range: OffsetRange;
}

function locate(root: YamlNode, at: number): Located | undefined {
  let node = root;
  const path: (string | number)[] = [];
  for (;;) {
    const range = node.alias ?? node.range;
    if (node.alias !== undefined || node.type === 'scalar') {
      return holds(range, at) && range.end > range.start ? { path, part: 'value', range } : undefined;
    }
    if (node.type === 'seq') {
      const index = node.items.findIndex((item) => holds(item.alias ?? item.range, at));
      if (index < 0) return undefined;
      path.push(index);
      node = node.items[index] as YamlNode;
      continue;
    }
    const entry = node.entries.find((each) => !each.merged && holds(each.range, at));
    if (entry === undefined) return undefined;
    path.push(entry.name);
    const key = entry.key.alias ?? entry.key.range;
    if (holds(key, at)) return { path, part: 'key', range: key };
    node = entry.value;
  }
}

function holds(range: OffsetRange, at: number): boolean {
  return range.start <= at && at <= range.end;
}
