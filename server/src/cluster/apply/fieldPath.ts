import { isObject, valueAt } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { Path, PathSegment } from '../../syntax/path.ts';

/**
 * The path that the API server means by a field's name: `spec.data[0].remoteRef.key`, `.spec.provider.fake` (server-side apply),
 * `spec.headers[X-Token]` (a key of a map), `.spec.items[name="a"]` (an item of a list by its keys). Keys that have dots themselves are not
 * told apart in these names; those that the object has are recognised.
 */
export function readFieldPath(field: string, object: JsonObject): Path {
  const path: PathSegment[] = [];
  let rest = field.replace(/^\./, '');
  while (rest !== '') {
    const here = valueAt(object, path);
    const bracket = /^\[((?:[^\]"]|"(?:[^"\\]|\\.)*")*)\]\.?/.exec(rest);
    if (bracket !== null) {
      path.push(bracketed(bracket[1] ?? '', here));
      rest = rest.slice(bracket[0].length);
      continue;
    }
    const name = longestKey(rest, here) ?? /^[^.[]+/.exec(rest)?.[0];
    if (name === undefined) break;
    path.push(name);
    rest = rest.slice(name.length).replace(/^\./, '');
  }
  return path;
}

/** A key of the mapping with which the text begins: the longest, as keys may hold dots. */
function longestKey(text: string, value: JsonValue | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  return Object.keys(value)
    .filter((key) => text.startsWith(key) && /^(?:[.[]|$)/.test(text.slice(key.length)))
    .sort((a, b) => b.length - a.length)[0];
}

function bracketed(text: string, value: JsonValue | undefined): PathSegment {
  if (/^\d+$/.test(text) && !isObject(value)) return Number(text);
  const keys = [...text.matchAll(/(\w+)=("(?:[^"\\]|\\.)*"|[^,]+)/g)].map(
    ([, name = '', written = '']) => [name, written] as const,
  );
  if (keys.length === 0 || !Array.isArray(value)) return text.replace(/^["']|["']$/g, '');
  const isMeant = (item: JsonValue) =>
    isObject(item) &&
    keys.every(([name, written]) => JSON.stringify(item[name] ?? '') === written || String(item[name]) === written);
  return Math.max(0, value.findIndex(isMeant));
}
