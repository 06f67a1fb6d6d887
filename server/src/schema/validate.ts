import type { Finding } from '../model/finding.ts';
import { knownAt } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { JsonValue } from '../syntax/node.ts';
import { type Path, type PathSegment, samePath } from '../syntax/path.ts';
import { celFindings } from './cel/celFindings.ts';
import { FIELDS_KEYWORD } from './fieldsKeyword.ts';
import { explain } from './findings/explain.ts';
import type { LocatedError } from './findings/judged.ts';
import { findKind } from './kindSchema.ts';
import { normalise } from './normalise.ts';
import { closestVersion } from './operatorVersion.ts';
import { isObject, type Part, partsOf, valueAt } from './parts.ts';
import type { SchemaSource } from './schemaSource.ts';

/**
 * Judges the structure of a resource as the API server of a cluster with that ESO version would (any version text; see
 * `closestVersion`): unknown and missing fields, types, allowed values, forms, bounds and numbers, and then the schemas' CEL rules.
 * Each mistake gives one finding, on the smallest token that is wrong; template text gives none. A kind that the version describes without serving it is judged
 * by its description; of a kind it does not describe nothing is said.
 *
 * @param apiVersion by whose schema it is judged, where not by that of its own
 */
export async function validateResource(
  resource: ResourceNode,
  schemas: SchemaSource,
  operatorVersion: string,
  apiVersion: string | undefined = resource.apiVersion,
): Promise<readonly Finding[]> {
  const { kind } = resource;
  if (apiVersion === undefined) return [];
  if (kind === undefined) return kindFindings(resource);
  const index = await schemas.load(closestVersion(schemas.versions, operatorVersion));
  const entry = index && findKind(index, apiVersion, kind);
  const json = resource.json();
  // The schema takes no other apiVersion than its own.
  const written = apiVersion !== resource.apiVersion && isObject(json) ? { ...json, apiVersion } : json;
  const parts = entry && (await partsOf(schemas, entry.schema, written));
  const [whole] = parts?.all ?? [];
  if (parts === undefined || whole === undefined) return [];
  const value = normalise(written, whole.structure, parts.structures);
  if (value === undefined) return [];
  const errors: LocatedError[] = [...metadataErrors(value)];
  for (const part of parts.all) {
    const found = await errorsOf(schemas, part, value);
    for (const error of found.slice(0, mostErrors - errors.length)) errors.push(error);
  }
  const judged = { resource, value, parts, version: index?.version ?? operatorVersion };
  const counted = errors.filter((error) => !isReplaced(error, value) && !(entry?.scope === 'Cluster' && isCleared(error)));
  const structural = counted.length === 0 ? [] : explain(judged, counted);
  return [...structural, ...(await celFindings(judged, schemas, errors))];
}

/** Of an empty name the API server makes one, where it is told how it begins. */
function isReplaced({ path }: LocatedError, value: JsonValue): boolean {
  const isEmptyName = samePath(path, ['metadata', 'name']) && valueAt(value, path) === '';
  return isEmptyName && (valueAt(value, ['metadata', 'generateName']) ?? '') !== '';
}

/** Of kinds without a namespace the API server clears it, whatever it is called. */
function isCleared({ path, keyword }: LocatedError): boolean {
  return samePath(path, ['metadata', 'namespace']) && keyword !== 'type';
}

async function errorsOf(schemas: SchemaSource, part: Part, whole: JsonValue): Promise<readonly LocatedError[]> {
  const value = valueAt(whole, part.path);
  const validator = value === undefined ? undefined : await schemas.validator(part.file);
  if (value === undefined || validator === undefined) return [];
  return validator(value).map(({ instancePath, keyword, params }): LocatedError => {
    const path = [...part.path, ...pathOf(instancePath, value)];
    const field = keyword === FIELDS_KEYWORD ? params?.additionalProperty : params?.missingProperty;
    return field === undefined ? { path, keyword } : { path, keyword, field };
  });
}

/** Of one resource; the others are found when these are mended. */
const mostErrors = 500;

/** Kubernetes: `Object 'Kind' is missing in …`; without a kind nothing else can be said. */
function kindFindings(resource: ResourceNode): readonly Finding[] {
  const known = knownAt(resource, [], ['kind']);
  const isText = known.state === 'value' && typeof known.value === 'string';
  if (isText || known.state === 'templated' || known.state === 'unknown') return [];
  const isMissing = known.state === 'absent';
  const message = isMissing
    ? '"kind" is missing: the API server refuses the manifest without it.'
    : '"kind" must be a string, such as ExternalSecret: the API server refuses the manifest.';
  return [{ rule: isMissing ? 'missing-field' : 'wrong-type', severity: 'error', at: { path: ['kind'], part: 'key' }, message }];
}

/** Kubernetes: `metadata.name: Required value: name or generateName is required`; no CRD says so. */
function metadataErrors(value: JsonValue): readonly LocatedError[] {
  const metadata = valueAt(value, ['metadata']);
  if (metadata === undefined) return [{ path: [], keyword: 'required', field: 'metadata' }];
  if (!isObject(metadata) || 'name' in metadata || (metadata['generateName'] ?? '') !== '') return [];
  return [{ path: ['metadata'], keyword: 'required', field: 'name' }];
}

/** A JSON pointer as a path of the value that it points into: only in lists are numbers indices. */
function pathOf(pointer: string, value: JsonValue): Path {
  const path: PathSegment[] = [];
  let current: JsonValue | undefined = value;
  for (const token of pointer.split('/').slice(1)) {
    const segment: PathSegment = Array.isArray(current) ? Number(token) : token.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(segment);
    current = current === undefined ? undefined : valueAt(current, [segment]);
  }
  return path;
}
