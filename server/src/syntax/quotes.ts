import { Composer, type Document, isScalar, Parser } from 'yaml';
import type { ScalarStyle } from './node.ts';
import { type ScanSpan, scanYaml } from './scan.ts';
import { endOfLine } from './text.ts';

/**
 * Whether a quoted string of several lines looks like one that somebody forgot to close: the lines that it swallows are entries.
 */
export function swallowsEntries(text: string, span: ScanSpan): boolean {
  const source = text.slice(span.start, span.end);
  const firstEnd = endOfLine(source, 0);
  return firstEnd < source.length && /^[ \t]*(?:- +)*[\w./-]+:(?:[ \t]|$)/m.test(source.slice(firstEnd));
}

/** A text in which quoted strings of several lines are overwritten, and what they say, by the offset of their quote. */
export interface LooseQuotes {
  readonly text: string;
  readonly values: ReadonlyMap<number, string>;
}

/**
 * Kubernetes' reader lets a quoted string go on at any indentation, the library does not: such strings are read by themselves and
 * made one line, position by position. Undefined where there are none.
 */
export function loosenQuotes(text: string): LooseQuotes | undefined {
  const values = new Map<number, string>();
  const pieces: string[] = [];
  let done = 0;
  for (const span of scanYaml(text, false).spans) {
    if (!span.closed || span.kind === 'comment' || span.kind === 'block') continue;
    const source = text.slice(span.start, span.end);
    if (!/[\r\n]/.test(source) || swallowsEntries(text, span)) continue;
    const value = readQuoted(source);
    if (value === undefined) continue;
    values.set(span.start, value);
    pieces.push(text.slice(done, span.start + 1), 'x'.repeat(span.end - span.start - 2));
    done = span.end - 1;
  }
  return values.size === 0 ? undefined : { text: pieces.join('') + text.slice(done), values };
}

function readQuoted(source: string): string | undefined {
  const tokens = new Parser().parse(` ${source.replace(/\r?\n/g, '\n ')}`);
  const [document] = [...new Composer({ schema: 'failsafe', prettyErrors: false }).compose(tokens)] as Document.Parsed[];
  const contents = document?.contents;
  return document?.errors.length === 0 && isScalar(contents) ? String(contents.value) : undefined;
}

/** What a scalar says as far as it is written, without its quotes and escapes; nothing for block strings. The quote need not be closed. */
export function readWritten(source: string, style: ScalarStyle): string {
  if (style === 'plain') return source;
  if (style === 'literal' || style === 'folded') return '';
  const quote = style === 'single-quoted' ? "'" : '"';
  const closed = source.length > 1 && source.endsWith(quote);
  const inner = source.slice(1, closed ? -1 : undefined);
  if (style === 'single-quoted') return inner.replaceAll("''", "'");
  return inner.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g, (_, x, u, wide, other) => {
    const code = x ?? u ?? wide;
    if (code === undefined) return namedEscapes[other] ?? other;
    const value = Number.parseInt(code, 16);
    return value <= 0x10ffff ? String.fromCodePoint(value) : '\ufffd';
  });
}

/** What stands behind a backslash in a double-quoted scalar (YAML 1.2, section 5.7), where it is one character. */
export const namedEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  0: '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  v: '\v',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
