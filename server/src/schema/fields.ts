import type { JsonValue } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';
import { findKind } from './kindSchema.ts';
import { closestVersion } from './operatorVersion.ts';
import type { SchemaSource } from './schemaSource.ts';
import { childOf, fileOfRef, propertyOf, type Structure } from './structure.ts';

/** What a field holds. `map` is an object with keys of the user's choice; `any` is taken as it comes. */
export type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'map' | 'any' | 'int-or-string';

/** A field as its parent lists it. */
export interface ChildField {
  readonly name: string;
  readonly type: FieldType;
  /** Whether the parent is refused without it; a field with a default never is. */
  readonly required: boolean;
  /** What the items of a list or the values of a map are. */
  readonly items?: FieldType;
  /** The allowed values, where they are a closed set. */
  readonly enum?: readonly string[];
  readonly default?: JsonValue;
}

/** What the schema says about one place of a manifest. Plain data for completion and hover. */
export interface Field extends ChildField {
  /** The place as documentation names it: list indices as `[]`, keys of maps as `{*}`, as in `spec.data[].remoteRef.key`. */
  readonly path: string;
  /** The fields of an object, in the CRD's (alphabetical) order; of a map or list none. */
  readonly children: readonly ChildField[];
  /** Whether exactly one of the children must be given (`minProperties` and `maxProperties` are 1). */
  readonly exactlyOneOf: boolean;
  /** A regular expression (Go's syntax) and a format (`byte`, `int32`, `date-time`) that values must match. */
  readonly pattern?: string;
  readonly format?: string;
  /** Bounds of a number, of a text's length, and of the number of items or fields. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

/**
 * What an ESO version (any version text; see `closestVersion`) says about a path of a kind, served or not. The empty path is the
 * resource itself. Undefined where the kind is unknown, nothing is said about the path, or the schemas cannot be loaded.
 * The providers of a store are listed without loading any of them.
 */
export async function fieldAt(
  schemas: SchemaSource,
  operatorVersion: string | undefined,
  apiVersion: string,
  kind: string,
  path: Path,
): Promise<Field | undefined> {
  const index = await schemas.load(closestVersion(schemas.versions, operatorVersion));
  const entry = index && findKind(index, apiVersion, kind);
  let structure = entry && (await schemas.structure(entry.schema));
  let parent: Structure | undefined;
  let pattern = '';
  for (const segment of path) {
    if (structure === undefined) return undefined;
    parent = structure;
    pattern = extend(pattern, segment, parent);
    structure = childOf(parent, segment);
    if (structure?.$ref !== undefined) structure = await schemas.structure(fileOfRef(structure.$ref));
  }
  return structure && fieldOf(structure, path.at(-1) ?? kind, pattern, parent);
}

function extend(pattern: string, segment: string | number, parent: Structure): string {
  if (typeof segment === 'number') return `${pattern}[]`;
  const name = propertyOf(parent, segment) === undefined ? '{*}' : segment;
  return pattern === '' ? name : `${pattern}.${name}`;
}

function fieldOf(structure: Structure, segment: string | number, path: string, parent: Structure | undefined): Field {
  const name = typeof segment === 'number' ? '[]' : segment;
  const { pattern, format, minimum, maximum, minLength, maxLength, minItems, maxItems, minProperties, maxProperties } = structure;
  const limits = { pattern, format, minimum, maximum, minLength, maxLength, minItems, maxItems, minProperties, maxProperties };
  return {
    ...childField(name, structure, parent),
    path,
    children: Object.entries(structure.properties ?? {}).map(([child, described]) => childField(child, described, structure)),
    exactlyOneOf: minProperties === 1 && maxProperties === 1,
    ...(Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)) as Partial<Field>),
  };
}

function childField(name: string, structure: Structure, parent: Structure | undefined): ChildField {
  const items =
    structure.items ?? (typeof structure.additionalProperties === 'object' ? structure.additionalProperties : undefined);
  const values = structure.enum ?? (structure.const === undefined ? undefined : [structure.const]);
  return {
    name,
    type: typeOf(structure),
    required: parent?.required?.includes(name) === true && structure.default === undefined,
    ...(items === undefined ? {} : { items: typeOf(items) }),
    ...(values === undefined ? {} : { enum: values.map(String) }),
    ...(structure.default === undefined ? {} : { default: structure.default }),
  };
}

function typeOf(structure: Structure): FieldType {
  if (structure['x-kubernetes-int-or-string'] === true) return 'int-or-string';
  // A reference is always to an object: metadata, a spec, a provider.
  if (structure.$ref !== undefined) return 'object';
  if (structure.type !== 'object') return structure.type ?? 'any';
  if (typeof structure.additionalProperties === 'object') return 'map';
  return structure['x-kubernetes-preserve-unknown-fields'] === true && structure.properties === undefined ? 'any' : 'object';
}
