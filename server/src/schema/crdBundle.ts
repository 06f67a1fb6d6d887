import type { JsonObject, JsonValue } from '../syntax/node.ts';
import { structuresOfCrds } from './crdStructure.ts';
import { isObject } from './parts.ts';
import type { KindEntry, Structure } from './structure.ts';

/** What CRDs that somebody brought say: kinds, structures, and the CRDs' own words about fields. */
export interface CrdBundle {
  readonly kinds: readonly KindEntry[];
  readonly structures: ReadonlyMap<string, Structure>;
  /** The CRD's description of a field (`spec.data[].secretKey`; empty: of the kind). Text from outside, not bounded. */
  description(kind: string, pattern: string): string | undefined;
}

/** ESO's own groups: what other operators define is none of our business. */
const groups: ReadonlySet<string> = new Set(['external-secrets.io', 'generators.external-secrets.io']);

/**
 * The CustomResourceDefinitions (apiextensions.k8s.io/v1) of ESO's groups among values, lists looked into. Anything else is passed
 * over.
 */
export function esoDefinitions(values: readonly (JsonValue | undefined)[]): readonly JsonObject[] {
  return values.flatMap((value) => {
    if (!isObject(value)) return [];
    if (Array.isArray(value['items'])) return esoDefinitions(value['items']);
    const spec = value['spec'];
    const isOurs = value['kind'] === 'CustomResourceDefinition' && isObject(spec) && groups.has(String(spec['group']));
    return isOurs && isObject(spec['names']) && Array.isArray(spec['versions']) ? [value] : [];
  });
}

/**
 * Reads ESO's CRDs among values; undefined where there are none, or where they cannot be read. Some ms for a megabyte.
 *
 * @param name of the bundle, under which its structures get names that no other bundle has
 */
export function readBundle(values: readonly (JsonValue | undefined)[], name = 'crd'): CrdBundle | undefined {
  const definitions = esoDefinitions(values);
  try {
    const { kinds, files } = structuresOfCrds(definitions, namesByContent(name));
    if (kinds.length === 0) return undefined;
    return { kinds, structures: files, description: (kind, pattern) => describe(definitions, kind, pattern) };
  } catch {
    // Deeper than any stack, and no CRD that an API server would have taken.
    return undefined;
  }
}

/** Names that equal structures share, so that what both kinds of store, or two versions, have in common is compiled once. */
function namesByContent(bundle: string) {
  const names = new Map<string, string>();
  return (folder: string, name: string, structure: Structure): string => {
    const content = `${folder}/${name} ${JSON.stringify(structure)}`;
    const known = names.get(content) ?? `${bundle}/${folder}/${name}.${names.size}`;
    names.set(content, known);
    return known;
  };
}

function describe(definitions: readonly JsonObject[], kind: string, pattern: string): string | undefined {
  for (const { spec } of definitions) {
    if (!isObject(spec) || !isObject(spec['names']) || spec['names']['kind'] !== kind) continue;
    const versions = (spec['versions'] as readonly JsonValue[]).filter(isObject);
    const version = versions.find(({ storage }) => storage === true) ?? versions[0];
    const found = descend(child(child(version, 'schema'), 'openAPIV3Schema'), pattern);
    const text = found?.['description'];
    return typeof text === 'string' && text.trim() !== '' ? text : undefined;
  }
  return undefined;
}

function descend(root: JsonObject | undefined, pattern: string): JsonObject | undefined {
  let schema = root;
  for (const segment of pattern === '' ? [] : pattern.split('.')) {
    const name = segment.replace(/(\[\])+$/, '');
    schema = name === '{*}' ? child(schema, 'additionalProperties') : child(child(schema, 'properties'), name);
    for (let depth = (segment.length - name.length) / 2; depth > 0; depth--) schema = child(schema, 'items');
  }
  return schema;
}

function child(object: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
  return isObject(value) ? value : undefined;
}
