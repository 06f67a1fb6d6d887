import type { Localisation } from '../../localisation.ts';
import { isEsoResource } from '../../model/esoKinds.ts';
import { isAbsent, textAt } from '../../model/known.ts';
import { type ChildField, fieldAt } from '../../schema/fields.ts';
import type { JsonValue, MapNode } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { toJson } from '../../syntax/resource.ts';
import { textStyleOf } from '../../syntax/textStyle.ts';
import type { TextSpan } from '../fixEdits.ts';
import { appended, entryRemoval, insertedBefore, partsOf, removal } from './edits.ts';
import { fragmentStyle, jsonFragment, writeEntry } from './fragment.ts';
import { closedMap, holdsMore, isAnchored, type Offer, type Refactoring, type RefactoringPlace } from './refactoring.ts';

/**
 * Writes out what the API server would fill in for the mapping at the caret, or takes away what only repeats that. The object in the
 * cluster is the same before and after.
 */
export const writeDefaults: Refactoring = async (place) => {
  const { operatorVersion, path: caret, resource, schemas } = place;
  const { apiVersion, kind } = resource;
  if (!isEsoResource(resource) || apiVersion === undefined || kind === undefined || caret[0] !== 'spec') return [];
  // The key of a mapping stands for the mapping.
  const path = resource.nodeAt(caret)?.type === 'map' ? caret : caret.slice(0, -1);
  const map = closedMap(resource, path);
  const field = map && (await fieldAt(schemas, operatorVersion, apiVersion, kind, path));
  if (map === undefined || field === undefined || isAnchored(place, path)) return [];
  const known = field.children.filter((child) => child.default !== undefined);
  return [...write(place, path, map, known), ...remove(place, path, map, known, field.default)];
};

function write(place: RefactoringPlace, path: Path, map: MapNode, known: readonly ChildField[]): readonly Offer[] {
  const { document, l10n, resource } = place;
  const { parsed } = document;
  const missing = known.filter(({ name }) => isAbsent(resource, path, [name]) && !isIdle(place, path, name));
  // A null is there already, and would be there twice.
  if (missing.length === 0 || missing.some(({ name }) => map.entries.some((entry) => entry.name === name))) return [];
  const style = fragmentStyle(textStyleOf(parsed), map);
  const entries = missing.map(
    ({ name, default: value = null }) =>
      (column: number | undefined) =>
        writeEntry(name, jsonFragment(value, style, map.flow), style, column),
  );
  const span = beforeLists(document, map, entries) ?? appended(parsed.text, map, entries);
  return span === undefined
    ? []
    : [{ title: writeTitle(missing, l10n), kind: 'refactor.rewrite.defaults', plan: { spans: [span] } }];
}

/** Behind long lists such as `data` new fields would hardly be seen. */
function beforeLists(
  document: RefactoringPlace['document'],
  map: MapNode,
  entries: readonly ((column: number | undefined) => string)[],
): TextSpan | undefined {
  const list = map.entries.find(({ value }) => value.type === 'seq');
  return list && insertedBefore(document, map, list.name, entries);
}

function remove(
  { document, l10n, resource }: RefactoringPlace,
  path: Path,
  map: MapNode,
  known: readonly ChildField[],
  ownDefault: JsonValue | undefined,
): readonly Offer[] {
  const { text } = document.parsed;
  const parts = partsOf(text, map) ?? [];
  // What a merge brings would come through.
  if (/<<["']?\s*:/.test(text.slice(map.range.start, map.range.end))) return [];
  const repeated = known.filter(({ name, default: value }) => {
    const index = map.entries.findIndex((entry) => entry.name === name);
    const part = parts[index];
    const entry = map.entries[index];
    // A field with a comment was written on purpose.
    return part !== undefined && entry !== undefined && same(toJson(entry.value), value) && !holdsMore(document, part);
  });
  if (repeated.length === 0 || map.entries.some((entry, i) => map.entries.findIndex(({ name }) => name === entry.name) !== i))
    return [];
  const names = new Set(repeated.map(({ name }) => name));
  const owner = closedMap(resource, path.slice(0, -1));
  const isAll = map.entries.every(({ name }) => names.has(name));
  // With its last entry the mapping would become null: it goes as a whole, where the API server puts it back.
  if (isAll && (owner === undefined || !same(toJson(map), ownDefault))) return [];
  const spans =
    isAll && owner !== undefined
      ? entryRemoval(document, owner, String(path.at(-1)))
      : removal(document, map, (i) => names.has(map.entries[i]?.name ?? ''));
  if (spans === undefined) return [];
  return [{ title: removeTitle(repeated, l10n), kind: 'refactor.rewrite.defaults', plan: { spans } }];
}

function writeTitle(fields: readonly ChildField[], l10n: Localisation): string {
  const [only, ...others] = fields;
  return only === undefined || others.length > 0
    ? l10n.t('Write out {0} defaults', fields.length)
    : l10n.t('Write out the default of {0}', only.name);
}

function removeTitle(fields: readonly ChildField[], l10n: Localisation): string {
  const [only, ...others] = fields;
  return only === undefined || others.length > 0
    ? l10n.t('Remove {0} defaults', fields.length)
    : l10n.t('Remove {0}, which repeats the default', only.name);
}

/** Whether ESO would ignore the field, so that writing it would only mislead. */
function isIdle({ resource }: RefactoringPlace, path: Path, name: string): boolean {
  return name === 'refreshInterval' && textAt(resource, path, ['refreshPolicy'], 'Periodic') !== 'Periodic';
}

function same(a: JsonValue, b: JsonValue | undefined): boolean {
  return b !== undefined && canonical(a) === canonical(b);
}

function canonical(value: JsonValue): string {
  return JSON.stringify(value, (_, child: unknown) => {
    if (typeof child === 'bigint') return String(child);
    if (typeof child !== 'object' || child === null || Array.isArray(child)) return child;
    return Object.fromEntries(Object.entries(child).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}
