import type { JsonObject, JsonValue } from '../../syntax/node.ts';

/** A member of JSON from outside, however it is shaped; undefined where the way there leads nowhere. */
export function at(json: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  let value = json;
  for (const name of path) {
    const object: JsonObject = objectOf(value);
    value = Object.hasOwn(object, name) ? object[name] : undefined;
  }
  return value;
}

/** JSON as an object; empty where it is none. */
export function objectOf(json: JsonValue | undefined): JsonObject {
  return isObject(json) ? json : {};
}

/** Whether JSON is an object. */
export function isObject(json: JsonValue | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** JSON as a list; empty where it is none. */
export function listOf(json: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(json) ? (json as readonly JsonValue[]) : [];
}

/** A text that is not empty. */
export function textOf(json: JsonValue | undefined): string | undefined {
  return typeof json === 'string' && json !== '' ? json : undefined;
}

/** A finite number. */
export function numberOf(json: JsonValue | undefined): number | undefined {
  return typeof json === 'number' && Number.isFinite(json) ? json : undefined;
}

/** A date and time as text (RFC 3339) in epoch milliseconds. */
export function timeOf(json: JsonValue | undefined): number | undefined {
  const time = typeof json === 'string' ? Date.parse(json) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** A list of which each is what it should be; else undefined: a list in which something was not understood is not told as whole. */
export function eachOf<T>(json: JsonValue | undefined, read: (each: JsonValue) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(json)) return undefined;
  const items = listOf(json).flatMap((each) => read(each) ?? []);
  return items.length === json.length ? items : undefined;
}
