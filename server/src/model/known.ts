import type { ResourceNode } from '../syntax/manifest.ts';
import type { JsonValue, YamlNode } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';
import { childOf, entryOf, toJson } from '../syntax/resource.ts';

/** What is certain of a field, whatever Helm or another template engine makes of the text. */
export type Known =
  | { readonly state: 'value'; readonly value: JsonValue }
  /** It is there, and its value is template text. */
  | { readonly state: 'templated' }
  /** It is not there, or is null, which the API server drops: its default holds. */
  | { readonly state: 'absent' }
  /** Template lines may add it or leave it out, or the structure above it is wrong. */
  | { readonly state: 'unknown' };

/**
 * Reads a field below a place that is there.
 *
 * @param from the path of a mapping of the resource. Whether templates choose that mapping itself does not matter, so that what is
 *   said holds wherever the mapping is
 * @param field the way from there
 */
export function knownAt(resource: ResourceNode, from: Path, field: Path): Known {
  const found = foundAt(resource, from, field);
  return typeof found === 'string' ? { state: found } : { state: 'value', value: toJson(found) };
}

/** The node of a field that certainly has a value, else what is certain of it. Nearly every rule asks, and few want the value. */
function foundAt(resource: ResourceNode, from: Path, field: Path): YamlNode | Exclude<Known['state'], 'value'> {
  let node = resource.isPlaceholder(from) ? undefined : resource.nodeAt(from);
  for (const segment of field) {
    if (node === undefined || node.type === 'scalar' || isOpen(node)) return 'unknown';
    const child = childOf(node, segment);
    if (child === undefined) return node.type === 'map' || typeof segment === 'number' ? 'absent' : 'unknown';
    if (child.placeholder) return segment === field.at(-1) ? 'templated' : 'unknown';
    if (child.type === 'scalar' && child.value === null) return 'absent';
    node = child;
  }
  return node ?? 'unknown';
}

/** Whether a field is certainly missing (or null). */
export function isAbsent(resource: ResourceNode, from: Path, field: Path): boolean {
  return foundAt(resource, from, field) === 'absent';
}

/** Whether a field certainly has a value that is written out. */
export function isPresent(resource: ResourceNode, from: Path, field: Path): boolean {
  return typeof foundAt(resource, from, field) !== 'string';
}

/** A text field as the controller gets it: what is certainly written, else the default; undefined where neither is certain. */
export function textAt(resource: ResourceNode, from: Path, field: Path, byDefault?: string): string | undefined {
  const found = foundAt(resource, from, field);
  if (typeof found === 'string') return found === 'absent' ? byDefault : undefined;
  return found.type === 'scalar' && typeof found.value === 'string' ? found.value : undefined;
}

/** Whether a manifest only says what a test (of kuttl, of Chainsaw) expects of an object: it has a status and no spec. */
export function isExpectation(resource: ResourceNode): boolean {
  return resource.nodeAt(['status']) !== undefined && resource.nodeAt(['spec']) === undefined;
}

/** The text written at a path, even where a template decides whether it is there at all; undefined for anything else. */
export function writtenText(resource: ResourceNode, path: Path): string | undefined {
  const node = resource.nodeAt(path);
  return node?.type === 'scalar' && typeof node.value === 'string' && !resource.isPlaceholder(path) ? node.value : undefined;
}

/**
 * Whether more may stand in a mapping or list than is written: template text inside it may add entries or choose between them, so
 * that neither absence nor number can be claimed.
 */
export function isOpen(node: YamlNode | undefined): boolean {
  if (node === undefined || node.type === 'scalar') return false;
  if (node.open) return true;
  return node.type === 'map' ? node.entries.some((entry) => entry.key.placeholder) : node.items.some((item) => item.placeholder);
}

/** Whether template text stands anywhere in a node, or may add to it or choose between its parts. */
export function isTemplated(node: YamlNode): boolean {
  if (node.placeholder) return true;
  if (node.type === 'scalar') return false;
  if (node.open) return true;
  return node.type === 'seq'
    ? node.items.some(isTemplated)
    : node.entries.some(({ value, key }) => key.placeholder || isTemplated(value));
}

/** Whether the value at a path is written in that very place, and not brought there by an alias or a merge: only then can it be mended. */
export function isWritten(resource: ResourceNode, path: Path): boolean {
  let node: YamlNode | undefined = resource.node;
  for (const segment of path) {
    if (node === undefined || node.alias !== undefined) return false;
    // Of duplicate keys the last counts, as everywhere.
    if (typeof segment === 'string' && entryOf(node, segment)?.merged) return false;
    node = childOf(node, segment);
  }
  return node !== undefined && node.alias === undefined && node.range.end > node.range.start;
}
