import type { ManifestFile } from '../syntax/manifest.ts';
import { besideFile, isKustomizationFile, patchPaths, renames, resourcePaths } from './kustomization.ts';

/** What the kustomizations of the workspace make of its files. */
export interface Kustomizations {
  /** Takes a new version of a file, or forgets it; answers whether a kustomization came, changed or went. */
  update(uri: string, file: ManifestFile | undefined): boolean;
  /** Whether one of them lays the file over others as a patch. */
  isPatch(uri: string): boolean;
  /** The one that gives what stands in the file another namespace or other names, itself or by taking in the one that does. */
  renamedBy(uri: string): string | undefined;
  /** Whether one of them has both files among its resources. */
  areTogether(uri: string, other: string): boolean;
}

/** What a kustomization takes in, as URIs of files and folders. */
interface Kustomization {
  readonly patches: ReadonlySet<string>;
  readonly resources: ReadonlySet<string>;
  readonly renames: boolean;
}

/** Knows none yet. */
export function createKustomizations(): Kustomizations {
  const known = new Map<string, Kustomization>();

  /** The kustomizations that take in a file or, by its folder, another kustomization. */
  function takenInBy(uri: string, seen: ReadonlySet<string>): string | undefined {
    const folder = uri.slice(0, uri.lastIndexOf('/'));
    for (const [by, { resources, renames }] of known) {
      if (seen.has(by) || !(resources.has(uri) || (known.has(uri) && resources.has(folder)))) continue;
      const found = renames ? by : takenInBy(by, new Set([...seen, by]));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return {
    update(uri, file) {
      if (!isKustomizationFile(uri)) return false;
      const had = known.delete(uri);
      if (file !== undefined) known.set(uri, read(uri, file));
      return had || file !== undefined;
    },
    isPatch: (uri) => [...known.values()].some(({ patches }) => patches.has(uri)),
    renamedBy: (uri) => takenInBy(uri, new Set()),
    areTogether: (uri, other) => [...known.values()].some(({ resources }) => resources.has(uri) && resources.has(other)),
  };
}

function read(uri: string, file: ManifestFile): Kustomization {
  const beside = (paths: readonly string[]) => new Set(paths.map((path) => besideFile(uri, path).replace(/\/$/, '')));
  return { patches: beside(patchPaths(file)), resources: beside(resourcePaths(file)), renames: renames(file) };
}
