import { isEsoResource } from '../../model/esoKinds.ts';
import { type RemoteReference, remoteReferences, type StoreRef } from '../../model/references.ts';
import type { ManifestFile, ResourceNode } from '../../syntax/manifest.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import { isOpen } from '../vaultDiagnostics.ts';

/** An entry of `data` or `dataFrom` that fetches a key. */
export interface FetchedKey {
  readonly resource: ResourceNode;
  readonly reference: RemoteReference & { readonly key: string; readonly store: StoreRef };
  /** Of the whole entry, offsets of the file. */
  readonly range: OffsetRange;
}

/** The keys that a file fetches, in the order of the text. Those that templates leave open are left out. */
export function fetchedKeys(file: ManifestFile): readonly FetchedKey[] {
  return file.documents.flatMap(({ parsed, start }) =>
    parsed.resources.filter(isEsoResource).flatMap((resource) =>
      remoteReferences(resource).flatMap((reference) => {
        const { key, path, store } = reference;
        const entry = resource.nodeAt(path.slice(0, -1));
        if (key === undefined || store === undefined || entry === undefined || isOpen(resource, reference)) return [];
        const range = { start: entry.range.start + start, end: entry.range.end + start };
        return [{ resource, reference: { ...reference, key, store }, range }];
      }),
    ),
  );
}

/** The one whose entry an offset of the file is in. */
export function fetchedKeyAt(file: ManifestFile, offset: number): FetchedKey | undefined {
  return fetchedKeys(file).find(({ range }) => range.start <= offset && offset <= range.end);
}
