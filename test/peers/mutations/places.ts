import { childOf, fileOfRef, type Structure } from '../../../server/src/schema/structure.ts';
import type { Resolve } from './derive.ts';
import { type Leaf, type List, type Mapping, type Tree, textOf } from './tree.ts';

/** Where something of a manifest is, with what its schema says there. */
export interface Place {
  readonly tree: Tree;
  /** Key of the nearest entry above. */
  readonly name: string;
  readonly form: Structure | undefined;
  /** Puts another tree into its place; nothing for the root. */
  replace(by: Tree): void;
}

/** All places of a tree, those above before those below. */
export function* placesOf(
  tree: Tree,
  form: Structure | undefined,
  name: string,
  replace: Place['replace'],
  resolve: Resolve,
): Generator<Place> {
  const own = form?.$ref === undefined ? form : resolve(fileOfRef(form.$ref));
  yield { tree, name, form: own, replace };
  if (tree.type === 'mapping') {
    for (const entry of tree.entries) {
      const key = textOf(entry.key) ?? entry.key;
      const set = (by: Tree): void => {
        entry.value = by;
      };
      yield* placesOf(entry.value, own && childOf(own, key), key, set, resolve);
    }
  }
  if (tree.type === 'list') {
    for (const [i, item] of tree.items.entries()) {
      const set = (by: Tree): void => {
        tree.items[i] = by;
      };
      yield* placesOf(item, own && childOf(own, 0), name, set, resolve);
    }
  }
}

/** A place with that sort of tree. */
export type PlaceOf<T extends Tree> = Place & { readonly tree: T };

/** A mapping. */
export const isMapping = (place: Place): place is PlaceOf<Mapping> => place.tree.type === 'mapping';
/** A mapping with entries. */
export const isFilled = (place: Place): place is PlaceOf<Mapping> =>
  place.tree.type === 'mapping' && place.tree.entries.length > 0;
/** A sequence. */
export const isList = (place: Place): place is PlaceOf<List> => place.tree.type === 'list';
/** A scalar. */
export const isLeaf = (place: Place): place is PlaceOf<Leaf> => place.tree.type === 'leaf';
/** Anything but the manifest itself. */
export const isBelowRoot = (place: Place): place is PlaceOf<Tree> => place.name !== '';
/** What refers to a Secret, a ServiceAccount or the like, and may have a namespace. */
export const isReference = (place: Place): place is PlaceOf<Mapping> =>
  isMapping(place) &&
  place.name !== 'metadata' &&
  (place.form?.properties?.['namespace'] !== undefined || hasKey(place.tree, 'name'));

/** What stands below a key of such a name. */
export function named(test: RegExp): (place: Place) => place is PlaceOf<Tree> {
  return (place): place is PlaceOf<Tree> => test.test(place.name);
}

/** Whether a mapping has a key in that spelling. */
export function hasKey(tree: Mapping, key: string): boolean {
  return tree.entries.some((entry) => entry.key === key);
}
