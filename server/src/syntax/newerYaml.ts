import type { OffsetRange, YamlNode } from './node.ts';

// What the library takes, because later versions of YAML and JSON do, and Kubernetes' reader does not.

/** The escapes `\/` of a double-quoted text, unless the whole is JSON. */
export function foreignEscapes(text: string, { start, end }: OffsetRange): readonly OffsetRange[] {
  const source = text.slice(start, end);
  if (!source.includes('\\/') || isJson(text)) return [];
  return [...source.matchAll(/\\./gs)]
    .filter(([pair]) => pair === '\\/')
    .map(({ index }) => ({ start: start + index, end: start + index + 2 }));
}

/** Where an anchor's name is written, if it has other characters than letters, digits, `-` and `_`. `before`: where its value begins. */
export function misnamedAnchor(text: string, name: string, before: number): OffsetRange | undefined {
  if (/^[\w-]+$/.test(name)) return undefined;
  const start = text.lastIndexOf(`&${name}`, before);
  return start < 0 ? undefined : { start, end: start + name.length + 1 };
}

/**
 * Whether no space stands behind the colon of a plain key in braces, `{a:{b: c}}` or `{a:}`, where the colon is taken for a part of the
 * text, or the colon stands on a later line than the key.
 */
export function isNarrow(text: string, key: YamlNode): boolean {
  if (key.type !== 'scalar' || key.alias !== undefined || key.placeholder) return false;
  if (/\?\s*$/.test(text.slice(Math.max(0, key.range.start - 20), key.range.start))) return false;
  const behind = text.slice(key.range.end, key.range.end + 200);
  if (key.style === 'plain' && /^:[[\]{},]/.test(behind)) return true;
  return /^[ \t]*[\r\n\x85\u2028\u2029]\s*:/.test(behind) && !isJson(text);
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
