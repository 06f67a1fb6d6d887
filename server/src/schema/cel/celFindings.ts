import { phrase } from '../../localisation.ts';
import type { Finding, Fix } from '../../model/finding.ts';
import { isOpen } from '../../model/known.ts';
import type { ResourceNode } from '../../syntax/manifest.ts';
import type { YamlNode } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { FIELDS_KEYWORD } from '../fieldsKeyword.ts';
import { type Judged, type LocatedError, listNames, templatedFields, wholePath } from '../findings/judged.ts';
import { isObject, valueAt } from '../parts.ts';
import type { SchemaSource } from '../schemaSource.ts';
import type { CelFailure, CelUse } from './celRules.ts';

/**
 * Judges a resource by the CEL rules that its schemas carry, as the API server does: not at all while something is missing, of the
 * wrong type, too long or too many. What template text decides is not claimed, and neither is anything about an object with a field
 * that nobody knows: that is the first thing to mend.
 */
export async function celFindings(
  judged: Judged,
  schemas: SchemaSource,
  errors: readonly LocatedError[],
): Promise<readonly Finding[]> {
  if (errors.some((error) => isBlocking(judged.resource, error))) return [];
  const unknown = errors.filter(({ keyword }) => keyword === FIELDS_KEYWORD).map(({ path }) => path);
  const findings: Finding[] = [];
  for (const part of judged.parts.all) {
    const value = valueAt(judged.value, part.path);
    const judge = isObject(value) ? await schemas.celRules(part.file) : undefined;
    if (judge === undefined || value === undefined) continue;
    for (const failure of judge(value)) {
      const path = [...part.path, ...failure.path];
      const isClear = !unknown.some((place) => startsWith(place, path)) && !isTemplated(judged.resource, path, failure.uses);
      if (isClear) findings.push(findingOf(judged, path, failure));
    }
  }
  return findings;
}

const BLOCKING = new Set(['required', 'type', 'maxLength', 'maxItems', 'maxProperties']);

function isBlocking(resource: ResourceNode, { path, keyword, field }: LocatedError): boolean {
  const node = resource.nodeAt(path);
  if (!BLOCKING.has(keyword) || node === undefined || resource.isPlaceholder(path)) return false;
  if (keyword === 'type' || keyword === 'maxLength') return true;
  return !isOpen(node) && (field === undefined || !templatedFields(node).includes(field));
}

function isTemplated(resource: ResourceNode, path: Path, uses: readonly CelUse[]): boolean {
  const node = resource.nodeAt(path);
  return node === undefined || resource.isPlaceholder(path) || uses.some((use) => isUseTemplated(node, use));
}

/** Whether template text may change what a rule reads: the value itself, or whether it is there. */
function isUseTemplated(node: YamlNode, { path: [segment, ...rest], value }: CelUse): boolean {
  if (node.placeholder || isOpen(node)) return true;
  if (segment === undefined) return value && childrenOf(node).some((child) => isUseTemplated(child, { path: [], value }));
  const entry = node.type === 'map' ? node.entries.filter(({ name }) => name === segment).at(-1) : undefined;
  return entry !== undefined && isUseTemplated(entry.value, { path: rest, value });
}

function childrenOf(node: YamlNode): readonly YamlNode[] {
  if (node.type === 'scalar') return [];
  return node.type === 'seq' ? node.items : node.entries.map((entry) => entry.value);
}

function findingOf(judged: Judged, path: Path, failure: CelFailure): Finding {
  const removable = failure.culprits.filter((name) => isRemovable(judged.resource, [...path, name]));
  const fixes = removable.map((name): Fix => {
    const edits = [{ at: { path: [...path, name], part: 'entry' } as const, newText: '' }];
    return { title: phrase('Remove "{0}"', name), preferred: failure.culprits.length === 1, edits };
  });
  const state = stateOf(judged, path, failure);
  return {
    rule: 'cel-rule',
    severity: 'error',
    at: { path: placeOf(judged.resource, path, failure), part: 'key' },
    message: `The API server refuses ${wholePath(judged, path)}: "${failure.message}".${state === '' ? '' : ` ${state}`}`,
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}

/**
 * The field that the rule names as its own place, or the only one that it can mean; else the object. An item of a list has no key
 * to mark, so that there the last of the fields in question is.
 */
function placeOf(resource: ResourceNode, path: Path, { rule, uses, culprits }: CelFailure): Path {
  const named = fieldPathOf(rule.fieldPath);
  if (named.length > 0) return [...path, ...named];
  const [only, ...others] = culprits.length > 0 ? culprits : fieldsOf(uses);
  const isSure = others.length === 0 || typeof path.at(-1) === 'number';
  const start = (name: string): number => resource.rangeOf([...path, name], 'key').start;
  const written = (only === undefined || !isSure ? [] : [only, ...others]).filter((name) => resource.nodeAt([...path, name]));
  const last = written.sort((a, b) => start(a) - start(b)).at(-1);
  return last === undefined ? path : [...path, last];
}

/** `.spec.x['a.b']` as a path; a `fieldPath` leads through fields and map keys only. */
function fieldPathOf(fieldPath: string | undefined): Path {
  return [...(fieldPath ?? '').matchAll(/\.([A-Za-z_]\w*)|\['([^']*)'\]/g)].map(([, name, key]) => name ?? key ?? '');
}

function fieldsOf(uses: readonly CelUse[]): readonly string[] {
  return [...new Set(uses.flatMap(({ path: [first] }) => (typeof first === 'string' ? [first] : [])))];
}

/** Where a rule is about which of some fields are there, which of them are. */
function stateOf({ value }: Judged, path: Path, { uses }: CelFailure): string {
  const object = valueAt(value, path);
  const fields = fieldsOf(uses);
  if (fields.length < 2 || !uses.every((use) => !use.value && use.path.length === 1) || !isObject(object)) return '';
  const set = fields.filter((name) => Object.hasOwn(object, name));
  if (set.length === 0) return `None of ${listNames(fields)} is set.`;
  return set.length === 1 ? `Of these only ${listNames(set)} is set.` : `${listNames(set)} are set.`;
}

/** Whether an entry can be taken out with its lines: it stands in a block mapping, at this very place. */
function isRemovable(resource: ResourceNode, path: Path): boolean {
  const owner = resource.nodeAt(path.slice(0, -1));
  if (owner?.type !== 'map' || owner.flow || owner.alias !== undefined || owner.entries.length < 2) return false;
  const entry = owner.entries.filter(({ name }) => name === path.at(-1)).at(-1);
  return entry !== undefined && !entry.merged;
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((segment, i) => path[i] === segment);
}
