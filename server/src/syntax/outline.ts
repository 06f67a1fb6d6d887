import { MAX_DEPTH } from './alias.ts';
import type { Path } from './path.ts';
import type { YamlScan } from './scan.ts';
import { commentBetween, firstFrom, spanStartingAt, stringAround } from './spans.ts';
import { endOfLine, isBlankOrEnd, nextLine, startOfLine } from './text.ts';

/** A collection that is open at some line, as indentation alone shows it. */
export interface OpenCollection {
  readonly kind: 'map' | 'seq';
  /** Column of its keys or dashes. */
  readonly column: number;
  /** The last key, or the index of the last item. */
  readonly last: string | number;
  /** Whether nothing follows the key or dash on its line, so that a deeper line is its value. */
  readonly empty: boolean;
}

/** A line of a block collection, cut where its tokens are. Offsets relative to the text. */
export interface EntryLine {
  readonly start: number;
  /** The end of what the line says: before a comment, without trailing blanks. */
  readonly end: number;
  readonly dashes: readonly number[];
  /** Where the key or scalar begins; `end` where there is none. */
  readonly content: number;
  /** The `:` behind the key, if there is one. */
  readonly colon: number | undefined;
}

/** Cuts the line that holds the offset. Strings and comments are known from `scan`. */
export function entryLineAt(text: string, offset: number, scan: YamlScan): EntryLine {
  const start = startOfLine(text, offset);
  const lineEnd = endOfLine(text, start);
  const comment = commentBetween(scan, start, lineEnd);
  let end = comment?.start ?? lineEnd;
  while (end > start && isBlankOrEnd(text[end - 1])) end--;
  const dashes: number[] = [];
  let content = start;
  for (; content < end; content++) {
    const c = text[content];
    if (c === '-' && (content + 1 >= end || isBlankOrEnd(text[content + 1])) && dashes.length < MAX_DEPTH) dashes.push(content);
    else if (c !== ' ' && c !== '\t') break;
  }
  return { start, end, dashes, content: Math.min(content, Math.max(end, start)), colon: colonOf(text, content, end, scan) };
}

/** The collections that are open behind the lines before `before` (the start of a line), from the outermost to the innermost. */
export function openCollections(text: string, before: number, scan: YamlScan): readonly OpenCollection[] {
  let stack: readonly OpenCollection[] = [];
  for (let at = 0; at < before; at = nextLine(text, endOfLine(text, at))) {
    if (!startsInside(at, scan) && !isMarker(text, at)) stack = withLine(stack, text, entryLineAt(text, at, scan));
  }
  return stack;
}

/** The stack after one more line. A line deeper than a key that has its value already only continues that value. */
export function withLine(stack: readonly OpenCollection[], text: string, line: EntryLine): readonly OpenCollection[] {
  if (line.content >= line.end && line.dashes.length === 0) return stack;
  let result = stack;
  line.dashes.forEach((dash, i) => {
    const empty = i === line.dashes.length - 1 && line.content >= line.end;
    result = withToken(result, 'seq', dash - line.start, undefined, empty);
  });
  if (line.colon === undefined) return result;
  const key = unquote(text.slice(line.content, line.colon).trim());
  return withToken(result, 'map', line.content - line.start, key, line.colon + 1 >= line.end);
}

/** The path of the last entry of each open collection, down to the innermost. */
export function pathOf(stack: readonly OpenCollection[]): Path {
  return stack.map((each) => each.last);
}

/** Column of the next line with content behind an offset, and whether it is a sequence item; undefined at the end of the document. */
export function nextContent(
  text: string,
  from: number,
  scan: YamlScan,
): { readonly column: number; readonly dash: boolean } | undefined {
  for (let at = nextLine(text, endOfLine(text, from)); at < text.length; at = nextLine(text, endOfLine(text, at))) {
    const line = entryLineAt(text, at, scan);
    if (line.content >= line.end && line.dashes.length === 0) continue;
    const first = line.dashes[0] ?? line.content;
    return isMarker(text, at) ? undefined : { column: first - line.start, dash: line.dashes.length > 0 };
  }
  return undefined;
}

function withToken(
  stack: readonly OpenCollection[],
  kind: OpenCollection['kind'],
  column: number,
  key: string | undefined,
  empty: boolean,
): readonly OpenCollection[] {
  let depth = stack.length;
  // Dashes may stand in the column of the key they belong to: there the sequence lies on top of its mapping.
  while (depth > 0 && above(stack[depth - 1] as OpenCollection, kind, column)) depth--;
  const top = stack[depth - 1];
  const rest = stack.slice(0, depth);
  if (top !== undefined && top.kind === kind && top.column === column) {
    return [...rest.slice(0, -1), { kind, column, last: key ?? Number(top.last) + 1, empty }];
  }
  if (top !== undefined && top.kind === 'map' && !top.empty) return stack;
  return [...rest, { kind, column, last: key ?? 0, empty }];
}

function above(each: OpenCollection, kind: OpenCollection['kind'], column: number): boolean {
  return each.column > column || (each.column === column && each.kind === 'seq' && kind === 'map');
}

function colonOf(text: string, content: number, end: number, scan: YamlScan): number | undefined {
  const quoted = spanStartingAt(scan, content);
  if (scan.flows[firstFrom(scan.flows, content)]?.start === content) return undefined;
  for (let i = quoted?.end ?? content; i < end; i++) {
    if (text[i] === ':' && (i + 1 >= end || isBlankOrEnd(text[i + 1]))) return i;
    if (quoted !== undefined && !isBlankOrEnd(text[i])) return undefined;
  }
  return undefined;
}

/** Whether a line begins inside a string or a flow collection of earlier lines. */
function startsInside(at: number, scan: YamlScan): boolean {
  const flow = scan.flows[firstFrom(scan.flows, at) - 1];
  return stringAround(scan, at) !== undefined || (flow !== undefined && at < flow.end);
}

function isMarker(text: string, at: number): boolean {
  return (text.startsWith('---', at) || text.startsWith('...', at)) && isBlankOrEnd(text[at + 3]);
}

function unquote(key: string): string {
  return /^(["']).*\1$/.test(key) ? key.slice(1, -1) : key;
}
