import type { SyntaxProblem } from './manifest.ts';
import type { MapEntry, MapNode, ScalarNode, YamlNode } from './node.ts';
import { resolvePlain } from './scalar.ts';

/** A document that could be read quickly. */
export interface PlainBlocks {
  readonly root: MapNode;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Reads the YAML that most manifests are and nothing else: block mappings and lists of texts of one line; and what most are while somebody
 * types, a word without a colon among the keys. Gives the tree and the problems that the library and `convertTree` make of the same
 * document, in a tenth of the time; undefined at the first character that might mean anything more, and then the library reads the whole.
 * `test/syntax/plainBlocks.test.ts` holds the two together.
 */
export function readPlainBlocks(text: string): PlainBlocks | undefined {
  if (FOREIGN.test(text)) return undefined;
  const problems: SyntaxProblem[] = [];
  /** The first character of the current line that is no space, the column where it stands, and the end of the line. */
  let at = 0;
  let column = -1;
  let end = -1;

  advance();
  if (column === 0 && MARKER.test(text.slice(at, end))) advance();
  const root = column === 0 ? map(0) : undefined;
  return column === END && root !== undefined ? { root, problems } : undefined;

  /** Goes to the next line that is neither blank nor a comment; behind the last one the column is `END`. */
  function advance(): void {
    for (let line = end + 1; line < text.length; line = end + 1) {
      end = text.indexOf('\n', line);
      if (end < 0) end = text.length;
      at = line;
      while (text.charCodeAt(at) === SPACE) at++;
      column = at - line;
      if (at < end && text.charCodeAt(at) !== HASH) return;
    }
    column = END;
  }

  function isItem(): boolean {
    return text.charCodeAt(at) === DASH && isSpaceOrEnd(at + 1);
  }

  /** The mapping whose first key stands at the current place. */
  function map(own: number, depth = 0): MapNode | undefined {
    if (depth > DEEPEST) return undefined;
    const entries: MapEntry[] = [];
    let names: Set<string> | undefined;
    const start = at;
    let last = at;
    while (column === own && !isItem()) {
      const begun = at;
      let lastPart = keyAt(at);
      const word = lastPart === undefined && entries.length > 0 ? wordAt(at) : undefined;
      if (word !== undefined) {
        // The library takes it and the key in the next line for one key; with nothing below it is no entry.
        const below = end + 1;
        problems.push({ code: 'missing-colon', range: { start: at, end: at + word.length } });
        advance();
        if (column < own) {
          last = begun + word.length;
          break;
        }
        if (column > own || isItem()) return undefined;
        // Of a single letter it takes nothing into the key.
        if (word.length === 1) continue;
        if (at - column !== below) return undefined;
        lastPart = keyAt(at);
      }
      if (lastPart === undefined) return undefined;
      const name = word === undefined ? lastPart : `${word} ${lastPart}`;
      if (entries.length === FEW) names = new Set(entries.map((entry) => entry.name));
      if (names?.has(name) ?? entries.some((entry) => entry.name === name)) return undefined;
      names?.add(name);
      const key = {
        type: 'scalar',
        range: { start: begun, end: at + lastPart.length },
        placeholder: false,
        style: 'plain',
        value: name,
      };
      const value = contentOf(own, key.range.end + 1, depth);
      if (value === undefined) return undefined;
      last = value.range.end;
      entries.push({ name, key: key as ScalarNode, value, range: { start: key.range.start, end: last }, merged: false });
    }
    // A line that is deeper goes on with the text of the one before, or is a mistake.
    if (column > own || entries.length === 0) return undefined;
    return { type: 'map', range: { start, end: last }, placeholder: false, entries, flow: false, open: false };
  }

  /** What stands behind the colon of a key, or in the lines below it. */
  function contentOf(own: number, from: number, depth: number): YamlNode | undefined {
    const first = skipSpaces(from);
    if (first < end && text.charCodeAt(first) !== HASH) return scalar(own, first);
    advance();
    if (isItem() && column >= own) return seq(column, depth + 1);
    return column > own ? map(column, depth + 1) : empty(first);
  }

  function seq(own: number, depth: number): YamlNode | undefined {
    const items: YamlNode[] = [];
    const start = at;
    let last = at + 1;
    while (column === own && isItem()) {
      const first = skipSpaces(at + 1);
      const isMap = keyAt(first) !== undefined;
      column += first - at;
      at = first;
      const isEmpty = first >= end || text.charCodeAt(first) === HASH;
      if (isEmpty) advance();
      const item = isEmpty ? empty(first) : isMap ? map(column, depth + 1) : scalar(own, first);
      if (item === undefined) return undefined;
      last = item.range.end;
      items.push(item);
    }
    if (column > own) return undefined;
    return { type: 'seq', range: { start, end: last }, placeholder: false, items, flow: false, open: false };
  }

  /** The text that begins at an offset and ends in its line; goes to the next line. */
  function scalar(own: number, start: number): ScalarNode | undefined {
    const made = quoted(start) ?? plain(start);
    advance();
    return column > own ? undefined : made;
  }

  function quoted(start: number): ScalarNode | undefined {
    const quote = text[start];
    if (quote !== '"' && quote !== "'") return undefined;
    const close = text.indexOf(quote, start + 1);
    if (close < 0 || close >= end || !/^ *(?: #|$)/.test(text.slice(close + 1, end))) return undefined;
    const value = text.slice(start + 1, close);
    if (value.includes('\\')) return undefined;
    const style = quote === '"' ? 'double-quoted' : 'single-quoted';
    return { type: 'scalar', range: { start, end: close + 1 }, placeholder: false, style, value };
  }

  function plain(start: number): ScalarNode | undefined {
    if (!PLAIN_START.test(text[start] as string) || (text.charCodeAt(start) === DASH && isSpaceOrEnd(start + 1)))
      return undefined;
    const line = text.slice(start, end);
    const comment = line.indexOf(' #');
    let length = comment < 0 ? line.length : comment;
    while (line.charCodeAt(length - 1) === SPACE) length--;
    const source = line.slice(0, length);
    if (source.includes(': ') || source.endsWith(':')) return undefined;
    const value = resolvePlain(source);
    if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
    return { type: 'scalar', range: { start, end: start + length }, placeholder: false, style: 'plain', value };
  }

  /** The key at an offset, if one is there that is a text. */
  function keyAt(offset: number): string | undefined {
    KEY.lastIndex = offset;
    if (!KEY.test(text) || KEY.lastIndex - offset >= LONGEST_KEY) return undefined;
    const name = text.slice(offset, KEY.lastIndex);
    return resolvePlain(name) === name ? name : undefined;
  }

  /** The word that is all there is in the rest of the line, and so wants a colon. */
  function wordAt(offset: number): string | undefined {
    WORD.lastIndex = offset;
    return WORD.test(text) && WORD.lastIndex - offset < LONGEST_KEY ? text.slice(offset, WORD.lastIndex) : undefined;
  }

  function skipSpaces(offset: number): number {
    let i = offset;
    while (text.charCodeAt(i) === SPACE) i++;
    return i;
  }

  function isSpaceOrEnd(offset: number): boolean {
    return offset >= end || text.charCodeAt(offset) === SPACE;
  }
}

/** What a key or a dash has that nothing follows. */
function empty(offset: number): ScalarNode {
  return { type: 'scalar', range: { start: offset, end: offset }, placeholder: false, style: 'plain', value: null };
}

/** Tabs, other line breaks and what no YAML has; what is for template engines and those who put something in. */
const FOREIGN = /[^\n -~\xa0-\u2027\u202a-\ufefe]|\$|<[%p]|\{[{%]/;

const MARKER = /^--- *$/;
const WORD = /[A-Za-z_][\w./-]*(?= *(?:\n|$))/y;
const KEY = /[A-Za-z_][\w./-]*(?=:(?: |\n|$))/y;

/** Where no other characters are told from those with a meaning of their own, the library decides. */
const PLAIN_START = /[\w./+-]/;

const LONGEST_KEY = 256;
/** So many keys are looked through in less time than a set of them takes to make. */
const FEW = 16;
const DEEPEST = 40;
const SPACE = 32;
const HASH = 35;
const DASH = 45;

/** The column behind the last line. */
const END = -1;
