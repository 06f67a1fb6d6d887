import { isObject } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';

/** Turns a literal into a text that is equal for equal literals and says nothing of them. */
export type LiteralMask = (literal: string) => string;

/**
 * A mask for literals that are only to be compared: a 53-bit digest with a salt that is chosen here and kept nowhere else.
 * It serves comparison within one process; it is no cryptographic digest, and is not to leave the process.
 */
export function createLiteralMask(): LiteralMask {
  const salt = `${Math.random()}${Math.random()}`;
  return (literal) => `literal ${digest(`${salt}${literal}`)}`;
}

/**
 * The spec of a store with its literals masked: values of the `fake` provider, and what the `webhook` provider sends. Other specs
 * come back as they are.
 */
export function withoutLiterals(kind: string, spec: JsonValue | undefined, mask: LiteralMask): JsonValue | undefined {
  if ((kind !== 'SecretStore' && kind !== 'ClusterSecretStore') || !isObject(spec) || !isObject(spec['provider'])) return spec;
  const provider: Record<string, JsonValue> = { ...spec['provider'] };
  if (isObject(provider['fake'])) provider['fake'] = maskedFake(provider['fake'], mask);
  if (isObject(provider['webhook'])) provider['webhook'] = maskedMembers(provider['webhook'], ['headers', 'body', 'url'], mask);
  return { ...spec, provider };
}

function maskedFake(fake: JsonObject, mask: LiteralMask): JsonObject {
  const data = fake['data'];
  if (!Array.isArray(data)) return fake;
  const masked = data.map((entry) =>
    isObject(entry) ? maskedMembers(entry, ['value', 'valueMap'], mask) : maskedValue(entry, mask),
  );
  return { ...fake, data: masked };
}

function maskedMembers(object: JsonObject, names: readonly string[], mask: LiteralMask): JsonObject {
  const result: Record<string, JsonValue> = { ...object };
  for (const name of names) {
    const value = object[name];
    if (value !== undefined && value !== null) result[name] = maskedValue(value, mask);
  }
  return result;
}

function maskedValue(value: JsonValue, mask: LiteralMask): JsonValue {
  if (Array.isArray(value)) return value.map((item) => maskedValue(item, mask));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskedValue(item, mask)]));
  return value === null ? null : mask(String(value));
}

/** cyrb53: two 32-bit multiplicative hashes, mixed. */
function digest(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
