import type { Clock } from '../../host.ts';
import type { CatalogProblem, Listing, Lookup } from '../secretProvider.ts';

/** What a call came to. */
export type Outcome<T> = { readonly value: T } | { readonly problem: CatalogProblem };

/** A value that a call brought, for a `Lookup`: `not-found` is an answer, everything else is not known. */
export function lookupOf<T>(outcome: Outcome<T>, clock: Clock): Lookup<T> {
  if ('value' in outcome) return { state: 'found', item: outcome.value, asOf: clock.now() };
  const { problem } = outcome;
  return problem.code === 'not-found' ? { state: 'missing', asOf: clock.now() } : { state: 'unknown', problem };
}

/** A listing of nothing, because of a problem. */
export function noListing<T>(problem: CatalogProblem, clock: Clock): Listing<T> {
  return { items: [], complete: false, asOf: clock.now(), problem };
}

/** A listing of what ESO does not read: nothing is offered, and nothing said to be missing. */
export function notRead<T>(clock: Clock): Listing<T> {
  return { items: [], complete: false, asOf: clock.now() };
}
