import { type EntryLine, entryLineAt, nextContent, type OpenCollection, openCollections, pathOf, withLine } from './outline.ts';
import type { Path } from './path.ts';
import type { YamlScan } from './scan.ts';
import { CARET_MARK, type CaretSite, styleOf } from './site.ts';
import { spanStartingAt } from './spans.ts';
import { isBlankOrEnd, skipBlanks } from './text.ts';

/** The caret's place in a line of block mappings and sequences; undefined where nothing can be written. */
export function blockSite(text: string, caret: number, scan: YamlScan): CaretSite | undefined {
  const line = entryLineAt(text, caret, scan);
  if (/^(?:---|\.\.\.)(?:\s|$)|^%/.test(text.slice(line.start, line.start + 4))) return undefined;
  const above = openCollections(text, line.start, scan);
  const lastDash = line.dashes.at(-1);
  const empty = line.content >= line.end;
  if (empty && lastDash === undefined) return freeSite(text, caret, caret, line, above, scan);
  if (caret < line.content && (lastDash === undefined || caret <= lastDash)) return undefined;
  if (empty) return itemSite(text, caret, line, above, scan);
  if (caret < line.content) return undefined;
  if (line.colon === undefined) return bareSite(text, caret, line, above, scan);
  return caret <= line.colon ? keySite(text, caret, line, above, scan) : valueSite(text, caret, line, above, scan);
}

/** An empty line, or one with a word that is not an entry yet: its column says which collection it belongs to. */
function freeSite(
  text: string,
  caret: number,
  end: number,
  line: EntryLine,
  above: readonly OpenCollection[],
  scan: YamlScan,
): CaretSite {
  const empty = line.content >= line.end;
  const start = empty ? caret : line.content;
  const column = start - line.start;
  const place = placeInColumn(column, empty ? above : withoutFlushItems(above, column), nextContent(text, caret, scan));
  const entry = place.isItem ? `- ${CARET_MARK}` : `${CARET_MARK}: `;
  return {
    part: place.isItem ? 'value' : 'key',
    token: { start, end },
    style: 'plain',
    indent: place.column,
    needsDash: place.isItem,
    hasColon: false,
    whole: text.slice(0, line.start) + ' '.repeat(place.column) + entry + text.slice(Math.max(line.end, caret)),
    path: place.path,
  };
}

/** A word in the column of dashes that stand below their key without indentation is a key beside that key: it has no dash. */
function withoutFlushItems(above: readonly OpenCollection[], column: number): readonly OpenCollection[] {
  const at = above.findIndex((each, i) => each.kind === 'seq' && each.column === column && above[i - 1]?.column === column);
  return at < 0 ? above : above.slice(0, at);
}

interface NewEntry {
  readonly isItem: boolean;
  /** Where its key or dash goes. */
  readonly column: number;
  /** For an item its own path, for a key that of its mapping. */
  readonly path: Path;
}

/** What would be begun in a column, below some open collections and above the next line with content. */
function placeInColumn(column: number, above: readonly OpenCollection[], next: ReturnType<typeof nextContent>): NewEntry {
  const open = above.filter((each) => each.column <= column);
  const top = open.at(-1);
  if (top === undefined) return { isItem: false, column: Math.min(column, next?.column ?? 0), path: [] };
  const outer = pathOf(open.slice(0, -1));
  const closed = open.length < above.length;
  const hollow = top.empty && !closed;
  const child = hollow ? childBelow(top, next) : undefined;
  if (child?.dash) return { isItem: true, column: child.column, path: [...pathOf(open), 0] };
  // In the column of a valueless key stands its sibling, not its value.
  const isBeside = top.kind === 'map' && top.column === column;
  const nested = hollow && !isBeside && (top.column < column || child !== undefined);
  const inItems = top.kind === 'seq' && child === undefined && (top.column === column || closed || !top.empty);
  if (inItems) return { isItem: true, column: top.column, path: [...outer, Number(top.last) + 1] };
  if (nested) return { isItem: false, column: child?.column ?? column, path: pathOf(open) };
  return { isItem: false, column: top.column, path: outer };
}

