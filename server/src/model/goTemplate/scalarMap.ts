import type { ScalarStyle } from '../../syntax/node.ts';
import { namedEscapes } from '../../syntax/quotes.ts';

/** Where each character of a scalar's value is written: offsets into its source, half open. */
export interface ScalarMap {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * Goes along a scalar's source, quotes and block header included, and its value at once. Indentation and folded line breaks lie between
 * characters; of white space the place may be off by some blanks, of all else it is exact. Undefined where the two do not fit.
 */
export function mapScalar(source: string, style: ScalarStyle, value: string): ScalarMap | undefined {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = style === 'plain' ? 0 : style === 'literal' || style === 'folded' ? headerEnd(source) : 1;
  for (let i = 0; i < value.length; ) {
    const escaped = style === 'double-quoted' ? readEscape(source, at) : undefined;
    if (escaped !== undefined) {
      if (!value.startsWith(escaped.text, i)) return undefined;
      for (let j = 0; j < escaped.text.length; j++) put(at, at + escaped.length);
      i += escaped.text.length;
      at += escaped.length;
    } else if (source[at] === value[i] && !(style === 'double-quoted' && source[at] === '"')) {
      const length = style === 'single-quoted' && value[i] === "'" ? 2 : 1;
      put(at, at + length);
      i++;
      at += length;
    } else if (isBlank(source[at])) at++;
    else if (isBlank(value[i])) {
      put(at, at);
      i++;
    } else return undefined;
  }
  return { starts, ends };

  function put(start: number, end: number): void {
    starts.push(start);
    ends.push(end);
  }
}

/**
 * Writes text for the inside of a scalar: with its escapes. Undefined where the style cannot hold it.
 */
export function encodeFor(style: ScalarStyle, text: string): string | undefined {
  switch (style) {
    case 'double-quoted':
      return text.replace(/["\\]/g, '\\$&');
    case 'single-quoted':
      return text.replaceAll("'", "''");
    case 'plain':
      return /: |:$| #|[,[\]\r\n]/.test(text) ? undefined : text;
    default:
      return text;
  }
}

function headerEnd(source: string): number {
  const end = source.indexOf('\n');
  return end < 0 ? source.length : end + 1;
}

/** An escape of a double-quoted scalar, and the text that it stands for. */
function readEscape(source: string, at: number): { readonly text: string; readonly length: number } | undefined {
  if (source[at] !== '\\') return undefined;
  const [matched = '\\', x, u, wide, other] =
    /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r?\n[ \t]*|[\s\S]))/.exec(source.slice(at, at + 200)) ?? [];
  const code = x ?? u ?? wide;
  if (code !== undefined) {
    const value = Number.parseInt(code, 16);
    return { text: value <= 0x10ffff ? String.fromCodePoint(value) : '\ufffd', length: matched.length };
  }
  if (other !== undefined && /^\r?\n/.test(other)) return { text: '', length: matched.length };
  return { text: namedEscapes[other ?? ''] ?? other ?? '', length: matched.length };
}

function isBlank(c: string | undefined): boolean {
  return c === ' ' || c === '\t' || c === '\n' || c === '\r';
}
