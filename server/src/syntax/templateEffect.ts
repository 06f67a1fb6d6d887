import type { MapNode, SeqNode, YamlNode } from './node.ts';
import type { PlacedAction } from './scan.ts';
import { lastStart } from './search.ts';
import { firstFrom } from './spans.ts';
import type { MaskedText } from './template.ts';
import { startOfLine } from './text.ts';

/**
 * Works out which collections the template's own lines may add to or choose from, and marks them `open`; a value that such lines
 * write becomes a placeholder. Called once, on a tree that nobody has seen yet. Answers the starts of all keys in open mappings.
 */
export function markOpen(root: YamlNode, text: string, mask: MaskedText): ReadonlySet<number> {
  const keys = new Set<number>();
  if (mask.lines.length === 0) return keys;
  const childrenOf = rememberChildren();
  const blockAt = controlBlocks(mask.lines);
  visit(root, undefined);
  // What stands before the document's own marker writes documents of its own.
  const marker = Math.max(0, text.search(/^---(?=\s)/m));
  for (const action of mask.lines) {
    if (action.start < marker) continue;
    if (action.role === 'emit') openForOutput(root, text, action, childrenOf);
    if (action.role !== 'silent') fillEmptyValue(root, action.start, childrenOf);
  }
  collectKeys(root, keys, childrenOf);
  return keys;

  /** A collection is open if some of its entries stand in an `if` or `range` that the key it belongs to stands outside of. */
  function visit(node: YamlNode, owner: number | undefined): void {
    if (node.type === 'scalar' || node.alias !== undefined) return;
    const children = childrenOf(node);
    const outside = blockAt(owner ?? children[0]?.start ?? 0);
    for (const child of children) {
      if (blockAt(child.start) !== outside) setOpen(node);
      visit(child.value, child.start);
    }
  }
}

interface Child {
  /** Start of the key, or of the sequence item. */
  readonly start: number;
  readonly value: YamlNode;
}

/** Children by position, read once per collection: a long template has an action for each of many entries. */
type Children = (node: MapNode | SeqNode) => readonly Child[];

function rememberChildren(): Children {
  const known = new Map<MapNode | SeqNode, readonly Child[]>();
  return (node) => {
    const children = known.get(node) ?? readChildren(node);
    known.set(node, children);
    return children;
  };
}

function readChildren(node: MapNode | SeqNode): readonly Child[] {
  if (node.type === 'seq')
    return node.items.filter((item) => item.alias === undefined).map((item) => ({ start: item.range.start, value: item }));
  return node.entries.filter((entry) => !entry.merged).map((entry) => ({ start: entry.key.range.start, value: entry.value }));
}

/** Which branch of which `if`, `range` or `with` an offset stands in; equal numbers are the same branch. */
function controlBlocks(lines: readonly PlacedAction[]): (offset: number) => number {
  const starts: number[] = [0];
  const ids: number[] = [0];
  const stack: number[] = [];
  let next = 1;
  let outside = 0;
  for (const action of lines) {
    // Closes what was opened in an earlier document: what follows is outside of it.
    if (action.role === 'close' && stack.length === 0) outside = next++;
    if (action.role === 'close' || action.role === 'middle') stack.pop();
    if (action.role === 'open' || action.role === 'middle') stack.push(next++);
    if (action.role === 'emit' || action.role === 'silent') continue;
    starts.push(action.end);
    ids.push(stack.at(-1) ?? outside);
  }
  return (offset) => ids[lastStart(starts.length, (i) => starts[i] as number, offset)] as number;
}

/** A line that puts text at some column: the collection at that column may get entries from it. */
function openForOutput(root: YamlNode, text: string, action: PlacedAction, childrenOf: Children): void {
  const column = action.indent ?? action.column;
  let node = root;
  while (node.type !== 'scalar' && node.alias === undefined) {
    const own = node.range.start - startOfLine(text, node.range.start);
    const before = lastBefore(childrenOf(node), action.start);
    const child = before?.value;
    const deeper = column > own && child !== undefined && !node.flow;
    if (deeper && (child.type !== 'scalar' || child.style === 'literal' || child.style === 'folded' || isUnwritten(child))) {
      node = child;
      continue;
    }
    setOpen(node);
    // The dashes of a sequence may stand in the column of the key it belongs to: the text may be items or entries.
    if (child?.type === 'seq' && column === own) setOpen(child);
    return;
  }
}

/** A key with nothing behind it but template lines gets its value from them. */
function fillEmptyValue(root: YamlNode, offset: number, childrenOf: Children): void {
  let node = root;
  while (node.type !== 'scalar' && node.alias === undefined) {
    const before = lastBefore(childrenOf(node), offset);
    if (before === undefined) return;
    node = before.value;
  }
  if (node.type === 'scalar' && isUnwritten(node)) (node as { placeholder: boolean }).placeholder = true;
}

function lastBefore(children: readonly Child[], offset: number): Child | undefined {
  return children[firstFrom(children, offset) - 1];
}

function isUnwritten(node: YamlNode): boolean {
  return node.type === 'scalar' && node.value === null && node.range.start === node.range.end;
}

function setOpen(node: MapNode | SeqNode): void {
  (node as { open: boolean }).open = true;
}

function collectKeys(node: YamlNode, keys: Set<number>, childrenOf: Children): void {
  if (node.type === 'scalar' || node.alias !== undefined) return;
  if (node.type === 'map' && node.open) for (const entry of node.entries) keys.add(entry.key.range.start);
  for (const child of childrenOf(node)) collectKeys(child.value, keys, childrenOf);
}
