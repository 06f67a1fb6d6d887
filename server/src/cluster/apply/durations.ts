import { parseGoDuration } from '../../model/goDuration.ts';
import { isObject, valueAt } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import { readFieldPath } from './fieldPath.ts';

const durationFields = /(interval|duration|ttl|time|timeout)$/i;

/**
 * The object with the durations spelt as in the live object where both mean the same. The operator writes `1h` back as `1h0m0s` when
 * it updates an object, and owns the field from then on: the unchanged manifest would be in conflict with it, and be changed to and fro.
 */
export function spelledAsLive(object: JsonObject, live: JsonObject): JsonObject {
  return spelled(object, live, '') as JsonObject;
}

/** Whether a conflict is about no more than a duration that the operator has spelt anew; it has set none by itself. */
export function isRespelling(
  conflict: { readonly manager: string; readonly field: string },
  live: JsonObject | undefined,
): boolean {
  if (conflict.manager !== 'external-secrets' || live === undefined || isMadeByOperator(live)) return false;
  const path = readFieldPath(conflict.field, live);
  const value = valueAt(live, path);
  return durationFields.test(String(path.at(-1))) && typeof value === 'string' && lengthOf(value) !== undefined;
}

/** The children of a ClusterExternalSecret or ClusterPushSecret are the operator's in all they have. */
function isMadeByOperator(live: JsonObject): boolean {
  const owners = valueAt(live, ['metadata', 'ownerReferences']);
  return Array.isArray(owners) && owners.some((owner) => String(valueAt(owner, ['kind'])).startsWith('Cluster'));
}

function spelled(value: JsonValue, live: JsonValue | undefined, name: string): JsonValue {
  if (Array.isArray(value)) return value.map((item, i) => spelled(item, Array.isArray(live) ? live[i] : undefined, ''));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, spelled(member, isObject(live) ? live[key] : undefined, key)]),
    );
  }
  if (typeof value !== 'string' || typeof live !== 'string' || !durationFields.test(name)) return value;
  const length = lengthOf(value);
  return length !== undefined && length === lengthOf(live) ? live : value;
}

/** In nanoseconds; undefined for what is no duration of Go's. */
function lengthOf(text: string): bigint | undefined {
  const parsed = parseGoDuration(text);
  return 'nanoseconds' in parsed ? parsed.nanoseconds : undefined;
}
