import { caretSite } from './caretSite.ts';
import type { ManifestDocument, ManifestFile, ResourceNode } from './manifest.ts';
import { mendedTree } from './mend.ts';
import type { MapEntry, MapNode, OffsetRange, ScalarNode, ScalarStyle, YamlNode } from './node.ts';
import type { Path } from './path.ts';
import { readWritten } from './quotes.ts';
import { createResource, nodeAt } from './resource.ts';
import { CARET_MARK, type CaretSite } from './site.ts';
import { maskTemplate } from './template.ts';

export { nodePathAt, type PlacedNode } from './nodePath.ts';

/** Where the caret is, in the terms of the manifest: what a completion or a hover needs to know and no more. */
export interface Cursor {
  readonly document: ManifestDocument;
  /**
   * The resource that holds the caret, read from a text in which the half-typed place was made whole (so `json()` gives the
   * store reference and the key beside it even while the YAML is broken). Its ranges must not be used for edits.
   */
  readonly resource: ResourceNode;
  /** Whether a mapping key or a value (of a key, or a sequence item) is being written. */
  readonly part: 'key' | 'value';
  /**
   * For `key` the mapping that gets the key; for `value` the place of the value. Below the resource. An empty line below a key
   * without value counts as `key` of that key's value, also where the schema wants a sequence there.
   */
  readonly path: Path;
  /** What is written before the caret in the scalar there, unquoted and unescaped. */
  readonly typed: string;
  /**
   * What a completion replaces: the whole scalar with its quotes, or the empty span at the caret. Offsets of the file. Where the
   * character before it is the `:` or `-` of the entry, the space is missing and has to be written too.
   */
  readonly replace: OffsetRange;
  /** How the scalar there is written now; `plain` where there is none. */
  readonly style: ScalarStyle;
  /** Keys that the mapping has already, the one at the caret left out. For a value: empty. */
  readonly siblings: readonly string[];
  /** Column of the mapping's keys (`key`), or of the key or dash that the value belongs to (`value`). */
  readonly indent: number;
  /** Whether a new sequence item is begun and its dash is not there yet (an empty line under a key that wants a sequence). */
  readonly needsDash: boolean;
}

/**
 * What can be written at an offset of the file: undefined inside comments, template text, document markers and directives.
 * The place is made whole first (a missing colon, quote or bracket added), then read from the tree; if other lines are too
 * broken for that, indentation decides.
 *
 * @param inTemplateText whether the caret may also be in template text, where what Helm puts out as it stands is written. Then `typed` and
 *   `replace` are of the scalar with all that, and no completion may take the place of it.
 */
export function cursorAt(file: ManifestFile, offset: number, inTemplateText = false): Cursor | undefined {
  const document = file.documentAt(offset);
  const caret = offset - document.start;
  const { text } = document.parsed;
  const mask = maskTemplate(text);
  const site = caretSite(mask.text, caret);
  if (site === undefined || (!inTemplateText && hidden([...mask.inline, ...mask.lines], text, caret, site.token)))
    return undefined;
  const tree = mendedTree(site.whole);
  const found = tree.root === undefined ? undefined : findMark(tree.root, []);
  const trusted = found !== undefined && (tree.sound || site.path === undefined);
  const path = trusted ? found.path : site.path;
  if (path === undefined) return undefined;
  const original = text.slice(site.token.start, site.token.end);
  const siblings = found?.owner === undefined ? siblingsAt(tree.root, path, site) : namesBeside(found.owner, found.entry);
  if (found !== undefined) restore(found, site, original, document.parsed.root);
  const { resource, below } = resourceAt(tree.root, path);
  return {
    document,
    resource,
    part: site.part,
    path: below,
    typed: readWritten(text.slice(site.token.start, Math.max(caret, site.token.start)), site.style),
    replace: { start: site.token.start + document.start, end: site.token.end + document.start },
    style: site.style,
    siblings: site.part === 'key' ? siblings : [],
    indent: site.indent,
    needsDash: site.needsDash,
  };
}

