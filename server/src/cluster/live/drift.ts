import { parseGoDuration } from '../../model/goDuration.ts';
import { isObject } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { clusterForceSyncAnnotation, forceSyncAnnotation } from '../eso.ts';
import { type LiteralMask, withoutLiterals } from './literals.ts';

/** Annotations that people and tools set on live objects to make something happen; a manifest that names them means no more. */
const ignoredAnnotations: ReadonlySet<string> = new Set([
  forceSyncAnnotation,
  clusterForceSyncAnnotation,
  'kubectl.kubernetes.io/last-applied-configuration',
]);

/**
 * Where the cluster does not have what the manifest says, as paths of the manifest in its own order; empty where it has all of it.
 * As in server-side apply the manifest is a part of the live object: what it leaves out, or leaves empty, it leaves to others.
 * Lists are compared item by item. Of the metadata, labels and annotations count; the status never does. Durations are compared by
 * their length: the operator may write `1h` as `1h0m0s`. Both sides must have had their literals masked alike (`desiredJson`), or not at all.
 */
export function driftOf(manifest: JsonValue, live: JsonObject): readonly Path[] {
  if (!isObject(manifest)) return [];
  const found: Path[] = [];
  const liveMetadata = isObject(live['metadata']) ? live['metadata'] : {};
  const metadata = isObject(manifest['metadata']) ? manifest['metadata'] : {};
  for (const member of ['labels', 'annotations']) {
    for (const [key, value] of Object.entries(isObject(metadata[member]) ? metadata[member] : {})) {
      const there = isObject(liveMetadata[member]) ? liveMetadata[member][key] : undefined;
      if (!ignoredAnnotations.has(key)) compare(value, there, ['metadata', member, key], found);
    }
  }
  for (const [name, value] of Object.entries(manifest)) {
    if (!['apiVersion', 'kind', 'metadata', 'status'].includes(name)) compare(value, live[name], [name], found);
  }
  return found;
}

/** What a manifest can say of an object, as JSON text: labels, annotations and spec, literals of stores masked. */
export function desiredJson(kind: string, object: JsonObject, mask: LiteralMask): string {
  return JSON.stringify(desiredOf(kind, object, mask), (_, value) => (typeof value === 'bigint' ? Number(value) : value));
}

/** As `desiredJson`, as an object. Works for manifests and for live objects. */
export function desiredOf(kind: string, object: JsonObject, mask: LiteralMask): JsonObject {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const { apiVersion: _, kind: __, metadata: ___, status: ____, spec, ...rest } = object;
  const masked = withoutLiterals(kind, spec, mask);
  const labels = isObject(metadata['labels']) ? { labels: metadata['labels'] } : {};
  const annotations = isObject(metadata['annotations']) ? { annotations: reduced(kind, metadata['annotations'], mask) } : {};
  return { ...rest, metadata: { ...labels, ...annotations }, ...(masked === undefined ? {} : { spec: masked }) };
}

/** Tools keep whole manifests in annotations: with the literals of a store, and in any case long. Such are only compared. */
function reduced(kind: string, annotations: JsonObject, mask: LiteralMask): JsonObject {
  const shorten = (value: JsonValue) => (kind.endsWith('Store') || String(value).length > 100 ? mask(String(value)) : value);
  const kept = Object.entries(annotations).filter(([key]) => !ignoredAnnotations.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, shorten(value)]));
}

function compare(wanted: JsonValue, live: JsonValue | undefined, path: Path, found: Path[]): void {
  if (isEmpty(wanted) && (live === undefined || isEmpty(live))) return;
  // Server-side apply drops nulls.
  if (wanted === null) return;
  if (isObject(wanted) && isObject(live)) {
    for (const [name, value] of Object.entries(wanted)) compare(value, live[name], [...path, name], found);
  } else if (Array.isArray(wanted) && Array.isArray(live)) {
    if (wanted.length !== live.length) found.push(path);
    else for (const [i, item] of wanted.entries()) compare(item, live[i], [...path, i], found);
  } else if (!isSameScalar(wanted, live, path)) found.push(path);
}

function isSameScalar(wanted: JsonValue, live: JsonValue | undefined, path: Path): boolean {
  if (wanted === live) return true;
  if (typeof wanted === 'bigint' || typeof live === 'bigint') return Number(wanted) === Number(live);
  if (typeof wanted !== 'string' || typeof live !== 'string') return false;
  if (!/(interval|duration|ttl|time|timeout|expiry)$/i.test(String(path.at(-1)))) return false;
  const [a, b] = [parseGoDuration(wanted), parseGoDuration(live)];
  return 'nanoseconds' in a && 'nanoseconds' in b && a.nanoseconds === b.nanoseconds;
}

function isEmpty(value: JsonValue): boolean {
  if (value === null || value === '') return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
