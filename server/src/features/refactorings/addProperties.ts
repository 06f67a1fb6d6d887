import { judgedSpecPath } from '../../model/externalSecret.ts';
import { writtenText } from '../../model/known.ts';
import { isObject, valueAt } from '../../model/references.ts';
import type { PropertyEntry } from '../../providers/secretEntries.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { textStyleOf } from '../../syntax/textStyle.ts';
import { plainText } from '../markdown.ts';
import { storeViewAt } from '../stores.ts';
import { appended } from './edits.ts';
import { isMissing, tellsProperties, topProperties } from './expandProperties.ts';
import { scalarsOf, sourceRefOf } from './extractProperties.ts';
import { fragmentStyle, textScalar, type Written, writeValue } from './fragment.ts';
import { type NamedProperty, namingLike } from './namesAlike.ts';
import {
  closedList,
  closedMap,
  isAnchored,
  type Plan,
  type Refactoring,
  type RefactoringPlace,
  type Refusal,
} from './refactoring.ts';

/**
 * Behind a `data` entry that fetches a property come entries for the other properties of the same key, named as the entries that are
 * there. The names are asked of the vault when the refactoring is chosen, and only of one that is connected; values are not.
 */
export const addProperties: Refactoring = async (place) => {
  const { path, resource, uri } = place;
  const spec = judgedSpecPath(resource);
  const index = spec && path[spec.length + 1];
  if (spec === undefined || path[spec.length] !== 'data' || typeof index !== 'number') return [];
  const list = [...spec, 'data'];
  const remote = [...list, index, 'remoteRef'];
  const key = writtenText(resource, [...remote, 'key']);
  const property = writtenText(resource, [...remote, 'property']);
  const json = valueAt(resource.json(), remote);
  if (key === undefined || property === undefined || isAnchored(place, list)) return [];
  if (!isObject(json) || (json['metadataPolicy'] ?? 'None') !== 'None') return [];
  // Without names the place of the new entries can be tried already.
  if ('reason' in planFor(place, list, index, [sample])) return [];
  const view = await storeViewAt(place, uri, resource, [...list, index]);
  if (view === undefined || !tellsProperties(view) || isMissing(place, remote)) return [];
  return [
    {
      title: place.l10n.t('Add entries for the other properties of {0}', plainText(key, 80)),
      kind: 'refactor.rewrite.addProperties',
      plan: {
        remote: true,
        async make(token) {
          const properties = await topProperties(place, view, key, json['version'], token);
          return 'reason' in properties ? properties : planFor(place, list, index, properties);
        },
      },
    },
  ];
};

/** Longer than a Secret's keys may be, so that no entry can have it already. */
const longName = 'x'.repeat(254);
const sample: PropertyEntry = { property: longName, path: [longName], type: 'string' };

function planFor(place: RefactoringPlace, list: Path, index: number, properties: readonly PropertyEntry[]): Plan | Refusal {
  const { document, l10n, resource } = place;
  const noPlace: Refusal = { reason: l10n.t('The new entries have no safe place in this text.') };
  const { text } = document.parsed;
  const data = closedList(resource, list);
  const item = [...list, index];
  const remoteMap = closedMap(resource, [...item, 'remoteRef']);
  if (data === undefined || remoteMap === undefined || closedMap(resource, item) === undefined) return noPlace;
  const style = fragmentStyle(textStyleOf(document.parsed), data);
  // How a value is decoded is a matter of that property.
  const remote = scalarsOf(text, remoteMap, style, data.flow, ['property', 'decodingStrategy']);
  const source = sourceRefOf(place, item, style, data.flow);
  if (remote === undefined || source === undefined) return noPlace;
  const { group, secretKeys, used } = readData(place, list, index);
  const nameOf = namingLike(group);
  const entries: Written[] = [];
  for (const { path, property } of properties) {
    if (used.has(property)) continue;
    const secretKey = nameOf(path[0] ?? '');
    if (secretKeys.has(secretKey))
      return { reason: l10n.t('data has an entry with the secretKey "{0}" already.', plainText(secretKey, 80)) };
    secretKeys.add(secretKey);
    const { key = '', ...rest } = remote;
    entries.push({
      secretKey: textScalar(secretKey, style, data.flow),
      remoteRef: { key, property: textScalar(property, style, data.flow), ...rest },
      ...source,
    });
  }
  if (entries.length === 0) return { reason: l10n.t('data has entries for all properties of the secret already.') };
  const added = appended(
    text,
    data,
    entries.map((entry) => (column) => writeValue(entry, style, column)),
    lastAlike(place, list, index),
  );
  return added === undefined ? noPlace : { spans: [added] };
}

interface DataFacts {
  /** The entries of the same key with the names that they give, that at the caret first. */
  readonly group: readonly NamedProperty[];
  /** All names that are given. */
  readonly secretKeys: Set<string>;
  /** The properties that are fetched of the key. */
  readonly used: ReadonlySet<string>;
}

function readData({ resource }: RefactoringPlace, list: Path, index: number): DataFacts {
  const data = valueAt(resource.json(), list);
  const entries = (Array.isArray(data) ? data : []).map((entry) => ({
    secretKey: textIn(entry, ['secretKey']),
    key: textIn(entry, ['remoteRef', 'key']),
    property: textIn(entry, ['remoteRef', 'property']),
  }));
  const here = entries[index];
  const alike = entries.filter(({ key }) => key === here?.key).sort((a, b) => Number(b === here) - Number(a === here));
  const group = alike.flatMap(({ property, secretKey }) =>
    property === undefined || secretKey === undefined ? [] : [{ property, secretKey }],
  );
  return {
    group,
    secretKeys: new Set(entries.flatMap(({ secretKey }) => secretKey ?? [])),
    used: new Set(group.map(({ property }) => property)),
  };
}

function textIn(entry: JsonValue | undefined, path: Path): string | undefined {
  const value = isObject(entry) ? valueAt(entry, path) : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The last of the entries that follow that at the caret without a break and read the same key. */
function lastAlike({ resource }: RefactoringPlace, list: Path, index: number): number {
  const keyAt = (i: number) => writtenText(resource, [...list, i, 'remoteRef', 'key']);
  let last = index;
  while (keyAt(last + 1) === keyAt(index)) last++;
  return last;
}
