import { isEsoResource } from '../../model/esoKinds.ts';
import { isAbsent, writtenText } from '../../model/known.ts';
import { isObject, type StoreRef, valueAt } from '../../model/references.ts';
import type { ManifestDocument, ManifestFile, ResourceNode } from '../../syntax/manifest.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { textStyleOf } from '../../syntax/textStyle.ts';
import type { TextSpan } from '../fixEdits.ts';
import { appended } from './edits.ts';
import { fragmentStyle, textScalar, writeEntry } from './fragment.ts';
import { closedMap, isAnchored, type RefactoringPlace } from './refactoring.ts';

/** A place of the workspace that names a store. */
export interface StoreUser {
  readonly uri: string;
  readonly file: ManifestFile;
  readonly document: ManifestDocument;
  readonly resource: ResourceNode;
  /** Of the reference, below the resource. */
  readonly path: Path;
}

/** All places of the workspace that name a store of that kind and name, in whatever namespace, as the files are now. */
export async function storeUsers({ index, readFile }: RefactoringPlace, store: StoreRef): Promise<readonly StoreUser[]> {
  const users: StoreUser[] = [];
  for (const uri of index.files()) {
    const file = await readFile(uri);
    for (const document of file?.documents ?? []) {
      for (const resource of document.parsed.resources.filter(isEsoResource)) {
        const json = resource.json();
        const paths = referencesBelow(json, []).filter((path) => names(valueAt(json, path), store));
        if (file !== undefined) users.push(...paths.map((path) => ({ uri, file, document, resource, path })));
      }
    }
  }
  return users;
}

/** The change that makes a reference name a store of another kind; undefined where it cannot be made safely. */
export function changeOfKind({ document, resource, path }: StoreUser, kind: StoreRef['kind']): TextSpan | undefined {
  const { text } = document.parsed;
  const map = closedMap(resource, path);
  if (map === undefined || isAnchored({ document, resource }, path)) return undefined;
  if (isAbsent(resource, path, ['kind'])) {
    const style = fragmentStyle(textStyleOf(document.parsed), map);
    return map.entries.some(({ name }) => name === 'kind')
      ? undefined
      : appended(text, map, [(column) => writeEntry('kind', textScalar(kind, style, map.flow), style, column)]);
  }
  return kindSpan(document, resource, [...path, 'kind'], kind);
}

/** The change of a `kind` that is written out, in its quotes. */
export function kindSpan(
  { parsed }: ManifestDocument,
  resource: ResourceNode,
  path: Path,
  kind: StoreRef['kind'],
): TextSpan | undefined {
  const node = resource.nodeAt(path);
  const before = writtenText(resource, path);
  if (node === undefined || before === undefined || node.alias !== undefined) return undefined;
  const raw = parsed.text.slice(node.range.start, node.range.end);
  return raw.includes(before) ? { ...node.range, newText: raw.replace(before, kind) } : undefined;
}

function names(value: JsonValue | undefined, { kind, name }: StoreRef): boolean {
  return isObject(value) && value['name'] === name && (value['kind'] ?? 'SecretStore') === kind;
}

function referencesBelow(value: JsonValue, path: Path): readonly Path[] {
  const isReference = /^(?:secretStoreRef|storeRef)$/.test(String(path.at(-1))) || path.at(-2) === 'secretStoreRefs';
  if (isReference) return [path];
  if (Array.isArray(value)) return value.flatMap((item, i) => referencesBelow(item, [...path, i]));
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key) => referencesBelow(value[key] ?? null, [...path, key]));
}
