import type { KubeObject, ListScope } from '../../server/src/cluster/clusterClient.ts';
import type { JsonObject, JsonValue } from '../../server/src/syntax/node.ts';

/** RFC 7386: objects are merged, null takes a field away, everything else replaces. */
export function merged(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return patch;
  const result: Record<string, JsonValue> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** The object without the fields that were applied before and no longer are, as server-side apply takes them away. */
export function withoutFields(object: JsonObject, before: JsonObject, now: JsonObject): JsonObject {
  const result: Record<string, JsonValue> = { ...object };
  for (const [key, value] of Object.entries(before)) {
    const [mine, next] = [result[key], now[key]];
    if (next === undefined && !isObject(value)) delete result[key];
    else if (isObject(value) && isObject(mine)) result[key] = withoutFields(mine, value, isObject(next) ? next : {});
  }
  return result;
}

/** Whether a listing's scope takes the object in. */
export function selects(
  { metadata, ...rest }: KubeObject,
  { namespace, labelSelector = '', fieldSelector = '' }: ListScope,
): boolean {
  if (namespace !== undefined && metadata['namespace'] !== namespace) return false;
  const labels = (metadata['labels'] ?? {}) as JsonObject;
  const field = (path: string) =>
    path.split('.').reduce<JsonValue | undefined>((at, key) => (isObject(at) ? at[key] : undefined), { metadata, ...rest });
  return (
    fieldSelector
      .split(',')
      .filter(Boolean)
      .every((term) => holds(term, (path) => field(path))) &&
    labelSelector
      .split(/,(?![^(]*\))/)
      .filter(Boolean)
      .every((term) => holds(term, (key) => labels[key]))
  );
}

/** `a=b`, `a==b`, `a!=b`, `a in (b, c)`, `a notin (b, c)`, `a`, `!a`. */
function holds(term: string, read: (name: string) => JsonValue | undefined): boolean {
  const [, setKey, operator, list] = /^\s*(\S+)\s+(in|notin)\s+\(([^)]*)\)\s*$/.exec(term) ?? [];
  if (setKey !== undefined && list !== undefined) {
    const found = list.split(',').some((value) => value.trim() === read(setKey));
    return (operator === 'in') === found;
  }
  const [, key = '', sign, value = ''] = /^\s*!?([^=!\s]+)\s*(!=|==?)?\s*(.*)$/.exec(term) ?? [];
  if (sign === undefined) return (read(key) === undefined) === term.trim().startsWith('!');
  return (String(read(key) ?? '') === value.trim()) === (sign !== '!=');
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
