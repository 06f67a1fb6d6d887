import type { ManifestFile, ResourceNode } from '../syntax/manifest.ts';
import {
  besideFile,
  type Completion,
  completions,
  isComponent,
  isKustomizationFile,
  renames,
  resourcePaths,
} from './kustomization.ts';

/** What the kustomizations of the workspace make of its files. */
export interface Kustomizations {
  /** Takes a new version of a file, or forgets it; answers whether a kustomization came, changed or went. */
  update(uri: string, file: ManifestFile | undefined): boolean;
  /** Whether one of them lays the file over others as a patch. */
  isPatch(uri: string): boolean;
  /** Whether one of them lays something over the object: what it lacks may come from there. */
  completes(uri: string, resource: ResourceNode): boolean;
  /** The one that gives what stands in the file another namespace or other names, itself or by taking in the one that does. */
  renamedBy(uri: string): string | undefined;
  /** Whether one of them has both files among its resources. */
  areTogether(uri: string, other: string): boolean;
  /** Whether one of them ends up with both files, as resources, as patches or as the kustomization itself. */
  meet(uri: string, other: string): boolean;
}

/** What a kustomization takes in and lays over it, as URIs of files and folders. */
interface Kustomization {
  readonly folder: string;
  readonly patches: ReadonlySet<string>;
  readonly resources: ReadonlySet<string>;
  readonly completions: readonly Completion[];
  readonly renames: boolean;
  readonly isComponent: boolean;
}

/** Knows none yet; `objectsIn`: the objects in a file of the workspace. */
export function createKustomizations(objectsIn: (uri: string) => readonly ResourceNode[]): Kustomizations {
  const known = new Map<string, Kustomization>();
  /** The kustomizations that a file ends up in, until one of them changes. */
  let takers = new Map<string, readonly Kustomization[]>();
  /** The same with those that a patch or a kustomization file ends up in. */
  let users = new Map<string, readonly Kustomization[]>();
  let patches = new Set<string>();

  function takersOf(uri: string): readonly Kustomization[] {
    return remembered(takers, uri, ({ resources }) => resources.has(uri));
  }

  function usersOf(uri: string): readonly Kustomization[] {
    const own = known.get(uri);
    return remembered(users, uri, (one) => one === own || one.resources.has(uri) || one.patches.has(uri));
  }

  /** The kustomizations that are wanted, and those that take them in. */
  function remembered(
    by: Map<string, readonly Kustomization[]>,
    uri: string,
    wanted: (one: Kustomization) => boolean,
  ): readonly Kustomization[] {
    const before = by.get(uri);
    if (before !== undefined) return before;
    const found = [...known.values()].filter(wanted);
    // Grows as it is gone through: the ones that take in the ones found.
    for (const { folder } of found)
      for (const one of known.values()) if (!found.includes(one) && one.resources.has(folder)) found.push(one);
    by.set(uri, found);
    return found;
  }

  /** What is laid over a file's objects: by the kustomizations it ends up in, and by the components that those use. */
  function laidOver(uri: string): readonly Kustomization[] {
    const found = takersOf(uri);
    if (found.length === 0) return [];
    const components = [...known.values()].filter(
      (one) => one.isComponent && !found.includes(one) && found.some(({ resources }) => resources.has(one.folder)),
    );
    return [...found, ...components];
  }

  return {
    update(uri, file) {
      if (!isKustomizationFile(uri)) return false;
      const had = known.delete(uri);
      if (file !== undefined) known.set(uri, read(uri, file));
      takers = new Map();
      users = new Map();
      patches = new Set([...known.values()].flatMap((one) => [...one.patches]));
      return had || file !== undefined;
    },
    isPatch: (uri) => patches.has(uri),
    completes: (uri, resource) =>
      laidOver(uri).some((by) => by.completions.some((completion) => concerns(completion, resource, by, objectsIn))),
    renamedBy(uri) {
      const by = takersOf(uri).find((one) => one.renames);
      return by && [...known].find(([, one]) => one === by)?.[0];
    },
    meet(uri, other) {
      const others = usersOf(other);
      return others.length > 0 && usersOf(uri).some((one) => others.includes(one));
    },
    areTogether: (uri, other) => [...known.values()].some(({ resources }) => resources.has(uri) && resources.has(other)),
  };
}

function read(uri: string, file: ManifestFile): Kustomization {
  const laid = completions(file).map((completion) =>
    completion.path === undefined ? completion : { ...completion, path: besideFile(uri, completion.path) },
  );
  return {
    folder: uri.slice(0, uri.lastIndexOf('/')),
    patches: new Set(laid.flatMap(({ path }) => path ?? [])),
    resources: new Set(resourcePaths(file).map((path) => besideFile(uri, path).replace(/\/$/, ''))),
    completions: laid,
    renames: renames(file),
    isComponent: isComponent(file),
  };
}

function concerns(
  { named, path, target }: Completion,
  { kind = '', name = '' }: ResourceNode,
  by: Kustomization,
  objectsIn: (uri: string) => readonly ResourceNode[],
): boolean {
  if (target !== undefined) return isSelected(kind, target.kind) && (by.renames || isSelected(name, target.name));
  const objects = [...(named ?? []), ...(path === undefined ? [] : objectsIn(path))];
  return objects.some((object) => object.kind === kind && (by.renames || object.name === name));
}

/** Kustomize reads a selector as a regular expression over the whole text; one that cannot be read selects, to be on the safe side. */
function isSelected(text: string, selector: string | undefined): boolean {
  if (selector === undefined || selector === '') return true;
  try {
    return new RegExp(`^(?:${selector})$`).test(text);
  } catch {
    return true;
  }
}
