import { judgedSpecPath } from '../../model/externalSecret.ts';
import { isAbsent, isPresent } from '../../model/known.ts';
import { isObject, valueAt } from '../../model/references.ts';
import type { JsonValue, MapNode } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { entryOf } from '../../syntax/resource.ts';
import { textStyleOf } from '../../syntax/textStyle.ts';
import type { TextSpan } from '../fixEdits.ts';
import { appended, entryRemoval, insertedBefore } from './edits.ts';
import { type FragmentStyle, fragmentStyle, sameScalar, type Written, writeEntry } from './fragment.ts';
import { closedList, closedMap, isAnchored, type Offer, type Refactoring, type RefactoringPlace } from './refactoring.ts';

/**
 * Moves the store that all entries name in their `sourceRef.storeRef` up to `secretStoreRef`, or down from there: an entry's own store
 * comes before the spec's, so both read the same. Entries that generate have no store, and stay as they are.
 */
export const moveStoreRef: Refactoring = (place) => {
  const spec = judgedSpecPath(place.resource);
  if (spec === undefined || !place.path.some((segment) => segment === 'sourceRef' || segment === 'secretStoreRef')) return [];
  const map = closedMap(place.resource, spec);
  const entries = entriesOf(place, spec);
  if (map === undefined || entries === undefined || entries.length === 0) return [];
  return [...moveUp(place, spec, map, entries), ...moveDown(place, spec, map, entries)];
};

/** The mappings of `data` and `dataFrom` that read from a store; undefined where there may be others. */
function entriesOf({ resource }: RefactoringPlace, spec: Path): readonly Path[] | undefined {
  const found: Path[] = [];
  for (const field of ['data', 'dataFrom']) {
    if (isAbsent(resource, spec, [field])) continue;
    const list = closedList(resource, [...spec, field]);
    if (list === undefined) return undefined;
    for (const i of list.items.keys()) {
      const path = [...spec, field, i];
      if (closedMap(resource, path) === undefined) return undefined;
      if (isPresent(resource, path, ['sourceRef', 'generatorRef'])) continue;
      if (!isAbsent(resource, path, ['sourceRef', 'generatorRef'])) return undefined;
      found.push(path);
    }
  }
  return found;
}

function moveUp(place: RefactoringPlace, spec: Path, map: MapNode, entries: readonly Path[]): readonly Offer[] {
  const { document, resource } = place;
  const own = isAbsent(resource, spec, ['secretStoreRef']) ? undefined : [...spec, 'secretStoreRef'];
  if (own === undefined && entryOf(map, 'secretStoreRef') !== undefined) return [];
  const named = entries.filter((path) => !isAbsent(resource, path, ['sourceRef']));
  const refs = named.map((path) => [...path, 'sourceRef', 'storeRef']);
  const first = refs[0];
  if (first === undefined || (own === undefined && named.length < entries.length)) return [];
  const wanted = refIn(resource.json(), own ?? first);
  const isSame = [...refs, ...(own === undefined ? [] : [own])].every(
    (path) => closedMap(resource, path) !== undefined && refIn(resource.json(), path) === wanted && !isAnchored(place, path),
  );
  if (wanted === undefined || !isSame) return [];
  const spans: TextSpan[] = [];
  for (const path of named) {
    const entry = closedMap(resource, path);
    const removed = entry && entryRemoval(document, entry, 'sourceRef');
    if (removed === undefined || closedMap(resource, [...path, 'sourceRef'])?.entries.length !== 1) return [];
    spans.push(...removed);
  }
  if (own === undefined) {
    const written = writtenRef(place, first, map);
    const added = written && firstPossible(place, map, written);
    if (added === undefined) return [];
    spans.push(added);
  }
  return [{ title: place.l10n.t('Name the store once, in secretStoreRef'), kind: 'refactor.rewrite.store', plan: { spans } }];
}

function moveDown(place: RefactoringPlace, spec: Path, map: MapNode, entries: readonly Path[]): readonly Offer[] {
  const { document, resource } = place;
  const { text } = document.parsed;
  const own = [...spec, 'secretStoreRef'];
  if (refIn(resource.json(), own) === undefined || closedMap(resource, own) === undefined || isAnchored(place, own)) return [];
  const removed = entryRemoval(document, map, 'secretStoreRef');
  if (removed === undefined) return [];
  const spans: TextSpan[] = [...removed];
  for (const path of entries) {
    if (!isAbsent(resource, path, ['sourceRef'])) {
      if (!isPresent(resource, path, ['sourceRef', 'storeRef', 'name'])) return [];
      continue;
    }
    const entry = closedMap(resource, path);
    if (entry === undefined || entryOf(entry, 'sourceRef') !== undefined || isAnchored(place, path)) return [];
    const written = writtenRef(place, own, entry);
    const added =
      written && appended(text, entry, [(column) => writeEntry('sourceRef', { storeRef: written.ref }, written.style, column)]);
    if (added === undefined) return [];
    spans.push(added);
  }
  return [{ title: place.l10n.t('Name the store in each entry'), kind: 'refactor.rewrite.store', plan: { spans } }];
}

/** The store that a reference names, as a text to compare; undefined where it has other fields than the two. */
function refIn(json: JsonValue, path: Path): string | undefined {
  const ref = valueAt(json, path);
  if (!isObject(ref) || typeof ref['name'] !== 'string' || Object.keys(ref).some((key) => key !== 'name' && key !== 'kind')) {
    return undefined;
  }
  return JSON.stringify([ref['name'], ref['kind'] ?? 'SecretStore']);
}

interface WrittenRef {
  readonly ref: Written;
  readonly style: FragmentStyle;
}

/** A reference as it is written, for a place inside a mapping. */
function writtenRef({ document, resource }: RefactoringPlace, path: Path, into: MapNode): WrittenRef | undefined {
  const { text } = document.parsed;
  const style = fragmentStyle(textStyleOf(document.parsed), into);
  const fields = (closedMap(resource, path)?.entries ?? []).map(
    ({ name, value }) => [name, sameScalar(text, value, style, into.flow)] as const,
  );
  if (fields.some(([, raw]) => raw === undefined)) return undefined;
  return { ref: Object.fromEntries(fields) as Written, style };
}

/** Before the first entry of the spec that has no comment above, else behind the last. */
function firstPossible({ document }: RefactoringPlace, map: MapNode, { ref, style }: WrittenRef): TextSpan | undefined {
  const write = (column: number | undefined) => writeEntry('secretStoreRef', ref, style, column);
  for (const { name } of map.entries) {
    const span = insertedBefore(document, map, name, [write]);
    if (span !== undefined) return span;
  }
  return appended(document.parsed.text, map, [write]);
}
