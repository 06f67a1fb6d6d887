import { at } from '../rest/json.ts';
import type { StoreConfig } from '../secretProvider.ts';

/** Where a key's secret is. */
export interface KeyPlace {
  /** Without a slash at its end; `/`: the root. */
  readonly folder: string;
  readonly name: string;
}

/**
 * Where ESO looks for a key (providers/v1/infisical/client.go, getSecretAddress): a name alone is in the folder of the store, a path
 * with a slash at its beginning counts from the root, any other from the folder of the store.
 *
 * @param scope the folder of the store
 */
export function placeOf(key: string, scope: string): KeyPlace {
  const parts = key.split('/');
  const name = parts.pop() ?? '';
  return { folder: joined(key.startsWith('/') ? parts : [...scope.split('/'), ...parts]), name };
}

/** How a manifest writes the key of a secret, the short way if there is one. */
export function keyOf({ folder, name }: KeyPlace, scope: string): string {
  if (folder === scope) return name;
  const inside = scope === '/' ? '/' : `${scope}/`;
  if (folder.startsWith(inside)) return `${folder.slice(inside.length)}/${name}`;
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

/** The folder of a store in which keys without a path are: `/` if it names none. */
export function folderIn(config: StoreConfig['config']): string {
  const path = at(config, 'secretsScope', 'secretsPath');
  const folders = typeof path === 'string' ? path.split('/').filter((name) => name !== '') : [];
  return `/${folders.join('/')}`;
}

/** Tells, as a tag of a listing's entry, what a folder imports from what is in it. */
export const importMark = { name: 'imported', value: '' } as const;

/** A path as `path.Join` cleans it: no empty parts, and `..` leads out of a folder, at most to the root. */
function joined(parts: readonly string[]): string {
  const folders: string[] = [];
  for (const part of parts) {
    if (part === '..') folders.pop();
    else if (part !== '' && part !== '.') folders.push(part);
  }
  return `/${folders.join('/')}`;
}
