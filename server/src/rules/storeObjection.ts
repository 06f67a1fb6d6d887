import type { Fix } from '../model/finding.ts';
import { formatPath, type Path } from '../syntax/path.ts';
import type { StoreView } from './storeView.ts';

/** What a check has to say about a field. */
export interface StoreObjection {
  /** The field below the provider, `auth.secretRef.accessToken`. What is absent is shown at the nearest parent that is there. */
  readonly field: string;
  /** Our sentence, without the full stop. */
  readonly says: string;
  /** ESO's text. */
  readonly answer: string;
  /** When ESO says it: while it refuses the store, as a warning with it, or only when it opens the store. Default: refused. */
  readonly when?: 'refused' | 'warned' | 'later';
  readonly fixes?: readonly Fix[];
}

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
