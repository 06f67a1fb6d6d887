import type { CancellationToken } from '../../cancellation.ts';
import { judgedSpecPath } from '../../model/externalSecret.ts';
import { isAbsent, writtenText } from '../../model/known.ts';
import { isObject, remoteReferences, valueAt } from '../../model/references.ts';
import type { PropertyEntry } from '../../providers/secretEntries.ts';
import type { SecretCatalog } from '../../providers/secretProvider.ts';
import { problemText } from '../../providers/told.ts';
import type { MapNode, SeqNode } from '../../syntax/node.ts';
import { type Path, samePath } from '../../syntax/path.ts';
import { entryOf } from '../../syntax/resource.ts';
import { textStyleOf } from '../../syntax/textStyle.ts';
import { referenceId } from '../entryFacts.ts';
import { plainText } from '../markdown.ts';
import { addressOf, type StoreView, storeViewAt } from '../stores.ts';
import { appended, columnOf, dashOf, entryRemoval, insertedBefore, lineBreakOf, partsOf, removal } from './edits.ts';
import { extractsAlike, scalarsOf, sourceRefOf } from './extractProperties.ts';
import { type FragmentStyle, fragmentStyle, textScalar, type Written, writeEntry, writeValue } from './fragment.ts';
import {
  closedList,
  closedMap,
  holdsInside,
  holdsMore,
  isAnchored,
  type Plan,
  type Refactoring,
  type RefactoringPlace,
  type Refusal,
} from './refactoring.ts';

/**
 * A `dataFrom.extract`, or a `data` entry that fetches a whole secret, becomes one `data` entry per property. The names are asked of the
 * vault when the refactoring is chosen, and only of one that is connected; values are not.
 */
export const expandProperties: Refactoring = async (place) => {
  const { path: caret, resource, uri } = place;
  const spec = judgedSpecPath(resource);
  const [field, index] = spec === undefined ? [] : caret.slice(spec.length);
  if (spec === undefined || (field !== 'data' && field !== 'dataFrom') || typeof index !== 'number') return [];
  const { l10n } = place;
  const target: Target = {
    spec,
    list: field,
    index,
    item: [...spec, field, index],
    remote: field === 'data' ? 'remoteRef' : 'extract',
  };
  const key = writtenText(resource, [...target.item, target.remote, 'key']);
  if (key === undefined || !isExpandable(place, target) || !extractsAlike(place, target.item)) return [];
  // Without names the place of the new entries can be tried already.
  if ('reason' in planFor(place, target, [sample])) return [];
  const view = await storeViewAt(place, uri, resource, target.item);
  if (view === undefined || !tellsProperties(view) || isMissing(place, [...target.item, target.remote])) return [];
  const version = valueAt(resource.json(), [...target.item, target.remote, 'version']);
  return [
    {
      title: l10n.t('Expand {0} into one data entry per property', plainText(key, 80)),
      kind: 'refactor.rewrite.expand',
      plan: {
        remote: true,
        async make(token) {
          const properties = await topProperties(place, view, key, version, token);
          return 'reason' in properties ? properties : planFor(place, target, properties);
        },
      },
    },
  ];
};

/** A store whose vault may be asked for properties. */
export type PropertyTeller = StoreView & { readonly catalog: SecretCatalog };

/** Whether the vault of a store may be asked for properties, and knows such. */
export function tellsProperties(view: StoreView): view is PropertyTeller {
  return view.catalog !== undefined && view.provider !== undefined && view.provider.capabilities.properties !== 'none';
}

/** Whether the vault has said that the key of an entry is not there, so that it has no properties to tell. */
export function isMissing({ entries, resource, uri }: RefactoringPlace, remote: Path): boolean {
  const reference = remoteReferences(resource).find(({ path }) => samePath(path, remote));
  const fact = reference && entries.factOf(uri, referenceId(resource, reference));
  return fact?.isThere === false && fact.field === 'key';
}

