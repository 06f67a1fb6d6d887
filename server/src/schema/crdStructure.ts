import type { JsonObject, JsonValue } from '../syntax/node.ts';
import { OBJECT_META } from './objectMeta.ts';
import type { KindEntry, Structure } from './structure.ts';

/** What the CRDs of one ESO version come to: the index entries, and the structures by file name. */
export interface CrdStructures {
  readonly kinds: readonly KindEntry[];
  readonly files: ReadonlyMap<string, Structure>;
}

/** Gives a structure its file name below `schemas/` from what it is called; equal structures must get equal names. */
export type NameFile = (folder: string, name: string, structure: Structure) => string;

/**
 * Reads the form of the kinds out of CRDs (apiextensions.k8s.io/v1), whoever brings them: the generator of `schemas/`, a user or a
 * cluster. Descriptions are left out. `metadata`, every `spec`, every provider of a store and every generator becomes a file of
 * its own, so that kinds which embed the same spec share it. What is not a CRD is passed over.
 * `anyOf`, `oneOf`, `allOf` and `not` are not kept: ESO uses none but the one that says int-or-string again.
 */
export function structuresOfCrds(documents: readonly JsonValue[], nameFile: NameFile): CrdStructures {
  const crds = documents.map(asObject).filter((crd) => crd?.['kind'] === 'CustomResourceDefinition');
  const specs = crds.map((crd) => asObject(crd?.['spec'])).filter((spec) => spec !== undefined);
  const cutter = makeCutter(
    specs.map((spec) => String(asObject(spec['names'])?.['kind'])),
    nameFile,
  );
  const kinds = specs.flatMap((spec) =>
    asArray(spec['versions']).flatMap((version) => kindEntry(spec, asObject(version), cutter) ?? []),
  );
  return { kinds: kinds.sort(byApiVersionAndKind), files: cutter.files };
}

function kindEntry(spec: JsonObject, version: JsonObject | undefined, cutter: Cutter): KindEntry | undefined {
  const names = asObject(spec['names']);
  const schema = asObject(asObject(version?.['schema'])?.['openAPIV3Schema']);
  if (names === undefined || version === undefined || schema === undefined) return undefined;
  const kind = String(names['kind']);
  const apiVersion = `${String(spec['group'])}/${String(version['name'])}`;
  return {
    apiVersion,
    kind,
    plural: String(names['plural']),
    shortNames: asArray(names['shortNames']).map(String),
    scope: spec['scope'] === 'Cluster' ? 'Cluster' : 'Namespaced',
    served: version['served'] === true,
    storage: version['storage'] === true,
    deprecated: version['deprecated'] === true,
    schema: cutter.cutKind(kind, apiVersion, structureOf(schema)),
  };
}

interface Cutter {
  readonly files: ReadonlyMap<string, Structure>;
  cutKind(kind: string, apiVersion: string, structure: Structure): string;
}

/** Where a spec embeds another kind's spec whole. */
const EMBEDDED: Readonly<Record<string, string>> = { externalSecretSpec: 'ExternalSecret', pushSecretSpec: 'PushSecret' };

