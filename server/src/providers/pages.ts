import type { CancellationToken } from '../cancellation.ts';
import type { Clock } from '../host.ts';
import { phrase } from '../localisation.ts';
import type { Outcome } from './outcome.ts';
import type { CatalogProblem, Listing } from './secretProvider.ts';
import { told } from './told.ts';

/** Some of a long list, and how to ask for more. */
export interface Page<T> {
  readonly items: readonly T[];
  /** What to ask the next page with; undefined or empty: that was the last. */
  readonly next?: string | undefined;
}

/** How a list is fetched page by page. */
export interface PagesOptions<T> {
  readonly clock: Clock;
  /** How many calls it may cost. */
  readonly maxCalls: number;
  /** Asks one page; `next` is undefined for the first. */
  page(next: string | undefined): Promise<Outcome<Page<T>>>;
  readonly progress?: ((soFar: readonly T[]) => void) | undefined;
  /** Set where more is found by typing the beginning of a name. */
  readonly searches?: true;
  readonly token: CancellationToken;
}

/**
 * Fetches a list in pages, as far as the budget of calls goes. What came before a failing page is kept. A server that repeats itself,
 * by naming a page again or by sending one that begins like another, is left at once.
 */
export async function listPages<T>(options: PagesOptions<T>): Promise<Listing<T>> {
  const { clock, maxCalls, token } = options;
  const items: T[] = [];
  const asked = new Set<string>();
  let last = '';
  let next: string | undefined;
  const partial = (problem: CatalogProblem): Listing<T> => ({ items, complete: false, asOf: clock.now(), problem });
  for (let calls = 0; calls < maxCalls; calls++) {
    const page = await options.page(next);
    if ('problem' in page) return partial(page.problem);
    const content = JSON.stringify(page.value.items);
    // Where pages are numbered, a server that does not count gives the same one for each number.
    if (content === last && page.value.items.length > 0) return partial(repeats);
    last = content;
    for (const item of page.value.items) items.push(item);
    next = page.value.next;
    if (!next) return { items, complete: true, asOf: clock.now() };
    if (asked.has(next)) return partial(repeats);
    if (token.isCancellationRequested) return partial({ code: 'cancelled', ...told('The question was withdrawn.') });
    asked.add(next);
    options.progress?.(items);
  }
  return partial(budgetSpent(maxCalls, items.length, options.searches));
}

/** The same of what is told as something else, whole and while it grows: entries of a catalog, for what a service calls its secrets. */
export async function listPagesAs<T, Told>(
  { progress, ...options }: Omit<PagesOptions<T>, 'progress'> & Pick<PagesOptions<Told>, 'progress'>,
  tell: (items: readonly T[]) => readonly Told[],
): Promise<Listing<Told>> {
  const listing = await listPages({ ...options, progress: (soFar) => progress?.(tell(soFar)) });
  return { ...listing, items: tell(listing.items) };
}

const repeats: CatalogProblem = { code: 'failed', ...told('The service repeats pages of its list, so it was left.') };

/**
 * A listing that was cut off by the user's budget of calls.
 *
 * @param searches whether more is found by typing the beginning of a name
 */
export function budgetSpent(calls: number, names: number, searches = false): CatalogProblem {
  const advice = searches
    ? phrase('Type the beginning of the name.')
    : phrase('Set externalSecrets.vault.maxCallsPerListing higher to see all.');
  return { code: 'call-budget', ...told('The listing was cut off after {0} calls, with {1} names. {2}', calls, names, advice) };
}
