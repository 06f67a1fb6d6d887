import type { StoreEntry } from '../../model/entries.ts';
import type { WorkspaceIndex } from '../../model/workspaceIndex.ts';

/** What the manifests of the workspace take from a key. */
export interface Wanted {
  /** The properties that they name, unescaped, in the order in which they are met. */
  readonly properties: readonly string[];
  /** Whether the value has to be a JSON object. */
  readonly isObject: boolean;
}

/** Looks through all manifests that fetch the key from the store. */
export function wantedOf(index: Pick<WorkspaceIndex, 'usersOf'>, store: StoreEntry, key: string): Wanted {
  const uses = index.usersOf(store, key).filter(({ reference }) => reference.metadataPolicy !== 'Fetch');
  const properties = [...new Set(uses.flatMap(({ reference }) => reference.property ?? []))].map(unescaped);
  const extracted = uses.some(({ reference }) => reference.path.at(-1) === 'extract');
  return { properties, isObject: extracted || properties.length > 0 };
}

/** The name of a member as it stands in the value: `tls\.crt` is ESO's way to write `tls.crt`. */
export function unescaped(property: string): string {
  return property.replaceAll('\\.', '.');
}
