import type { ManifestDocument } from '../../syntax/manifest.ts';
import type { MapNode, OffsetRange, SeqNode, YamlNode } from '../../syntax/node.ts';
import { endOfLine, nextLine, startOfLine } from '../../syntax/text.ts';
import type { TextSpan } from '../fixEdits.ts';
import { hasCommentAbove, holdsMore } from './refactoring.ts';

/** A mapping or a list. */
export type Collection = MapNode | SeqNode;

/**
 * The spans of the entries of a mapping, or of the items of a list with their dashes. Undefined where they cannot be told.
 */
export function partsOf(text: string, collection: Collection): readonly OffsetRange[] | undefined {
  const parts =
    collection.type === 'map' ? collection.entries.map((entry) => wholeEntry(text, entry)) : itemsOf(text, collection);
  return parts.includes(undefined) ? undefined : (parts as readonly OffsetRange[]);
}

/** The column of the keys of a mapping in block style, or of the dashes of a list. */
export function columnOf(text: string, part: OffsetRange): number {
  return part.start - startOfLine(text, part.start);
}

/** Takes parts out of a collection of which some stay; undefined where that would take something else along. */
export function removal(
  document: ManifestDocument,
  collection: Collection,
  isGone: (index: number) => boolean,
): readonly TextSpan[] | undefined {
  const { text } = document.parsed;
  const parts = partsOf(text, collection);
  if (parts === undefined || parts.every((_, i) => isGone(i))) return undefined;
  const spans: TextSpan[] = [];
  for (let i = 0; i < parts.length; i++) {
    if (!isGone(i)) continue;
    const first = i;
    while (i + 1 < parts.length && isGone(i + 1)) i++;
    const run = parts.slice(first, i + 1);
    if (run.some((part) => holdsMore(document, part))) return undefined;
    const start = run[0]?.start ?? 0;
    const end = run.at(-1)?.end ?? 0;
    const span = collection.flow
      ? flowSpan(parts[first - 1], { start, end }, parts[i + 1])
      : blockSpan(text, { start, end }, parts[i + 1]);
    if (span === undefined) return undefined;
    spans.push({ ...span, newText: '' });
  }
  return spans;
}

/** Takes an entry out of a mapping in which others stay. */
export function entryRemoval(document: ManifestDocument, map: MapNode, name: string): readonly TextSpan[] | undefined {
  return removal(document, map, (i) => map.entries[i]?.name === name);
}

/**
 * Puts parts behind one of a collection, the last by default. Undefined for an empty one, or where its end cannot be told.
 *
 * @param written a part as it stands in block style at a column, without the dash of an item, or in flow style
 */
export function appended(
  text: string,
  collection: Collection,
  written: readonly ((column: number | undefined) => string)[],
  behind = -1,
): TextSpan | undefined {
  const parts = partsOf(text, collection);
  const last = parts?.at(behind);
  if (parts === undefined || last === undefined || endsInBlockScalar(collection, behind)) return undefined;
  if (collection.flow) {
    const separator = separatorOf(text, collection, parts);
    return { start: last.end, end: last.end, newText: written.map((write) => separator + write(undefined)).join('') };
  }
  const column = columnOf(text, last);
  const at = endOfLine(text, last.end);
  const dash = collection.type === 'seq' ? dashOf(text, last) : '';
  const lines = written.map((write) => lineBreakOf(text) + ' '.repeat(column) + dash + write(column + dash.length));
  return { start: at, end: at, newText: lines.join('') };
}

/** Puts entries before another of a mapping; `written` as for `appended`. */
export function insertedBefore(
  document: ManifestDocument,
  map: MapNode,
  name: string,
  written: readonly ((column: number | undefined) => string)[],
): TextSpan | undefined {
  const { text } = document.parsed;
  const entry = map.entries.find((each) => each.name === name);
  const parts = partsOf(text, map);
  if (entry === undefined || parts === undefined) return undefined;
  const { start } = entry.range;
  if (map.flow) {
    const separator = separatorOf(text, map, parts);
    return { start, end: start, newText: written.map((write) => write(undefined) + separator).join('') };
  }
  // A comment above the entry would stand above the new one.
  if (hasCommentAbove(document, start)) return undefined;
  const column = columnOf(text, entry.range);
  const newLine = lineBreakOf(text) + ' '.repeat(column);
  return { start, end: start, newText: written.map((write) => write(column) + newLine).join('') };
}

/** The dash of an item with the blanks behind it. */
export function dashOf(text: string, item: OffsetRange): string {
  return /^-[ \t]+/.exec(text.slice(item.start, item.end))?.[0] ?? '- ';
}

/** The line break of a text. */
export function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Whether the last thing in a node, or in a part of it, is a literal or folded text, to which blank lines behind it may belong. */
function endsInBlockScalar(node: YamlNode, part = -1): boolean {
  if (node.type === 'scalar') return node.style === 'literal' || node.style === 'folded';
  if (node.flow) return false;
  const last = node.type === 'map' ? node.entries.at(part)?.value : node.items.at(part);
  return last !== undefined && last.alias === undefined && endsInBlockScalar(last);
}

function wholeEntry(text: string, { range, key, value, merged }: MapNode['entries'][number]): OffsetRange | undefined {
  if (merged) return undefined;
  if (value.alias !== undefined || value.range.end > value.range.start) return range;
  // A value that is not written ends with the colon.
  const colon = /^\s*:/.exec(text.slice(key.range.end));
  return colon === null ? undefined : { start: range.start, end: key.range.end + colon[0].length };
}

function itemsOf(text: string, { items, flow }: SeqNode): readonly (OffsetRange | undefined)[] {
  return items.map((item) => {
    const range = item.alias ?? item.range;
    if (flow || range.end === range.start) return flow && range.end > range.start ? range : undefined;
    const dash = /-[ \t]+$/.exec(text.slice(startOfLine(text, range.start), range.start));
    return dash === null ? undefined : { start: range.start - dash[0].length, end: range.end };
  });
}

function flowSpan(before: OffsetRange | undefined, run: OffsetRange, after: OffsetRange | undefined): OffsetRange | undefined {
  if (after !== undefined) return { start: run.start, end: after.start };
  return before && { start: before.end, end: run.end };
}

function blockSpan(text: string, run: OffsetRange, after: OffsetRange | undefined): OffsetRange | undefined {
  const lineStart = startOfLine(text, run.start);
  if (text.slice(lineStart, run.start).trim() !== '') return after && { start: run.start, end: after.start };
  const lineEnd = endOfLine(text, run.end);
  if (text.slice(run.end, lineEnd).trim() !== '') return undefined;
  // At the end of a text without a last line break the one before goes.
  const isLast = lineEnd === text.length;
  return { start: isLast ? text.slice(0, lineStart).replace(/\r?\n$/, '').length : lineStart, end: nextLine(text, lineEnd) };
}

function separatorOf(text: string, collection: Collection, parts: readonly OffsetRange[]): string {
  const [first, second] = parts;
  if (first === undefined) return ', ';
  const between = second === undefined ? '' : text.slice(first.end, second.start);
  if (/^\s*,\s*$/.test(between)) return between;
  const opening = text.slice(collection.range.start + 1, first.start);
  return /^\s*\n\s*$/.test(opening) ? `,${opening}` : ', ';
}
