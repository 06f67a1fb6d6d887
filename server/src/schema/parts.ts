import type { JsonObject, JsonValue } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';
import type { SchemaSource } from './schemaSource.ts';
import { childOf, fileOfRef, propertyOf, type Structure } from './structure.ts';

/** A place of a resource that a schema file describes: the resource itself, its metadata, its spec, the provider in it. */
export interface Part {
  readonly path: Path;
  readonly file: string;
  readonly structure: Structure;
}

/** All that is known of a resource's form: its parts, the whole resource first, and their structures by file name. */
export interface Parts {
  readonly all: readonly Part[];
  readonly structures: ReadonlyMap<string, Structure>;
}

/**
 * Loads the structure files that a value touches, and no others: of forty providers the one that is there.
 * Undefined where one of them cannot be loaded.
 */
export async function partsOf(schemas: SchemaSource, file: string, value: JsonValue): Promise<Parts | undefined> {
  const structures = new Map<string, Structure>();
  const all: Part[] = [];
  const waiting: { path: Path; file: string; value: JsonValue }[] = [{ path: [], file, value }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const structure = structures.get(next.file) ?? (await schemas.structure(next.file));
    if (structure === undefined) return undefined;
    structures.set(next.file, structure);
    all.push({ path: next.path, file: next.file, structure });
    collectReferences(next.value, structure, next.path, waiting);
  }
  return { all, structures };
}

/** References stand only below `properties`, so lists and maps need no visit. */
function collectReferences(
  value: JsonValue,
  structure: Structure,
  path: Path,
  into: { path: Path; file: string; value: JsonValue }[],
): void {
  if (!isObject(value) || structure.properties === undefined) return;
  for (const key of Object.keys(value)) {
    const child = propertyOf(structure, key);
    const childValue = value[key];
    if (child === undefined || childValue === undefined) continue;
    if (child.$ref !== undefined) into.push({ path: [...path, key], file: fileOfRef(child.$ref), value: childValue });
    else if (child.properties !== undefined) collectReferences(childValue, child, [...path, key], into);
  }
}

/** The structure at a path of the resource, references followed; undefined where nothing is said about it. */
export function structureAt(parts: Parts, path: Path): Structure | undefined {
  let structure = parts.all[0]?.structure;
  for (const segment of path) {
    structure = structure && childOf(structure, segment);
    if (structure?.$ref !== undefined) structure = parts.structures.get(fileOfRef(structure.$ref));
  }
  return structure;
}

/** The value at a path, or undefined where there is none. */
export function valueAt(value: JsonValue, path: Path): JsonValue | undefined {
  let current: JsonValue | undefined = value;
  for (const segment of path) {
    if (Array.isArray(current)) current = typeof segment === 'number' ? current[segment] : undefined;
    else current = isObject(current) && Object.hasOwn(current, segment) ? current[segment] : undefined;
  }
  return current;
}

/** Whether a JSON value is an object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