/** The block that already stands below an empty key or dash: a line between the two belongs to it. */
function childBelow(top: OpenCollection, next: ReturnType<typeof nextContent>): ReturnType<typeof nextContent> {
  if (next === undefined) return undefined;
  const inside = next.column > top.column || (next.column === top.column && next.dash && top.kind === 'map');
  return inside ? next : undefined;
}

/** Behind a dash with nothing after it. */
function itemSite(text: string, caret: number, line: EntryLine, above: readonly OpenCollection[], scan: YamlScan): CaretSite {
  const dash = line.dashes.at(-1) as number;
  const open = withLine(above, text, line);
  const next = nextContent(text, caret, scan);
  const filled = next !== undefined && next.column > dash - line.start;
  return {
    part: 'value',
    token: { start: caret, end: caret },
    style: 'plain',
    indent: dash - line.start,
    needsDash: false,
    hasColon: false,
    whole: filled ? text : `${text.slice(0, dash + 1)} ${CARET_MARK}${text.slice(Math.max(line.end, caret))}`,
    path: pathOf(open),
  };
}

/** A word without colon: an item's value behind a dash, the rest of the value above, or else a key being written. */
function bareSite(
  text: string,
  caret: number,
  line: EntryLine,
  above: readonly OpenCollection[],
  scan: YamlScan,
): CaretSite | undefined {
  if (caret > line.end) return undefined;
  const column = line.content - line.start;
  const next = nextContent(text, caret, scan);
  const dash = line.dashes.at(-1);
  if (dash === undefined) {
    const top = above.filter((each) => each.column <= column).at(-1);
    const continues = top?.kind === 'map' && top.column < column && !top.empty && top === above.at(-1);
    if (!continues) return freeSite(text, caret, line.end, line, above, scan);
    return undefined;
  }
  const open = withLine(above, text, line);
  const isKey = next !== undefined && !next.dash && next.column === column;
  return {
    part: isKey ? 'key' : 'value',
    token: { start: line.content, end: line.end },
    style: styleOf(spanStartingAt(scan, line.content), text),
    indent: isKey ? column : dash - line.start,
    needsDash: false,
    hasColon: false,
    whole: text.slice(0, line.content) + CARET_MARK + (isKey ? ': ' : '') + text.slice(line.end),
    path: pathOf(open),
  };
}

function keySite(text: string, caret: number, line: EntryLine, above: readonly OpenCollection[], scan: YamlScan): CaretSite {
  const colon = line.colon as number;
  let end = colon;
  while (end > caret && isBlankOrEnd(text[end - 1])) end--;
  return {
    part: 'key',
    token: { start: line.content, end },
    style: styleOf(spanStartingAt(scan, line.content), text),
    indent: line.content - line.start,
    needsDash: false,
    hasColon: true,
    whole: text.slice(0, line.content) + CARET_MARK + text.slice(end),
    path: pathOf(withLine(above, text, line).slice(0, -1)),
  };
}

function valueSite(
  text: string,
  caret: number,
  line: EntryLine,
  above: readonly OpenCollection[],
  scan: YamlScan,
): CaretSite | undefined {
  const colon = line.colon as number;
  const start = skipProperties(text, skipBlanks(text, colon + 1), line.end);
  const empty = start >= line.end;
  if (!empty && (caret > line.end || /[|>]/.test(text[start] as string))) return undefined;
  const token = empty ? { start: caret, end: caret } : { start: Math.min(start, caret), end: line.end };
  const key = line.content - line.start;
  const next = nextContent(text, caret, scan);
  const filled =
    empty && next !== undefined && (next.column > key || (next.dash && next.column === key && line.dashes.length === 0));
  return {
    part: 'value',
    token,
    style: styleOf(spanStartingAt(scan, start), text),
    indent: key,
    needsDash: false,
    hasColon: false,
    whole: filled
      ? text
      : `${text.slice(0, empty ? colon + 1 : start)}${empty ? ' ' : ''}${CARET_MARK}${text.slice(Math.max(line.end, token.end))}`,
    path: pathOf(withLine(above, text, line)),
  };
}

/** Offset behind the tags and anchors before a value. */
function skipProperties(text: string, start: number, end: number): number {
  let i = start;
  while (i < end && (text[i] === '!' || text[i] === '&')) {
    while (i < end && !isBlankOrEnd(text[i])) i++;
    i = skipBlanks(text, i);
  }
  return Math.min(i, Math.max(end, start));
}