function makeCutter(kinds: readonly string[], nameFile: NameFile): Cutter {
  const files = new Map<string, Structure>();
  const put = (folder: string, name: string, structure: Structure): string => {
    const file = nameFile(folder, name, structure);
    files.set(file, structure);
    return file;
  };
  const refer = (folder: string, name: string, structure: Structure): Structure => ({
    $ref: `../${put(folder, name, structure)}`,
  });
  const children = (structure: Structure | undefined, folder: string, nameOf: (key: string) => string): Structure => ({
    ...structure,
    properties: mapValues(structure?.properties ?? {}, (child, key) => refer(folder, nameOf(key), child)),
  });

  const cutSpec = (kind: string, spec: Structure): Structure => {
    const properties = mapValues(spec.properties ?? {}, (child, key) => {
      if (key === 'provider' && /^(Cluster)?SecretStore$/.test(kind)) return children(child, 'providers', (provider) => provider);
      if (key === 'generator' && kind === 'ClusterGenerator') {
        return children(
          child,
          'specs',
          (name) => kinds.find((known) => `${known}Spec`.toLowerCase() === name.toLowerCase()) ?? name,
        );
      }
      const embedded = Object.hasOwn(EMBEDDED, key) ? EMBEDDED[key] : undefined;
      return embedded === undefined ? child : refer('specs', embedded, cutSpec(embedded, child));
    });
    return spec.properties === undefined ? spec : { ...spec, properties };
  };

  const cutKind = (kind: string, apiVersion: string, structure: Structure): string => {
    const { spec, status, ...others } = structure.properties ?? {};
    const properties: Record<string, Structure> = {
      ...others,
      apiVersion: { type: 'string', const: apiVersion },
      kind: { type: 'string', const: kind },
      metadata: refer('common', 'ObjectMeta', OBJECT_META),
    };
    if (status !== undefined) properties['status'] = namesOf(status);
    if (spec !== undefined)
      properties['spec'] = refer('specs', kind.replace(/^ClusterSecretStore$/, 'SecretStore'), cutSpec(kind, spec));
    return put('kinds', `${kind}.${apiVersion.split('/')[1] ?? ''}`, { ...structure, properties });
  };
  return { files, cutKind };
}

const COPIED = new Set([
  'type',
  'enum',
  'default',
  'nullable',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'required',
  'x-kubernetes-int-or-string',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
]);

const CEL_COPIED = ['rule', 'message', 'messageExpression', 'reason', 'fieldPath', 'optionalOldSelf'];

function structureOf(schema: JsonObject): Structure {
  const result: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (COPIED.has(keyword)) result[keyword] = value;
    else if (keyword === 'properties')
      result[keyword] = mapValues(asObject(value) ?? {}, (child) => structureOf(asObject(child) ?? {}));
    else if (keyword === 'items') result[keyword] = structureOf(asObject(value) ?? {});
    else if (keyword === 'additionalProperties')
      result[keyword] = typeof value === 'boolean' ? value : structureOf(asObject(value) ?? {});
    else if (keyword === 'x-kubernetes-validations')
      result[keyword] = asArray(value).map((rule) => pick(asObject(rule) ?? {}, CEL_COPIED));
  }
  if (isPruned(result)) result['additionalProperties'] = false;
  return result as Structure;
}

/** Whether the API server drops fields that the object does not name (and refuses them under strict field validation). */
function isPruned(structure: Structure): boolean {
  return (
    structure.type === 'object' &&
    structure.additionalProperties === undefined &&
    structure['x-kubernetes-preserve-unknown-fields'] !== true &&
    structure['x-kubernetes-embedded-resource'] !== true
  );
}

/**
 * Only which fields there are: of a status that a client sends the API server wants no more than that it knows them, and then drops
 * the whole.
 */
function namesOf({ properties, items, additionalProperties, ...rest }: Structure): Structure {
  const isFree = rest['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...(isFree ? { 'x-kubernetes-preserve-unknown-fields': true } : {}),
    ...(properties === undefined ? {} : { properties: mapValues(properties, namesOf) }),
    ...(items === undefined ? {} : { items: namesOf(items) }),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties: typeof additionalProperties === 'object' ? namesOf(additionalProperties) : additionalProperties,
        }),
  };
}

function byApiVersionAndKind(a: KindEntry, b: KindEntry): number {
  const [left, right] = [`${a.apiVersion} ${a.kind}`, `${b.apiVersion} ${b.kind}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

function mapValues<T, R>(object: Readonly<Record<string, T>>, map: (value: T, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.filter((key) => object[key] !== undefined).map((key) => [key, object[key] as JsonValue]));
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

function asArray(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
