import { parseGoDuration } from '../../model/goDuration.ts';
import { isObject } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';

const hour = 3_600_000;

/** When the operator refreshes an object by itself. */
export interface Refreshing {
  /** Milliseconds between two refreshes; undefined where time alone never brings one. */
  readonly every: number | undefined;
  /** Whether a changed spec is dealt with although the object has been synced once. */
  readonly followsSpec: boolean;
}

/**
 * How the spec of an ExternalSecret is refreshed (2.9.0, shouldRefresh): `CreatedOnce` never again, `OnChange` only when the spec or
 * the metadata change, `Periodic` by time, unless the interval is zero or less: then never again, whatever changes. 1 h by default.
 */
export function externalSecretRefreshing(spec: JsonObject): Refreshing {
  const policy = spec['refreshPolicy'];
  if (policy === 'CreatedOnce') return { every: undefined, followsSpec: false };
  if (policy === 'OnChange') return { every: undefined, followsSpec: true };
  const every = intervalOf(spec['refreshInterval']);
  return { every, followsSpec: every !== undefined };
}

/** How a PushSecret is refreshed: by time unless the interval is zero, and whenever its spec or metadata change. 1 h by default. */
export function pushSecretRefreshing(spec: JsonObject): Refreshing {
  return { every: intervalOf(spec['refreshInterval']), followsSpec: true };
}

/** An instant of the Kubernetes API in epoch milliseconds; undefined where there is none. */
export function instantOf(value: JsonValue | undefined): number | undefined {
  const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  // Go's zero time, which typed clients write for "never".
  return Number.isNaN(instant) || instant <= 0 ? undefined : instant;
}

/** The member of an object as an object; an empty one where it is none. */
export function memberOf(value: JsonValue | undefined, name: string): JsonObject {
  const member = isObject(value) ? value[name] : undefined;
  return isObject(member) ? member : {};
}

/** The member of an object as text; empty where it is none. */
export function textOf(value: JsonObject, name: string): string {
  const member = value[name];
  return typeof member === 'string' ? member : '';
}

function intervalOf(value: JsonValue | undefined): number | undefined {
  if (typeof value !== 'string') return hour;
  const parsed = parseGoDuration(value);
  if ('error' in parsed || parsed.nanoseconds <= 0n) return undefined;
  return Number(parsed.nanoseconds / 1_000_000n);
}
