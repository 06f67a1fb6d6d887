import type { OffsetRange, YamlNode } from './node.ts';

// What the library takes, because later versions of YAML and JSON do, and Kubernetes' reader does not.

/** What Kubernetes' reader has no meaning for in a double-quoted text, unless the whole is JSON: `\/`, and halves of UTF-16 pairs. */
export function foreignEscapes(text: string, { start, end }: OffsetRange): readonly OffsetRange[] {
  const source = text.slice(start, end);
  if (!/\\\/|\\u[dD][89a-fA-F]/.test(source) || isJson(text)) return [];
  return [...source.matchAll(/\\(?:u[dD][89a-fA-F][0-9a-fA-F]{2}|.)/gs)]
    .filter(([found]) => found === '\\/' || found.length > 2)
    .map(({ index, 0: found }) => ({ start: start + index, end: start + index + found.length }));
}

/** A character of a plain text in brackets or braces at which Kubernetes' reader ends the text: `?` anywhere, `:` at its beginning. */
export function flowIndicator(text: string, { start, end }: OffsetRange): OffsetRange | undefined {
  // Only within the text: a look into all that follows would make a large document cost its square.
  const at = text[start] === ':' ? 0 : text.slice(start, end).indexOf('?');
  return at < 0 || start === end ? undefined : { start: start + at, end: start + at + 1 };
}

/** Where an anchor's name is written, if it has other characters than letters, digits, `-` and `_`. `before`: where its value begins. */
export function misnamedAnchor(text: string, name: string, before: number): OffsetRange | undefined {
  if (/^[\w-]+$/.test(name)) return undefined;
  const start = text.lastIndexOf(`&${name}`, before);
  return start < 0 ? undefined : { start, end: start + name.length + 1 };
}

/** Characters that a key may have at most, unless a `?` stands before it. */
const MAX_KEY = 1024;

/**
 * Whether no space stands behind the colon of a plain key in braces, `{a:{b: c}}` or `{a:}`, where the colon is taken for a part of the
 * text; or the key, or what stands between it and its colon, goes over several lines.
 */
export function isNarrow(text: string, key: YamlNode, inFlow: boolean): boolean {
  if (key.type !== 'scalar' || key.alias !== undefined || key.placeholder) return false;
  if (/\?\s*(?:[&!]\S*\s+)*$/.test(text.slice(Math.max(0, key.range.start - 60), key.range.start))) return false;
  if (isLong(text.slice(key.range.start, key.range.end)) && !isJson(text)) return true;
  const behind = text.slice(key.range.end, key.range.end + 200);
  if (inFlow && key.style === 'plain' && /^[ \t]*:[[\]{},]/.test(behind)) return true;
  return /^[ \t]*(?:#.*)?[\r\n\x85\u2028\u2029](?:\s|#.*)*:/.test(behind) && !isJson(text);
}

/** Whether Kubernetes' reader does not look for a colon behind a text any more. */
function isLong(source: string): boolean {
  return source.length > MAX_KEY || /[\r\n\x85\u2028\u2029]/.test(source);
}

/** Whether Kubernetes reads a text as JSON: where that fails it is YAML, whatever it begins with. */
export function isJson(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
