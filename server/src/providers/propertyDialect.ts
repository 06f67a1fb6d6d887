import type { PropertyEntry } from './secretEntries.ts';
import type { ProviderCapabilities } from './secretProvider.ts';

/** How ESO reads `remoteRef.property` for a back end. */
export type PropertyDialect = ProviderCapabilities['propertyDialect'];

/**
 * What to write into `remoteRef.property` so that ESO finds the value at a path of the secret's JSON, or undefined where the
 * dialect cannot name it (a nested value where only literal keys count, an empty key).
 *
 * @param path one unescaped key or index a level
 * @param topLevel the secret's top-level keys: a literal match there hides a nested value of the same spelling
 */
export function propertyOf(path: readonly string[], dialect: PropertyDialect, topLevel: ReadonlySet<string>): string | undefined {
  const [first = '', ...nested] = path;
  if (dialect === 'ignored' || path.includes('')) return undefined;
  if (nested.length === 0 && (dialect === 'exact' || dialect === 'exact-then-gjson')) return first;
  if (dialect === 'exact') return undefined;
  // ESO escapes every dot of its first try by itself, so a top-level key keeps its dots as they are.
  if (nested.length === 0 && dialect === 'escaped-then-gjson') return escapeName(first, false);
  const names = path.map((name) => escapeName(name, true));
  const dotted = names.join('.');
  return dialect !== 'gjson' && topLevel.has(dotted) ? names.join('|') : dotted;
}

/** Takes gjson's special characters their meaning: separators, wildcards and escapes anywhere, modifiers at the start. */
function escapeName(name: string, dots: boolean): string {
  const escaped = name.replace(dots ? /[\\.|*?#]/g : /[\\|*?#]/g, '\\$&');
  return /^[@![{]/.test(escaped) ? `\\${escaped}` : escaped;
}

/**
 * Whether ESO would find a property in a secret with these properties. `unknown` where it depends on more than names: wildcards,
 * queries, modifiers, the inside of arrays.
 *
 * @param entries all properties of the secret (of a complete listing; from a part of one, `missing` means nothing)
 * @param property the text of `remoteRef.property`
 */
export function findProperty(
  entries: readonly PropertyEntry[],
  property: string,
  dialect: PropertyDialect,
): { readonly state: 'found'; readonly entry: PropertyEntry } | { readonly state: 'missing' | 'unknown' } {
  let state: 'missing' | 'unknown' = 'missing';
  if (dialect === 'ignored' || property === '') return { state: 'unknown' };
  for (const path of readings(property, dialect)) {
    const entry = path && entries.find((candidate) => samePath(candidate.path, path));
    if (entry) return { state: 'found', entry };
    if (path === undefined || insideUnknown(entries, path)) state = 'unknown';
  }
  return { state };
}

/** The paths that ESO tries, in its order; undefined for one that is more than a path. */
function readings(property: string, dialect: PropertyDialect): (readonly string[] | undefined)[] {
  if (dialect === 'exact') return [[property]];
  if (dialect === 'labelled') return labelled(property);
  const plain = gjsonPath(property);
  if (dialect === 'gjson') return [plain];
  if (dialect === 'exact-then-gjson') return [[property], plain];
  if (!property.includes('.')) return [plain];
  const escaped = gjsonPath(property.replaceAll('.', '\\.'));
  return dialect === 'escaped-then-gjson' ? [escaped, plain] : [plain, escaped];
}

/** What a kind and a name lead to: what is of the kind, or the one kind that the secret has names alone for. */
function labelled(property: string): (readonly string[])[] {
  const [, kind, name] = /^(field|file)\/(.*)$/s.exec(property) ?? [];
  return kind === undefined || name === undefined ? [[property]] : [[kind, name], [name]];
}

/** A gjson path as the names it goes through, or undefined where it has wildcards, queries, modifiers or literals. */
function gjsonPath(text: string): readonly string[] | undefined {
  const names: string[] = [];
  let name = '';
  let started = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '.' || character === '|') {
      names.push(name);
      name = '';
      started = false;
      continue;
    }
    if (character === '*' || character === '?' || character === '#' || (!started && /[@![{]/.test(character))) return undefined;
    if (character === '\\') i += 1;
    name += character === '\\' ? text.charAt(i) : character;
    started = true;
  }
  return [...names, name];
}

/** Whether the way there leads into an array, of which not every element need be listed, or into what was not looked at. */
function insideUnknown(entries: readonly PropertyEntry[], path: readonly string[]): boolean {
  return entries.some(
    (entry) =>
      (entry.type === 'array' || entry.inside === 'unknown') &&
      entry.path.length < path.length &&
      entry.path.every((name, i) => name === path[i]),
  );
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
