import type { SchemaObject } from 'ajv';
import { FIELDS_KEYWORD } from './fieldsKeyword.ts';
import type { Structure } from './structure.ts';

const KEPT = [
  'type',
  'enum',
  'nullable',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'required',
] as const;

/** Bounds that Kubernetes checks by the name of a number format; those of int64, which hold for all whole numbers, are as near as a double comes. */
const NUMBER_FORMATS: Readonly<Record<string, { readonly minimum: number; readonly maximum: number }>> = {
  int32: { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  int64: { minimum: -(2 ** 63), maximum: 2 ** 63 },
};

/**
 * The JSON Schema (draft 7 with our own keywords) by which Ajv judges what a structure describes. References to other files accept
 * anything: those files have validators of their own. Parts that occur again are put into `shared` by their text, and referred to.
 */
export function ajvSchemaOf(structure: Structure, shared: (schema: SchemaObject) => SchemaObject): SchemaObject {
  if (structure.$ref !== undefined || structure.const !== undefined) return {};
  const schema: SchemaObject = {};
  for (const keyword of KEPT) if (structure[keyword] !== undefined) schema[keyword] = structure[keyword];
  if (structure['x-kubernetes-int-or-string'] === true) schema['type'] = ['integer', 'string'];
  Object.assign(schema, boundsOf(structure));
  const child = (part: Structure): SchemaObject => shared(ajvSchemaOf(part, shared));
  if (structure.items !== undefined) schema['items'] = child(structure.items);
  if (structure.additionalProperties === false) schema[FIELDS_KEYWORD] = Object.keys(structure.properties ?? {});
  else if (typeof structure.additionalProperties === 'object')
    schema['additionalProperties'] = child(structure.additionalProperties);
  if (structure.properties !== undefined) {
    const properties = Object.entries(structure.properties).map(([name, part]) => [name, child(part)] as const);
    schema['properties'] = Object.fromEntries(properties.filter(([, part]) => Object.keys(part).length > 0));
  }
  return schema;
}

function boundsOf(structure: Structure): SchemaObject {
  const bounds: SchemaObject = {};
  const isWhole = structure.type === 'integer' || structure['x-kubernetes-int-or-string'] === true;
  const format = isWhole ? (NUMBER_FORMATS[structure.format ?? ''] ?? NUMBER_FORMATS['int64']) : undefined;
  const minimum = Math.max(structure.minimum ?? -Infinity, format?.minimum ?? -Infinity);
  const maximum = Math.min(structure.maximum ?? Infinity, format?.maximum ?? Infinity);
  if (minimum !== -Infinity) bounds[structure.exclusiveMinimum === true ? 'exclusiveMinimum' : 'minimum'] = minimum;
  if (maximum !== Infinity) bounds[structure.exclusiveMaximum === true ? 'exclusiveMaximum' : 'maximum'] = maximum;
  return bounds;
}