/** All properties of a secret that a single name leads to, asked of the vault now; or why they cannot be told. */
export async function topProperties(
  { l10n }: Pick<RefactoringPlace, 'l10n'>,
  view: PropertyTeller,
  key: string,
  version: unknown,
  token: CancellationToken,
): Promise<readonly PropertyEntry[] | Refusal> {
  const { complete, items, problem } = await view.catalog.properties(
    key,
    typeof version === 'string' ? version : undefined,
    token,
  );
  if (problem?.code === 'values-not-allowed') return { reason: problemText(problem, l10n), allow: addressOf(view) };
  if (problem !== undefined) return { reason: problemText(problem, l10n) };
  const properties = items.filter(({ path }) => path.length === 1);
  if (properties.length === 0)
    return { reason: l10n.t('{0} has no properties: its value is not a JSON object.', plainText(key, 80)) };
  return complete ? properties : { reason: l10n.t('{0} has more properties than can be listed.', plainText(key, 80)) };
}

interface Target {
  readonly spec: Path;
  readonly list: 'data' | 'dataFrom';
  readonly index: number;
  readonly item: Path;
  readonly remote: 'remoteRef' | 'extract';
}

/** Longer than a Secret's keys may be, so that no entry can have it already. */
const longName = 'x'.repeat(254);
const sample: PropertyEntry = { property: longName, path: [longName], type: 'string' };

/** Whether single entries would fetch the same: nothing renames, selects a part, or comes after and overrides. */
function isExpandable(place: RefactoringPlace, { spec, list, index, item, remote }: Target): boolean {
  const { resource } = place;
  const map = closedMap(resource, [...item, remote]);
  const entries = closedList(resource, [...spec, list]);
  if (map === undefined || entries === undefined || isAnchored(place, item)) return false;
  if (!isAbsent(resource, item, [remote, 'property']) || !isAbsent(resource, item, ['rewrite'])) return false;
  const json = valueAt(resource.json(), [...item, remote]);
  if (!isObject(json) || (json['metadataPolicy'] ?? 'None') !== 'None') return false;
  if (list === 'dataFrom') return index === entries.items.length - 1 && (json['conversionStrategy'] ?? 'Default') === 'Default';
  // A template may use the whole secret by the name that it has now.
  return isAbsent(resource, spec, ['target', 'template']) || isAbsent(resource, spec, ['target']);
}

function planFor(place: RefactoringPlace, target: Target, properties: readonly PropertyEntry[]): Plan | Refusal {
  const { document, resource } = place;
  const map = closedMap(resource, target.spec);
  const list = closedList(resource, [...target.spec, target.list]);
  const parts = list && partsOf(document.parsed.text, list);
  const part = parts?.[target.index];
  const entry = entryOf(map, target.list);
  if (map === undefined || list === undefined || entry === undefined || part === undefined || holdsMore(document, part))
    return noPlace(place);
  const style = fragmentStyle(textStyleOf(document.parsed), map);
  const written = entriesFor(place, target, properties, style, list.flow);
  if ('reason' in written) return written;
  const plan =
    target.list === 'data'
      ? inPlace(place, list, part, written.entries, style)
      : below(place, target, map, list, written.entries, style);
  return plan ?? noPlace(place);
}

function noPlace({ l10n }: RefactoringPlace): Refusal {
  return { reason: l10n.t('The new entries have no safe place in this text.') };
}

