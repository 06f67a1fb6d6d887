import type { Finding } from '../../model/finding.ts';
import type { Path } from '../../syntax/path.ts';
import { nearest } from '../nearest.ts';
import { propertyOf, type Structure } from '../structure.ts';
import { formAt, type Judged, listNames, listValues, shorten, wholePath } from './judged.ts';

/** A finding about an unknown field, and the absences that it accounts for: what is misspelt or misplaced is not missing as well. */
export interface UnknownField {
  readonly finding: Finding;
  readonly accountsFor: readonly { readonly path: Path; readonly field: string }[];
}

/** What a field that the object does not have was probably meant to be. */
type Guess =
  | { readonly kind: 'misspelt'; readonly name: string }
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
  return guesses.map(([field, guess]): UnknownField => {
    if (guess.kind === 'misspelt')
      return { finding: misspelt(judged, path, field, guess.name), accountsFor: [{ path, field: guess.name }] };
    if (guess.kind === 'misplaced') {
      const accountsFor = [{ path: guess.path, field }, ...(guess.through === undefined ? [] : [{ path, field: guess.through }])];
      return { finding: misplaced(judged, path, field, guess.path), accountsFor };
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
  const inside = childWith(judged, path, form, field);
  if (inside !== undefined) return { kind: 'misplaced', path: [...path, inside], through: inside };
  const name = nearest(field, free);
  if (name !== undefined) return { kind: 'misspelt', name };
  const outside = ancestorWith(judged, path, field);
  return outside === undefined ? { kind: 'unlike' } : { kind: 'misplaced', path: outside };
}

/** Whether the names differ only by an ending that is easily forgotten or added: `apiKey` for `apiKeyRef`, `tag` for `tags`. */
function isWithEnding(name: string, field: string): boolean {
  const [short, long] = name.length < field.length ? [name, field] : [field, name];
  return long.startsWith(short) && /^(s|Ref|SecretRef|Name)$/.test(long.slice(short.length));
}

/** The child object that has the field: one that is written, or the only one there could be. */
function childWith(judged: Judged, path: Path, form: Structure, field: string): string | undefined {
  const having = Object.keys(form.properties ?? {}).filter(
    (child) => propertyOf(formAt(judged, [...path, child]), field) !== undefined,
  );
  const written = having.filter((child) => judged.resource.nodeAt([...path, child]) !== undefined);
  if (written.length > 0) return written[0];
  return having.length === 1 ? having[0] : undefined;
}

function ancestorWith(judged: Judged, path: Path, field: string): Path | undefined {
  for (let length = path.length - 1; length > 0; length--) {
    const ancestor = path.slice(0, length);
    if (propertyOf(formAt(judged, ancestor), field) !== undefined) return ancestor;
  }
  return undefined;
}

function misspelt(judged: Judged, path: Path, field: string, name: string): Finding {
  const at = { path: [...path, field], part: 'key' } as const;
  return {
    ...unknown(path, field, `${what(judged, path, field)} Did you mean "${name}"?`),
    fixes: [{ title: `Change to "${name}"`, preferred: true, edits: [{ at, newText: name }] }],
  };
}

function misplaced(judged: Judged, path: Path, field: string, rightPlace: Path): Finding {
  const direction = rightPlace.length > path.length ? 'indent it below' : 'move it out to';
  return unknown(
    path,
    field,
    `${what(judged, path, field)} It is a field of ${wholePath(judged, rightPlace)}: ${direction} that.`,
  );
}

function unlike(judged: Judged, path: Path, field: string, absent: string | undefined): Finding {
  const names = Object.keys(formAt(judged, path).properties ?? {});
  const known = names.length === 0 ? 'It takes no fields.' : names.length > 12 ? '' : `It has: ${listValues(names)}.`;
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
