import type { NodePart, ResourceNode } from './manifest.ts';
import type { JsonValue, MapEntry, MapNode, OffsetRange, YamlNode } from './node.ts';
import type { Path, PathSegment } from './path.ts';
import { templatedApiVersion } from './templatedHeader.ts';

/**
 * The Kubernetes objects in a document: its root mapping if that has an apiVersion or a kind, or the items of a List
 * (of a List in a List too).
 */
export function resourcesOf(root: YamlNode | undefined): readonly ResourceNode[] {
  const found: ResourceNode[] = [];
  const visit = (node: YamlNode | undefined, path: Path): void => {
    if (node?.type !== 'map' || !node.entries.some((entry) => entry.name === 'apiVersion' || entry.name === 'kind')) return;
    const items = childOf(node, 'items');
    if (items?.type === 'seq' && stringAt(node, 'kind')?.endsWith('List')) {
      for (const [i, item] of items.items.entries()) visit(item, [...path, 'items', i]);
    } else found.push(createResource(node, path));
  };
  visit(root, []);
  return found;
}

/** A view of a mapping as a Kubernetes object; `root` is where the mapping stands in its document. */
export function createResource(node: MapNode, root: Path): ResourceNode {
  let json: { readonly value: JsonValue } | undefined;
  let dollars: boolean | undefined;
  let placeholders: boolean | undefined;
  const metadata = childOf(node, 'metadata');
  const kind = stringAt(node, 'kind');
  return {
    root,
    node,
    apiVersion: templatedApiVersion(node, kind) ?? stringAt(node, 'apiVersion'),
    kind,
    name: stringAt(metadata, 'name'),
    namespace: stringAt(metadata, 'namespace'),
    json() {
      json ??= { value: toJson(node) };
      return json.value;
    },
    hasDollarKey() {
      dollars ??= hasDollarKey(node);
      return dollars;
    },
    nodeAt: (path) => nodeAt(node, path),
    rangeOf: (path, part) => rangeOf(node, path, part),
    isPlaceholder(path) {
      // Nearly every rule asks about each entry; hardly any manifest has one.
      placeholders ??= hasPlaceholder(node);
      return placeholders && isPlaceholder(node, path);
    },
  };
}

/** The node at a path below a node; of duplicate keys the last, as Kubernetes reads them. */
export function nodeAt(node: YamlNode, path: Path): YamlNode | undefined {
  let current: YamlNode | undefined = node;
  for (const segment of path) current = childOf(current, segment);
  return current;
}

/** The node as JSON. Objects have no prototype; of duplicate keys the last wins. */
export function toJson(node: YamlNode): JsonValue {
  if (node.type === 'scalar') return node.value;
  if (node.type === 'seq') return node.items.map(toJson);
  const object: Record<string, JsonValue> = Object.create(null);
  for (const entry of node.entries) object[entry.name] = toJson(entry.value);
  return object;
}

function hasDollarKey(node: YamlNode): boolean {
  if (node.type === 'scalar') return false;
  if (node.type === 'seq') return node.items.some(hasDollarKey);
  return node.entries.some(({ name, value }) => name.startsWith('$') || hasDollarKey(value));
}

function hasPlaceholder(node: YamlNode): boolean {
  if (node.placeholder) return true;
  if (node.type === 'scalar') return false;
  if (node.type === 'seq') return node.items.some(hasPlaceholder);
  return node.entries.some(({ key, value }) => key.placeholder || hasPlaceholder(value));
}

/** The entry of a mapping with a key; the last of several. */
export function entryOf(node: YamlNode | undefined, name: string): MapEntry | undefined {
  if (node?.type !== 'map') return undefined;
  for (let i = node.entries.length - 1; i >= 0; i--) if (node.entries[i]?.name === name) return node.entries[i];
  return undefined;
}

/** The value of a mapping's key, or an item of a list. */
export function childOf(node: YamlNode | undefined, segment: PathSegment): YamlNode | undefined {
  if (typeof segment === 'string') return entryOf(node, segment)?.value;
  return node?.type === 'seq' ? node.items[segment] : undefined;
}

function stringAt(node: YamlNode | undefined, name: string): string | undefined {
  const value = childOf(node, name);
  return value?.type === 'scalar' && typeof value.value === 'string' && !value.placeholder ? value.value : undefined;
}

function rangeOf(root: MapNode, path: Path, part: NodePart): OffsetRange {
  let node: YamlNode = root;
  let entry: MapEntry | undefined;
  for (const segment of path) {
    if (node.alias !== undefined) return node.alias;
    const next: MapEntry | undefined = typeof segment === 'string' ? entryOf(node, segment) : undefined;
    const child: YamlNode | undefined = next?.value ?? childOf(node, segment);
    if (child === undefined) return keyRange(node, entry, node === root);
    node = child;
    entry = next;
  }
  if (part === 'key') return keyRange(node, entry, node === root);
  if (part === 'entry' && entry !== undefined) return entry.merged ? keyRange(node, entry, false) : entry.range;
  const range = node.alias ?? node.range;
  return range.end > range.start ? range : keyRange(node, entry, node === root);
}

/** The key of an entry. A sequence item, which has none, is shown by its first key; the root by `kind`, where it has that. */
function keyRange(node: YamlNode, entry: MapEntry | undefined, isRoot: boolean): OffsetRange {
  if (entry !== undefined) return entry.key.alias ?? entry.key.range;
  if (node.alias !== undefined || node.type !== 'map') return node.alias ?? node.range;
  const kind = isRoot ? node.entries.find((each) => each.name === 'kind') : undefined;
  const shown = kind ?? node.entries.find((each) => !each.merged);
  return shown === undefined ? node.range : (shown.key.alias ?? shown.key.range);
}

function isPlaceholder(root: MapNode, path: Path): boolean {
  let node: YamlNode | undefined = root;
  for (const segment of path) {
    const entry: MapEntry | undefined = typeof segment === 'string' ? entryOf(node, segment) : undefined;
    if (entry?.key.placeholder) return true;
    node = entry?.value ?? childOf(node, segment);
    if (node?.placeholder) return true;
  }
  return false;
}
