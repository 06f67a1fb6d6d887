import type { JsonValue } from '../syntax/node.ts';

/** A CEL rule of a CRD, as `x-kubernetes-validations` has it. */
export interface CelRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/**
 * What a CRD says about the form of a value, without its prose: a JSON Schema with Kubernetes' own keywords. Objects whose unknown
 * fields the API server would prune carry `additionalProperties: false`. A `$ref` names another file of `schemas/` and is the
 * only keyword of its object; there are no references inside a file.
 */
export interface Structure {
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly const?: string;
  readonly enum?: readonly JsonValue[];
  readonly default?: JsonValue;
  readonly nullable?: boolean;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Structure>>;
  readonly additionalProperties?: boolean | Structure;
  readonly items?: Structure;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-validations'?: readonly CelRule[];
}

/** What one ESO version says about one apiVersion and kind. */
export interface KindEntry {
  /** `external-secrets.io/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** The name in URLs: `externalsecrets`. */
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  /** Whether the API server answers for this version; some are described only so that stored objects can be converted. */
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated: boolean;
  /** The file of its structure, below `schemas/`: `kinds/ExternalSecret.v1.1a2b3c4d.json`. */
  readonly schema: string;
}

/** Everything that one version of ESO defines, sorted by apiVersion and kind. */
export interface SchemaIndex {
  /** `2.9.0`, as messages name it behind the word ESO; of CRDs without a known version some words: `in this cluster`. */
  readonly version: string;
  readonly kinds: readonly KindEntry[];
}

/** The property of a structure with that name, or undefined; a name such as `constructor` finds nothing by accident. */
export function propertyOf(structure: Structure, name: string): Structure | undefined {
  return structure.properties !== undefined && Object.hasOwn(structure.properties, name) ? structure.properties[name] : undefined;
}

/**
 * The structure of the child that a path segment leads to: a property, any value of a map, or an item. Undefined where nothing is
 * said about it. References are not followed.
 */
export function childOf(structure: Structure, segment: string | number): Structure | undefined {
  if (typeof segment === 'number') return structure.items;
  const property = propertyOf(structure, segment);
  if (property !== undefined) return property;
  return typeof structure.additionalProperties === 'object' ? structure.additionalProperties : undefined;
}

/** The file below `schemas/` that a `$ref` (always one folder up, as in `../specs/x.json`) names. */
export function fileOfRef(ref: string): string {
  return ref.replace(/^\.\.\//, '');
}
