import type { Finding } from '../../model/finding.ts';
import { isOpen } from '../../model/known.ts';
import type { ResourceNode } from '../../syntax/manifest.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { FIELDS_KEYWORD } from '../fieldsKeyword.ts';
import { type Judged, type LocatedError, templatedFields } from './judged.ts';
import { missingFields } from './missingField.ts';
import { type UnknownField, unknownFields } from './unknownField.ts';
import { wrongCount } from './wrongCount.ts';
import { wrongType } from './wrongType.ts';
import { badFormat, notAllowedValue, outOfRange } from './wrongValue.ts';

/**
 * Turns what the validators object to into findings, one for each mistake: of several objections to one value the most basic
 * speaks, what is misspelt or misplaced is not called missing as well, and what template text may supply is not claimed.
 */
export function explain(judged: Judged, errors: readonly LocatedError[]): readonly Finding[] {
  const places = placesOf(errors).filter(
    ({ path }) => !judged.resource.isPlaceholder(path) && judged.resource.nodeAt(path) !== undefined,
  );
  const unknown = places.flatMap((place) => unknownOf(judged, place));
  const findings = [...unknown.map(({ finding }) => finding), ...places.flatMap((place) => othersOf(judged, place, unknown))];
  return withoutCopies(judged.resource, findings);
}

/**
 * What is wrong behind an anchor is said once, where it is written, and not again at each alias. Where only an alias leads to it,
 * it is said there, but cannot be mended there.
 */
function withoutCopies(resource: ResourceNode, findings: readonly Finding[]): readonly Finding[] {
  const result: Finding[] = [];
  const said = new Set<string>();
  const tokens = findings.map((finding) => ({ finding, ...tokenOf(resource, finding) }));
  for (const { finding, range, copied } of [
    ...tokens.filter((token) => !token.copied),
    ...tokens.filter((token) => token.copied),
  ]) {
    const key = `${finding.rule} ${range?.start} ${range?.end}`;
    if (said.has(key)) continue;
    said.add(key);
    const { fixes: _, ...unfixed } = finding;
    result.push(copied ? unfixed : finding);
  }
  return result;
}

/** Where the token that a finding marks is written, and whether an alias or a merge brings it to the place that is meant. */
function tokenOf(resource: ResourceNode, { at }: Finding): { readonly range: OffsetRange | undefined; readonly copied: boolean } {
  if (!('path' in at)) return { range: at.range, copied: false };
  const last = at.path.at(-1);
  const owner = at.part === 'key' ? resource.nodeAt(at.path.slice(0, -1)) : undefined;
  const entry = owner?.type === 'map' ? owner.entries.filter(({ name }) => name === last).at(-1) : undefined;
  if (entry !== undefined) return { range: entry.key.range, copied: owner?.alias !== undefined || entry.merged };
  const node = resource.nodeAt(at.path);
  return { range: node?.range, copied: node?.alias !== undefined };
}

/** All objections to one value. */
interface Place {
  readonly path: Path;
  readonly keywords: ReadonlySet<string>;
  readonly unknown: readonly string[];
  readonly missing: readonly string[];
}

function placesOf(errors: readonly LocatedError[]): readonly Place[] {
  const byPath = new Map<string, LocatedError[]>();
  for (const error of errors) {
    const key = JSON.stringify(error.path);
    byPath.set(key, [...(byPath.get(key) ?? []), error]);
  }
  return [...byPath.values()].map((group) => ({
    path: group[0]?.path ?? [],
    keywords: new Set(group.map(({ keyword }) => keyword)),
    unknown: group.flatMap(({ keyword, field }) => (keyword === FIELDS_KEYWORD && field !== undefined ? [field] : [])),
    missing: group.flatMap(({ keyword, field }) => (keyword === 'required' && field !== undefined ? [field] : [])),
  }));
}

function unknownOf(judged: Judged, { path, unknown, missing }: Place): readonly UnknownField[] {
  const node = judged.resource.nodeAt(path);
  const keyIsText = (field: string): boolean =>
    node?.type !== 'map' || !node.entries.some((entry) => entry.name === field && entry.key.placeholder);
  return unknownFields(judged, path, unknown.filter(keyIsText).filter(isNoAssertion), isOpen(node) ? [] : missing);
}

/** Chainsaw's `(length(data))`, which a test expects of the object. */
function isNoAssertion(field: string): boolean {
  return !/^\(.*\)$/.test(field);
}

const NUMBER_KEYWORDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
const COUNT_KEYWORDS = ['minProperties', 'maxProperties', 'minItems', 'maxItems'];
const FORM_KEYWORDS = ['minLength', 'maxLength', 'format', 'pattern'];

function othersOf(
  judged: Judged,
  { path, keywords, unknown, missing }: Place,
  explained: readonly UnknownField[],
): readonly Finding[] {
  if (keywords.has('type')) return [wrongType(judged, path)];
  if (keywords.has('enum')) return [notAllowedValue(judged, path)];
  if (NUMBER_KEYWORDS.some((keyword) => keywords.has(keyword))) return [outOfRange(judged, path)];
  const form = FORM_KEYWORDS.find((keyword) => keywords.has(keyword));
  if (form !== undefined) return [badFormat(judged, path, form)];
  if (isOpen(judged.resource.nodeAt(path))) return [];
  const templated = templatedFields(judged.resource.nodeAt(path));
  const absent = missing.filter((field) => !isExplained(explained, path, field) && !templated.includes(field));
  const count = COUNT_KEYWORDS.some((keyword) => keywords.has(keyword)) ? wrongCount(judged, path, unknown) : undefined;
  return [...(absent.length === 0 ? [] : [missingFields(judged, path, absent)]), ...(count === undefined ? [] : [count])];
}

function isExplained(explained: readonly UnknownField[], path: Path, field: string): boolean {
  const key = JSON.stringify(path);
  return explained.some(({ accountsFor }) =>
    accountsFor.some((absence) => absence.field === field && JSON.stringify(absence.path) === key),
  );
}
