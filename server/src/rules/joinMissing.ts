import { formatPath, type Path } from '../syntax/path.ts';
import type { StoreObjection } from './storeChecks.ts';
import type { StoreView } from './storeView.ts';

/** What one mapping lacks is said once, in the words of the first field that ESO would miss: all of it would be shown at one key. */
export function joinMissing(store: StoreView, objections: readonly StoreObjection[]): readonly StoreObjection[] {
  const groups = new Map<string, StoreObjection[]>();
  for (const objection of objections) {
    const isJoinable = objection.says === missing(objection.field) && objection.when === undefined;
    const place = isJoinable ? `in ${formatPath(shownAt(store, objection.field))}` : `at ${objection.field}`;
    groups.set(place, [...(groups.get(place) ?? []), objection]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    if (first === undefined || others.length === 0) return group;
    const fields = group.map(({ field }) => field);
    return [{ ...first, says: `${fields.slice(0, -1).join(', ')} and ${fields.at(-1)} are missing` }];
  });
}

/** The nearest parent of a field that is there. */
function shownAt(store: StoreView, field: string): Path {
  let path = store.pathOf(field);
  while (path.length > 0 && store.resource.nodeAt(path) === undefined) path = path.slice(0, -1);
  return path;
}

/** How a check says that a field is absent. */
export function missing(field: string): string {
  return `${field} is missing`;
}
