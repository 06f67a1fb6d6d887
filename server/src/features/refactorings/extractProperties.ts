import { judgedSpecPath } from '../../model/externalSecret.ts';
import { isAbsent, writtenText } from '../../model/known.ts';
import { isObject, storeRefAt, valueAt } from '../../model/references.ts';
import type { StoreConfig } from '../../model/storeConfig.ts';
import type { SeqNode } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { entryOf } from '../../syntax/resource.ts';
import { textStyleOf } from '../../syntax/textStyle.ts';
import { plainText } from '../markdown.ts';
import { columnOf, insertedBefore, partsOf, removal } from './edits.ts';
import { type FragmentStyle, fragmentStyle, sameScalar, type Written, writeEntry } from './fragment.ts';
import {
  closedList,
  closedMap,
  holdsInside,
  isAnchored,
  type Plan,
  type Refactoring,
  type RefactoringPlace,
} from './refactoring.ts';

/**
 * `data` entries that read the properties of one key, each under its own name, become one `dataFrom.extract`. What they fetch comes out
 * the same; the other properties of the key come along, which the title says.
 */
export const extractProperties: Refactoring = (place) => {
  const { path, resource } = place;
  const spec = judgedSpecPath(resource);
  const index = spec && path[spec.length + 1];
  if (spec === undefined || path[spec.length] !== 'data' || typeof index !== 'number') return [];
  const list = [...spec, 'data'];
  const data = closedList(resource, list);
  const key = writtenText(resource, [...list, index, 'remoteRef', 'key']);
  if (data === undefined || key === undefined || isAnchored(place, list) || !extractsAlike(place, [...list, index])) return [];
  const group = [...data.items.keys()].filter((i) => valueAt(resource.json(), [...list, i, 'remoteRef', 'key']) === key);
  const [first] = group;
  const wanted = first === undefined ? undefined : sourceOf(place, [...list, first]);
  if (first === undefined || group.some((i) => sourceOf(place, [...list, i]) !== wanted)) return [];
  if (wanted === undefined || data.items.some((_, i) => closedMap(resource, [...list, i]) === undefined)) return [];
  const plan = planFor(place, spec, data, group);
  const title = place.l10n.t('Fetch all properties of {0} by dataFrom.extract', plainText(key, 80));
  return plan === undefined ? [] : [{ title, kind: 'refactor.rewrite.extract', plan }];
};

/** Back ends whose `data[].remoteRef.property` and `dataFrom[].extract` give the same value for a name (`providers.md`, overview). */
const alike = new Set(
  (
    'akeyless aws azurekv beyondtrustworkloadcredentials cloudrusm delinea dvls fake fortanix gcpsm gitlab infisical keepersecurity ' +
    'kubernetes nebiusmysterybox onepassword openBao oracle ovh scaleway secretserver senhasegura vault yandexlockbox'
  ).split(' '),
);

/** Whether the store's back end is one of those, as far as the workspace knows the store. */
export function extractsAlike({ index, resource, uri }: RefactoringPlace, path: Path): boolean {
  const ref = storeRefAt(resource, path);
  const config = ref && index.resolveStore(ref, { uri, namespace: resource.namespace })?.config;
  return config === undefined || isAlikeExtracted(config);
}

/** Whether `extract` gives the same value for a name as `property` does, in the back end of a store. */
export function isAlikeExtracted({ config, provider }: Pick<StoreConfig, 'config' | 'provider'>): boolean {
  return alike.has(provider) && config['service'] !== 'CertificateManager';
}

