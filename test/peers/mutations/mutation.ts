import type { Resolve } from './derive.ts';
import type { Place, PlaceOf } from './places.ts';
import type { Random } from './random.ts';
import type { Tree } from './tree.ts';

/** What a mutation works on. */
export interface Subject {
  /** All places of the manifest. */
  readonly places: readonly Place[];
  /** The chance by which it chooses. */
  readonly random: Random;
  /** What the schema refers to. */
  readonly resolve: Resolve;
}

/** One way to change a manifest; false where it has nothing to change. */
export type Mutation = (subject: Subject) => boolean;

/** Makes a mutation of what is done at one random place that suits it. */
export function at<T extends Tree>(
  suits: (place: Place) => place is PlaceOf<T>,
  change: (place: PlaceOf<T>, subject: Subject) => void,
): Mutation {
  return (subject) => {
    const suitable = subject.places.filter(suits);
    if (suitable.length === 0) return false;
    change(subject.random.pick(suitable), subject);
    return true;
  };
}
