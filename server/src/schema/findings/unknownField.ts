import { phrase } from '../../localisation.ts';
import type { Finding, Fix } from '../../model/finding.ts';
import type { YamlNode } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { nearest } from '../nearest.ts';
import { propertyOf, type Structure } from '../structure.ts';
import { formAt, type Judged, listNames, listValues, shorten, wholePath } from './judged.ts';
import { meantProvider, removedProviders } from './providerNames.ts';
import { fits, reshape } from './retype.ts';

/** A finding about an unknown field, and the absences that it accounts for: what is misspelt or misplaced is not missing as well. */
export interface UnknownField {
  readonly finding: Finding;
  readonly accountsFor: readonly { readonly path: Path; readonly field: string }[];
}

/** What a field that the object does not have was probably meant to be. */
type Guess =
  | { readonly kind: 'misspelt'; readonly name: string; readonly isOtherWord?: boolean }
  | { readonly kind: 'misplaced'; readonly path: Path; readonly through?: string }
  | { readonly kind: 'unlike'; readonly missing?: string };

/**
 * Explains the unknown fields of one object. Kubernetes: strict field validation answers `unknown field "spec.x"`; clients that ask
 * for less get the field dropped.
 */
export function unknownFields(
  judged: Judged,
  path: Path,
  fields: readonly string[],
  missing: readonly string[],
): readonly UnknownField[] {
  const unclaimed = new Set(missing);
  const form = formAt(judged, path);
  const free = Object.keys(form.properties ?? {}).filter((name) => judged.resource.nodeAt([...path, name]) === undefined);
  const guesses = fields.map((field) => [field, guessOf(judged, path, form, free, field)] as const);
  for (const [, guess] of guesses) if (guess.kind === 'misspelt') unclaimed.delete(guess.name);
  const begun = new Set<string>();
  return guesses.map(([field, guess]): UnknownField => {
    if (guess.kind === 'misspelt')
      return { finding: misspelt(judged, path, field, guess), accountsFor: [{ path, field: guess.name }] };
    if (guess.kind === 'misplaced') {
      const accountsFor = [{ path: guess.path, field }, ...(guess.through === undefined ? [] : [{ path, field: guess.through }])];
      // What several fields are missing is begun by the fix of the first.
      const isFixed = guess.through !== undefined && begun.has(guess.through);
      if (guess.through !== undefined) begun.add(guess.through);
      return { finding: misplaced(judged, path, field, guess.path, !isFixed), accountsFor };
    }
    const [absent] = unclaimed;
    if (absent !== undefined) unclaimed.delete(absent);
    return { finding: unlike(judged, path, field, absent), accountsFor: absent === undefined ? [] : [{ path, field: absent }] };
  });
}

/** `free`: what the object may have and has not. */
function guessOf(judged: Judged, path: Path, form: Structure, free: readonly string[], field: string): Guess {
  const same = free.find((name) => name.toLowerCase() === field.toLowerCase()) ?? free.find((name) => isWithEnding(name, field));
  if (same !== undefined) return { kind: 'misspelt', name: same };
  const value = judged.resource.nodeAt([...path, field]);
  const inside = childrenWith(judged, path, form, field);
  const outside = ancestorWith(judged, path, field);
  // A list of entries below target is meant for spec, not for the texts of the template.
  const fitting = inside.find((child) => fits(propertyOf(formAt(judged, [...path, child]), field), value));
  if (fitting !== undefined) return { kind: 'misplaced', path: [...path, fitting], through: fitting };
  const isOutside = outside !== undefined && fits(propertyOf(formAt(judged, outside), field), value);
  if (inside[0] !== undefined && !isOutside) return { kind: 'misplaced', path: [...path, inside[0]], through: inside[0] };
  const provider = meantProvider(path, field, free);
  if (provider !== undefined) return { kind: 'misspelt', name: provider, isOtherWord: true };
  const name = nearest(field, free) ?? withBeginning(free, field);
  if (name !== undefined) return { kind: 'misspelt', name };
  return outside === undefined ? { kind: 'unlike' } : { kind: 'misplaced', path: outside };
}

/** Whether the names differ only by an ending that is easily forgotten or added: `apiKey` for `apiKeyRef`, `tag` for `tags`. */
function isWithEnding(name: string, field: string): boolean {
  const [short, long] = name.length < field.length ? [name, field] : [field, name];
  return long.startsWith(short) && /^(s|Ref|SecretRef|Name)$/.test(long.slice(short.length));
}

/** The only name that ends in the word: `secretStoreRef` for `storeRef`. */
function withBeginning(names: readonly string[], field: string): string | undefined {
  const [only, ...others] = names.filter((name) => name.toLowerCase().endsWith(field.toLowerCase()));
  return others.length === 0 && field.length > 4 ? only : undefined;
}

/** The child objects that have the field: those that are written, or the only one there could be. */
function childrenWith(judged: Judged, path: Path, form: Structure, field: string): readonly string[] {
  const having = Object.keys(form.properties ?? {}).filter(
    (child) => propertyOf(formAt(judged, [...path, child]), field) !== undefined,
  );
  const written = having.filter((child) => judged.resource.nodeAt([...path, child]) !== undefined);
  return written.length > 0 || having.length === 1 ? (written.length > 0 ? written : having) : [];
}

