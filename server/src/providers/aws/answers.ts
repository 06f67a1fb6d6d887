import type { Clock } from '../../host.ts';
import type { CatalogProblem, Listing, Lookup, PropertyEntry, SecretMetadata } from '../secretProvider.ts';
import type { Outcome } from './caller.ts';

/** The problem of a listing that ended with its budget. */
export function budgetSpent(calls: number, names: number): CatalogProblem {
  return {
    code: 'call-budget',
    message: `The listing was cut off after ${calls} calls, with ${names} names. Type the beginning of the name.`,
  };
}

/**
 * The part of an answer without which it says nothing. The SDK takes any JSON for an answer: one that lacks it must not count as an
 * empty vault. Throws where it is not there, as the SDK does of what is no JSON; the caller of the call makes a problem of that.
 */
export function understood<T>(part: T | undefined): T {
  if (part === undefined) throw new SyntaxError();
  return part;
}

/** The same answer about something made of the item. */
export function mapped<A, B>(lookup: Lookup<A>, map: (item: A) => B): Lookup<B> {
  return lookup.state === 'found' ? { ...lookup, item: map(lookup.item) } : lookup;
}

/** A failed look-up as an answer: only "not found" says that there is none. */
export function notThere<T>(problem: CatalogProblem, clock: Clock): Lookup<T> {
  return problem.code === 'not-found' ? { state: 'missing', asOf: clock.now() } : { state: 'unknown', problem };
}

/** Property names as a listing. */
export function listingOf(
  answer: Outcome<{ readonly items: readonly PropertyEntry[]; readonly complete: boolean }>,
  clock: Clock,
): Listing<PropertyEntry> {
  if ('problem' in answer) return { items: [], complete: false, asOf: clock.now(), problem: answer.problem };
  return { items: answer.value.items, complete: answer.value.complete, asOf: clock.now() };
}

/** The member of a secret's metadata that leads to the vendor's own page. */
export function withConsole(console: string | undefined): Pick<SecretMetadata, 'console'> {
  return console === undefined || console === '' ? {} : { console };
}

/** The member of a secret's metadata for what only this vendor says; what is not known is left out. */
export function detailsOf(
  facts: readonly (readonly [name: string, value: string | undefined])[],
): Pick<SecretMetadata, 'details'> {
  return { details: facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value }])) };
}

/** Tags as AWS has them in ours. */
export function tagsOf(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): SecretMetadata['tags'] {
  return tags.map(({ Key = '', Value = '' }) => ({ name: Key, value: Value }));
}