/** What an entry reads from, as a text to compare; undefined where it does more than to read a property under its own name. */
function sourceOf({ resource }: RefactoringPlace, path: Path): string | undefined {
  const entry = valueAt(resource.json(), path);
  const map = closedMap(resource, path);
  const remote = isObject(entry) ? entry['remoteRef'] : undefined;
  if (map === undefined || !isObject(entry) || !isObject(remote) || closedMap(resource, [...path, 'remoteRef']) === undefined)
    return undefined;
  const { property, ...others } = remote;
  // A name with other characters may be a path, or changed on its way into the Secret.
  if (typeof property !== 'string' || property !== entry['secretKey'] || !/^[A-Za-z0-9_-]+$/.test(property)) return undefined;
  if (others['metadataPolicy'] !== undefined && others['metadataPolicy'] !== 'None') return undefined;
  if (resource.isPlaceholder([...path, 'remoteRef', 'property']) || resource.isPlaceholder([...path, 'secretKey']))
    return undefined;
  if (map.entries.some(({ name }) => name !== 'secretKey' && name !== 'remoteRef' && name !== 'sourceRef')) return undefined;
  return JSON.stringify([sorted(others), entry['sourceRef'] ?? null]);
}

function sorted(object: object): readonly unknown[] {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
}

function planFor(place: RefactoringPlace, spec: Path, data: SeqNode, group: readonly number[]): Plan | undefined {
  const { document, resource } = place;
  const { text } = document.parsed;
  const map = closedMap(resource, spec);
  // Another dataFrom might fetch what comes along under the same names, and one of the two would win.
  if (entryOf(map, 'dataFrom') !== undefined) return undefined;
  const parts = partsOf(text, data);
  const dataEntry = entryOf(map, 'data');
  if (map === undefined || parts === undefined || dataEntry === undefined) return undefined;
  const style = fragmentStyle(textStyleOf(document.parsed), map);
  const item = itemFor(place, [...spec, 'data', group[0] ?? 0], style, map.flow);
  if (item === undefined) return undefined;
  const isAll = group.length === data.items.length;
  // The dashes stand as those of `data`.
  const dashes = data.flow || parts[0] === undefined ? undefined : columnOf(text, parts[0]) - columnOf(text, dataEntry.range);
  const write = (column: number | undefined) => writeEntry('dataFrom', [item], style, column, dashes);
  if (isAll) {
    if (holdsInside(document, dataEntry.range)) return undefined;
    return { spans: [{ ...dataEntry.range, newText: write(map.flow ? undefined : columnOf(text, dataEntry.range)) }] };
  }
  const added = insertedBefore(document, map, 'data', [write]);
  const removed = removal(document, data, (i) => group.includes(i));
  return added && removed && { spans: [added, ...removed] };
}

function itemFor(place: RefactoringPlace, path: Path, style: FragmentStyle, flow: boolean): Written | undefined {
  const { document, resource } = place;
  const remote = scalarsOf(document.parsed.text, closedMap(resource, [...path, 'remoteRef']), style, flow, ['property']);
  const source = sourceRefOf(place, path, style, flow);
  return remote === undefined || source === undefined ? undefined : { extract: remote, ...source };
}

/** The scalars of a mapping as they are written, but for some; undefined where something else is among them. */
export function scalarsOf(
  text: string,
  map: ReturnType<typeof closedMap>,
  style: FragmentStyle,
  flow: boolean,
  without: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const kept = map?.entries.filter(({ name }) => !without.includes(name));
  const written = kept?.map(({ name, value }) => [name, sameScalar(text, value, style, flow)] as const);
  if (written === undefined || written.some(([, raw]) => raw === undefined)) return undefined;
  return Object.fromEntries(written) as Record<string, string>;
}

/** The `sourceRef` of an entry that names a store, for another entry; nothing where there is none, undefined for any other. */
export function sourceRefOf(
  { document, resource }: Pick<RefactoringPlace, 'document' | 'resource'>,
  path: Path,
  style: FragmentStyle,
  flow: boolean,
): { readonly sourceRef?: Written } | undefined {
  if (isAbsent(resource, path, ['sourceRef'])) return {};
  const source = closedMap(resource, [...path, 'sourceRef']);
  if (source?.entries.length !== 1) return undefined;
  const storeRef = scalarsOf(document.parsed.text, closedMap(resource, [...path, 'sourceRef', 'storeRef']), style, flow, []);
  return storeRef && { sourceRef: { storeRef } };
}
