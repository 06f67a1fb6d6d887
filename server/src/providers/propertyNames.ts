import { type PropertyDialect, propertyOf } from './propertyDialect.ts';
import type { PropertyEntry } from './secretEntries.ts';

/** Bounds, so that a huge value costs little and lists what a person can read. */
const most = { levels: 8, entries: 500, elements: 10, nameLength: 256 };

/**
 * The names and types inside a secret's value, outermost first. Nothing of the value is kept: each name is a fresh copy that shares
 * no memory with the text it was read from.
 *
 * @param text the value; may be anything
 * @returns `complete` false where bounds cut the list, or where the text is no JSON but ESO's lenient reader might still find
 * something in it: gjson looks for the first brace or bracket wherever it stands
 */
export function propertyNames(
  text: string,
  dialect: PropertyDialect,
): { readonly items: readonly PropertyEntry[]; readonly complete: boolean; readonly json: boolean } {
  const value = parse(text);
  if (typeof value !== 'object' || value === null) return { items: [], complete: !/[[{]/.test(text), json: false };
  return { ...propertyNamesIn(value, dialect), json: true };
}

/** The reason of a failure would quote the value, so there is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The same of a value that came as JSON already. */
export function propertyNamesIn(
  root: object,
  dialect: PropertyDialect,
): { readonly items: readonly PropertyEntry[]; readonly complete: boolean } {
  const topLevel = new Set(Array.isArray(root) ? [] : Object.keys(root).map(copyOf));
  const items: PropertyEntry[] = [];
  let complete = true;
  let level: { readonly path: readonly string[]; readonly value: object }[] = [{ path: [], value: root }];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === most.levels) return { items, complete: false };
    const next: typeof level = [];
    for (const { path: parent, value: container } of level) {
      for (const [name, value] of children(container)) {
        if (items.length === most.entries) return { items, complete: false };
        if (name.length > most.nameLength) complete = false;
        if (name === '' || name.length > most.nameLength) continue;
        const path = [...parent, copyOf(name)];
        const property = propertyOf(path, dialect, topLevel);
        if (property !== undefined) items.push({ property, path, type: typeOf(value) });
        if (typeof value === 'object' && value !== null) next.push({ path, value });
      }
    }
    level = next;
  }
  return { items, complete };
}

function children(container: object): [string, unknown][] {
  return Object.entries(Array.isArray(container) ? container.slice(0, most.elements) : container);
}

function typeOf(value: unknown): PropertyEntry['type'] {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'object';
}

/** A string of its own: engines may keep a substring as a window into the text it came from, which would keep the value alive. */
function copyOf(name: string): string {
  return Array.from(name).join('');
}
