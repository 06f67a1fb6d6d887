import type { DiffFile, ResourceAddress } from '../../clusterProtocol.ts';
import { isObject } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import { formatPath, type Path } from '../../syntax/path.ts';
import { toYaml } from '../../syntax/toYaml.ts';
import { maskLiterals } from './literals.ts';

/** kubectl's own record of a client-side apply: a copy of the whole manifest, which this product neither writes nor shows. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

const serverFields = [
  'managedFields',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'selfLink',
] as const;

/**
 * An object without what the API server and the controllers keep: status, `metadata.managedFields` and the like, and kubectl's
 * last-applied annotation. `apiVersion`, `kind`, `metadata`, `spec` come first, name and namespace first in the metadata; all other
 * keys are sorted.
 */
export function withoutServerFields(object: JsonObject): JsonObject {
  const { status: _, metadata, ...rest } = object;
  const kept: Record<string, JsonValue> = { ...(isObject(metadata) ? metadata : {}) };
  for (const field of serverFields) delete kept[field];
  if (isObject(kept['annotations'])) {
    const { [lastAppliedAnnotation]: __, ...annotations } = kept['annotations'];
    if (Object.keys(annotations).length > 0) kept['annotations'] = annotations;
    else delete kept['annotations'];
  }
  return sorted({ ...rest, metadata: sorted(kept, ['name', 'namespace']) }, ['apiVersion', 'kind', 'metadata', 'spec']);
}

/** Both sides of one object for a diff editor. `live` is undefined where the object does not exist yet. */
export function diffFile(resource: ResourceAddress, live: JsonObject | undefined, proposed: JsonObject): DiffFile {
  const pair = maskLiterals(live === undefined ? undefined : withoutServerFields(live), withoutServerFields(proposed));
  return {
    resource,
    live: pair.live === undefined ? '' : toYaml(pair.live),
    proposed: toYaml(pair.proposed),
  };
}

/** The fields in which two objects differ, apart from what the server keeps; the deepest mappings both have are followed. */
export function changedPaths(live: JsonObject, proposed: JsonObject): readonly string[] {
  const found: Path[] = [];
  compare(withoutServerFields(live), withoutServerFields(proposed), [], found);
  return found.map(formatPath);
}

function compare(a: JsonValue | undefined, b: JsonValue | undefined, path: Path, found: Path[]): void {
  if (isObject(a) && isObject(b)) {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) compare(a[name], b[name], [...path, name], found);
  } else if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    for (const i of a.keys()) compare(a[i], b[i], [...path, i], found);
  } else if (a !== b && !(isNumber(a) && isNumber(b) && Number(a) === Number(b))) found.push(path);
}

function isNumber(value: JsonValue | undefined): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function sorted(value: JsonObject, first: readonly string[] = []): JsonObject {
  const rank = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length);
  const names = Object.keys(value).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const keep = first.includes('metadata') ? 'metadata' : undefined;
  return Object.fromEntries(
    names.map((name) => [name, name === keep ? (value[name] ?? null) : sortedValue(value[name] ?? null)]),
  );
}

function sortedValue(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortedValue);
  return isObject(value) ? sorted(value) : value;
}
