import type { Clock } from '../host.ts';
import type { PropertyEntry, SecretMetadata } from './secretEntries.ts';
import type { CatalogProblem, Listing, Lookup } from './secretProvider.ts';

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

/** The same answer about something made of what came. */
export function mapped<A, B>(outcome: Outcome<A>, map: (value: A) => B): Outcome<B> {
  return 'value' in outcome ? { value: map(outcome.value) } : outcome;
}

/** Names of properties, as they were read of a secret. */
export interface PropertyNames {
  readonly items: readonly PropertyEntry[];
  readonly complete: boolean;
}

/** Property names as a listing. */
export function listingOf(names: Outcome<PropertyNames>, clock: Clock): Listing<PropertyEntry> {
  if ('problem' in names) return noListing(names.problem, clock);
  return { items: names.value.items, complete: names.value.complete, asOf: clock.now() };
}

/** The member of a secret's metadata for what only this vendor says; what is not known is left out. */
export function detailsOf(
  facts: readonly (readonly [name: string, value: string | undefined])[],
): Required<Pick<SecretMetadata, 'details'>> {
  return { details: facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value }])) };
}
