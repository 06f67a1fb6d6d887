import type { JsonValue } from '../syntax/node.ts';
import { isObject } from './parts.ts';
import { childOf, fileOfRef, type Structure } from './structure.ts';

/** Values visited before a resource is given up as unreasonable; aliases can make a short text very large. */
const MAX_VALUES = 200_000;
const MAX_DEPTH = 200;

/**
 * What the API server makes of an object before it judges it: nulls of fields that are not nullable are dropped, or replaced by
 * the default where there is one, and defaults are filled in where the object that they belong to is there
 * (apiextensions-apiserver, structural defaulting). Whole numbers beyond 2^53 become doubles. The input stays as it is; what does
 * not change is shared with it. Undefined where the value is too large or too deep to judge.
 */
export function normalise(
  value: JsonValue,
  structure: Structure,
  structures: ReadonlyMap<string, Structure>,
): JsonValue | undefined {
  let visits = 0;
  let tooLarge = false;

  const resolve = (described: Structure | undefined): Structure | undefined =>
    described?.$ref === undefined ? described : structures.get(fileOfRef(described.$ref));

  const visit = (current: JsonValue, described: Structure | undefined, depth: number): JsonValue => {
    tooLarge ||= ++visits > MAX_VALUES || depth > MAX_DEPTH;
    if (tooLarge) return current;
    if (typeof current === 'bigint') return doubleOf(current);
    const own = resolve(described);
    if (own === undefined || typeof current !== 'object' || current === null) return current;
    return Array.isArray(current)
      ? visitArray(current, own, depth)
      : isObject(current)
        ? visitObject(current, own, depth)
        : current;
  };

  const visitArray = (items: readonly JsonValue[], own: Structure, depth: number): JsonValue => {
    if (own.items === undefined) return items;
    const item = own.items;
    const result = items.map((child) => visit(isDroppedNull(child, item) ? (item.default ?? null) : child, item, depth + 1));
    return result.some((child, i) => child !== items[i]) ? result : items;
  };

  const visitObject = (object: { readonly [key: string]: JsonValue }, own: Structure, depth: number): JsonValue => {
    // Copied once something is otherwise, which it hardly ever is.
    let result: Record<string, JsonValue> | undefined;
    const copy = () => {
      result ??= Object.assign(Object.create(null) as Record<string, JsonValue>, object);
      return result;
    };
    for (const key of Object.keys(object)) {
      const before = object[key] as JsonValue;
      const described = childOf(own, key);
      if (described !== undefined && isDroppedNull(before, resolve(described))) {
        // A default of the field is filled in below; a creation drops the null entries of maps as well.
        delete copy()[key];
        continue;
      }
      const after = visit(before, described, depth + 1);
      if (after !== before) copy()[key] = after;
    }
    for (const key in own.properties) {
      const described = own.properties[key];
      if (described?.default === undefined || Object.hasOwn(result ?? object, key)) continue;
      copy()[key] = visit(described.default, described, depth + 1);
    }
    return result ?? object;
  };

  const result = visit(value, structure, 0);
  return tooLarge ? undefined : result;
}

/** As a double; what 64 bits cannot hold becomes one that is clearly beyond them. */
function doubleOf(value: bigint): number {
  if (BigInt.asIntN(64, value) === value) return Number(value);
  return value < 0n ? Math.min(Number(value), -(2 ** 64)) : Math.max(Number(value), 2 ** 64);
}

function isDroppedNull(value: JsonValue, structure: Structure | undefined): boolean {
  return value === null && structure?.nullable !== true;
}
