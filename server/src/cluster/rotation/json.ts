import { isObject, valueAt } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';

/** The member at the end of a path of names; undefined where anything of it is missing or is no object. */
export function member(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  return valueAt(value, path);
}

/** The text there; undefined where it is missing, empty or no text. */
export function text(value: JsonValue | undefined, ...path: readonly string[]): string | undefined {
  const found = member(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The number there; undefined where it is missing or none. */
export function count(value: JsonValue | undefined, ...path: readonly string[]): number | undefined {
  const found = member(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** The objects of the list there; empty where there is no list. */
export function objects(value: JsonValue | undefined, ...path: readonly string[]): readonly JsonObject[] {
  const found = member(value, ...path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** The names of the members of the object there, in its order. */
export function names(value: JsonValue | undefined, ...path: readonly string[]): readonly string[] {
  const found = member(value, ...path);
  return isObject(found) ? Object.keys(found) : [];
}

/** The moment of an RFC 3339 text, epoch milliseconds; undefined where there is none. */
export function moment(value: JsonValue | undefined, ...path: readonly string[]): number | undefined {
  const found = Date.parse(text(value, ...path) ?? '');
  return Number.isNaN(found) ? undefined : found;
}