function ancestorWith(judged: Judged, path: Path, field: string): Path | undefined {
  for (let length = path.length - 1; length > 0; length--) {
    const ancestor = path.slice(0, length);
    if (propertyOf(formAt(judged, ancestor), field) !== undefined) return ancestor;
  }
  return undefined;
}

function misspelt(judged: Judged, path: Path, field: string, { name, isOtherWord }: Guess & { kind: 'misspelt' }): Finding {
  const rename = { at: { path: [...path, field], part: 'key' } as const, newText: name };
  const form = propertyOf(formAt(judged, path), name);
  const value = judged.resource.nodeAt([...path, field]);
  const isFit = fits(form, value);
  const reshaped = isFit || form === undefined ? undefined : reshape(form, value, [...path, field]);
  const preferred = isOtherWord !== true && (isFit || reshaped !== undefined);
  return {
    ...unknown(path, field, `${what(judged, path, field)} Did you mean "${name}"?`),
    fixes: [{ title: phrase('Change to "{0}"', name), preferred, edits: [rename, ...(reshaped ?? [])] }],
  };
}

function misplaced(judged: Judged, path: Path, field: string, rightPlace: Path, isFixable: boolean): Finding {
  const isInside = rightPlace.length > path.length;
  const direction = isInside ? 'indent it below' : 'move it out to';
  const fix = isInside ? moveIn(judged, path, field, rightPlace) : moveOut(judged, path, field, rightPlace);
  return {
    ...unknown(path, field, `${what(judged, path, field)} It is a field of ${wholePath(judged, rightPlace)}: ${direction} that.`),
    ...(fix === undefined || !isFixable ? {} : { fixes: [fix] }),
  };
}

/** The entry goes below the one before it, or below one that is not there yet. */
function moveIn(judged: Judged, path: Path, field: string, rightPlace: Path): Fix | undefined {
  const owner = judged.resource.nodeAt(path);
  const child = String(rightPlace.at(-1));
  if (owner?.type !== 'map' || owner.flow || owner.alias !== undefined) return undefined;
  const at = owner.entries.findIndex(({ name }) => name === field);
  const own = owner.entries[at];
  if (own === undefined || own.merged || own.key.placeholder || owner.open) return undefined;
  const there = owner.entries.filter(({ name }) => name === child);
  const [target] = there;
  const isBefore = target !== undefined && owner.entries[at - 1] === target && takesMore(target.value, field);
  if (target !== undefined && (!isBefore || there.length > 1)) return undefined;
  if (!fits(propertyOf(formAt(judged, rightPlace), field), own.value)) return undefined;
  const edits = [{ at: { path: [...path, field], part: 'entry' }, newText: child, beside: 'into' }] as const;
  return { title: phrase('Move into {0}', child), preferred: true, edits };
}

function takesMore(value: YamlNode, field: string): boolean {
  if (value.alias !== undefined || value.placeholder) return false;
  if (value.type === 'scalar') return value.value === null && value.range.end === value.range.start;
  return value.type === 'map' && !value.flow && !value.open && value.entries.every(({ name }) => name !== field);
}

/** The last entry of a mapping goes out to where that mapping is an entry. */
function moveOut(judged: Judged, path: Path, field: string, rightPlace: Path): Fix | undefined {
  const owner = judged.resource.nodeAt(path);
  const outer = judged.resource.nodeAt(rightPlace);
  if (rightPlace.length !== path.length - 1 || owner?.type !== 'map' || outer?.type !== 'map' || outer.flow) return undefined;
  const last = owner.entries.at(-1);
  if (owner.flow || owner.open || owner.alias !== undefined || outer.open || owner.entries.length < 2) return undefined;
  if (last?.name !== field || last.merged || last.key.placeholder) return undefined;
  if (outer.entries.some(({ name }) => name === field)) return undefined;
  if (!fits(propertyOf(formAt(judged, rightPlace), field), last.value)) return undefined;
  const edits = [{ at: { path: [...path, field], part: 'entry' }, newText: '', beside: 'out' }] as const;
  const place = rightPlace.at(-1);
  const title = place === undefined ? phrase('Move out to the resource') : phrase('Move out to {0}', String(place));
  return { title, preferred: true, edits };
}

function unlike(judged: Judged, path: Path, field: string, absent: string | undefined): Finding {
  const names = Object.keys(formAt(judged, path).properties ?? {});
  const known = names.length === 0 ? 'It takes no fields.' : names.length > 12 ? '' : `It has: ${listValues(names)}.`;
  const gone = removedProviders(path, field);
  if (gone !== undefined) return unknown(path, field, `${what(judged, path, field)} ${gone}`);
  const advice = absent === undefined ? known : `The required ${listNames([absent])} is missing there.`;
  return unknown(path, field, `${what(judged, path, field)} ${advice}`.trimEnd());
}

function what(judged: Judged, path: Path, field: string): string {
  const version = judged.version.replace(/^(\d+\.\d+)\..*/, '$1');
  return `"${shorten(field)}" is not a field of ${wholePath(judged, path)} in ESO ${version}: kubectl refuses it, other clients drop it.`;
}

function unknown(path: Path, field: string, message: string): Finding {
  return { rule: 'unknown-field', severity: 'error', at: { path: [...path, field], part: 'key' }, message };
}