/** An entry for each property, in the order of the vault's answer; those that `data` has already win over an extract, and stay. */
function entriesFor(
  place: RefactoringPlace,
  target: Target,
  properties: readonly PropertyEntry[],
  style: FragmentStyle,
  flow: boolean,
): { readonly entries: readonly Written[] } | Refusal {
  const { document, l10n, resource } = place;
  const remote = scalarsOf(document.parsed.text, closedMap(resource, [...target.item, target.remote]), style, flow, [
    'conversionStrategy',
  ]);
  const source = sourceRefOf(place, target.item, style, flow);
  if (remote === undefined || source === undefined) return noPlace(place);
  const data = valueAt(resource.json(), [...target.spec, 'data']);
  const others = Array.isArray(data) ? data.filter((_, i) => target.list === 'dataFrom' || i !== target.index) : [];
  const used = new Set(others.map((entry) => (isObject(entry) ? entry['secretKey'] : undefined)));
  const fresh = new Map<string, PropertyEntry>();
  for (const property of properties) {
    // conversionStrategy Default: what may not stand in a Secret's key becomes an underscore.
    const secretKey = (property.path[0] ?? '').replace(/[^-._a-zA-Z0-9]/g, '_');
    if (fresh.has(secretKey))
      return { reason: l10n.t('Two properties of the secret would get the secretKey "{0}".', plainText(secretKey, 80)) };
    if (!used.has(secretKey)) fresh.set(secretKey, property);
    else if (target.list === 'data')
      return { reason: l10n.t('data has an entry with the secretKey "{0}" already.', plainText(secretKey, 80)) };
  }
  if (fresh.size === 0) return { reason: l10n.t('data has entries for all properties of the secret already.') };
  const { key = '', ...rest } = remote;
  const entries = [...fresh].map(([secretKey, { property }]) => ({
    secretKey: textScalar(secretKey, style, flow),
    remoteRef: { key, property: textScalar(property, style, flow), ...rest },
    ...source,
  }));
  return { entries };
}

/** The new entries take the place of an entry of `data`. */
function inPlace(
  { document: { parsed } }: RefactoringPlace,
  list: SeqNode,
  part: { readonly start: number; readonly end: number },
  entries: readonly Written[],
  style: FragmentStyle,
): Plan {
  if (list.flow) return { spans: [{ ...part, newText: entries.map((entry) => writeValue(entry, style, undefined)).join(', ') }] };
  const column = columnOf(parsed.text, part);
  const dash = dashOf(parsed.text, part);
  const lines = entries.map((entry) => dash + writeValue(entry, style, column + dash.length));
  return { spans: [{ ...part, newText: lines.join(lineBreakOf(parsed.text) + ' '.repeat(column)) }] };
}

/** The new entries come behind those of `data`, or make a `data`; the extract goes. */
function below(
  place: RefactoringPlace,
  { spec, index }: Target,
  map: MapNode,
  list: SeqNode,
  entries: readonly Written[],
  style: FragmentStyle,
): Plan | undefined {
  const { document, resource } = place;
  const { text } = document.parsed;
  const whole = entryOf(map, 'dataFrom');
  const first = partsOf(text, list)?.[0];
  if (whole === undefined || first === undefined || list.flow !== map.flow) return undefined;
  const isAll = list.items.length === 1;
  if (!isAbsent(resource, spec, ['data'])) {
    const data = closedList(resource, [...spec, 'data']);
    if (data === undefined || data.flow !== map.flow || isAnchored(place, [...spec, 'data'])) return undefined;
    const added = appended(
      text,
      data,
      entries.map((entry) => (column) => writeValue(entry, style, column)),
    );
    const removed = isAll ? entryRemoval(document, map, 'dataFrom') : removal(document, list, (i) => i === index);
    return added && removed && { spans: [added, ...removed] };
  }
  if (entryOf(map, 'data') !== undefined) return undefined;
  const dashes = list.flow ? undefined : columnOf(text, first) - columnOf(text, whole.range);
  const write = (column: number | undefined) => writeEntry('data', entries, style, column, dashes);
  if (isAll) {
    if (holdsInside(document, whole.range)) return undefined;
    return { spans: [{ ...whole.range, newText: write(map.flow ? undefined : columnOf(text, whole.range)) }] };
  }
  const added = insertedBefore(document, map, 'dataFrom', [write]);
  const removed = removal(document, list, (i) => i === index);
  return added && removed && { spans: [added, ...removed] };
}