function hidden(spans: readonly OffsetRange[], text: string, caret: number, token: OffsetRange): boolean {
  return spans.some((span) => {
    const inside =
      span.start < caret && (caret < span.end || (caret === span.end && !/[}%]\}$/.test(text.slice(span.start, span.end))));
    return inside || (token.start < span.end && span.start < token.end);
  });
}

interface FoundMark {
  /** For a key the path of its mapping, for a value its own. */
  readonly path: Path;
  readonly owner: MapNode | undefined;
  readonly entry: MapEntry | undefined;
  readonly node: ScalarNode;
}

function findMark(node: YamlNode, path: Path): FoundMark | undefined {
  if (node.alias !== undefined) return undefined;
  if (node.type === 'scalar') return isMark(node) ? { path, owner: undefined, entry: undefined, node } : undefined;
  if (node.type === 'seq') return first(node.items, (item, i) => findMark(item, [...path, i]));
  return first(node.entries, (entry) => {
    if (entry.merged) return undefined;
    if (isMark(entry.key)) return { path, owner: node, entry, node: entry.key };
    return findMark(entry.value, [...path, entry.name]);
  });
}

function first<T, R>(items: readonly T[], find: (item: T, index: number) => R | undefined): R | undefined {
  for (let i = 0; i < items.length; i++) {
    const found = find(items[i] as T, i);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isMark(node: ScalarNode): boolean {
  return typeof node.value === 'string' && node.value.includes(CARET_MARK);
}

/** Puts back what the mark stands for, so that the resource reads as the person wrote it. */
function restore(found: FoundMark, site: CaretSite, original: string, root: YamlNode | undefined): void {
  if (found.entry === undefined || found.owner === undefined) {
    const asRead = root === undefined ? undefined : nodeAt(root, found.path);
    const isBlock = site.style === 'literal' || site.style === 'folded';
    const written = original === '' ? null : readWritten(original, site.style);
    (found.node as { value: ScalarNode['value'] }).value = isBlock && asRead?.type === 'scalar' ? asRead.value : written;
    return;
  }
  const name = readWritten(original, site.style);
  const entries = site.hasColon
    ? found.owner.entries.map((entry) => (entry === found.entry ? { ...entry, name } : entry))
    : found.owner.entries.filter((entry) => entry !== found.entry);
  (found.owner as { entries: readonly MapEntry[] }).entries = entries;
}

function namesBeside(owner: MapNode, entry: MapEntry | undefined): readonly string[] {
  return owner.entries.filter((each) => each !== entry).map((each) => each.name);
}

function siblingsAt(root: YamlNode | undefined, path: Path, site: CaretSite): readonly string[] {
  const node = root === undefined || site.part === 'value' ? undefined : nodeAt(root, path);
  return node?.type === 'map' ? node.entries.map((entry) => entry.name) : [];
}

/** The resource that holds a path of the document, and the path below it. There always is one, if only an empty mapping. */
function resourceAt(root: YamlNode | undefined, path: Path): { readonly resource: ResourceNode; readonly below: Path } {
  let node = root;
  let depth = 0;
  while (node?.type === 'map' && isList(node) && path[depth] === 'items' && typeof path[depth + 1] === 'number') {
    node = nodeAt(node, path.slice(depth, depth + 2));
    depth += 2;
  }
  return { resource: createResource(node?.type === 'map' ? node : EMPTY, path.slice(0, depth)), below: path.slice(depth) };
}

const EMPTY: MapNode = { type: 'map', range: { start: 0, end: 0 }, placeholder: false, entries: [], flow: false, open: false };

function isList(node: MapNode): boolean {
  const kind = nodeAt(node, ['kind']);
  return kind?.type === 'scalar' && typeof kind.value === 'string' && kind.value.endsWith('List');
}
