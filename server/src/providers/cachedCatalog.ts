import { type CancellationToken, neverCancelled } from '../cancellation.ts';
import type { Clock } from '../host.ts';
import { type Cached, createAnswerCache, type Question, withdrawn } from './answerCache.ts';
import type { CatalogProblem, Listing, Lookup, SecretCatalog, SecretEntry, SecretMetadata } from './secretProvider.ts';

/** A catalog that remembers. */
export interface CachedCatalog extends SecretCatalog {
  /** Forgets everything: the next question goes to the vault. */
  refresh(): void;
  status(): CatalogStatus;
}

/** How a catalog stands. */
export interface CatalogStatus {
  /** Whether names are being listed now. */
  readonly listing: boolean;
  /** The last failure, until something succeeds. */
  readonly problem?: CatalogProblem;
  /** How many names the listing under way has so far. */
  readonly soFar?: number;
  /** The listing that is known. */
  readonly known?: { readonly count: number; readonly complete: boolean; readonly asOf: number };
}

/** What a cached catalog works with. */
export interface CachedCatalogOptions {
  readonly clock: Clock;
  /** Milliseconds for which an answer counts; 5 minutes by default. */
  readonly lifetime?: () => number;
  /** How many answers are kept besides the names. */
  readonly maxAnswers?: number;
  /** The status has changed. */
  readonly onDidChange?: () => void;
}

/** Milliseconds for which "not there" may be said on the strength of one answer. */
const proofOfAbsence = 60_000;
/** Milliseconds that a caller waits for the names of a whole vault before what is there by then must do. */
const patience = 700;

/**
 * Puts a memory before a catalog. A complete listing answers whatever is typed; where the vault is too large for one, or while it
 * is still being listed, the typed beginning is searched in the vault. A listing past its time is given once more, as incomplete,
 * while a new one is fetched.
 */
export function createCachedCatalog(inner: SecretCatalog, options: CachedCatalogOptions): CachedCatalog {
  const { clock } = options;
  const lifetime = options.lifetime ?? (() => 5 * 60_000);
  const changed = options.onDidChange ?? (() => {});
  const cache = createAnswerCache({ clock, lifetime, maxAnswers: options.maxAnswers ?? 1_000, changed });
  const indexes = new WeakMap<readonly SecretEntry[], ReadonlyMap<string, SecretEntry>>();

  const listing = <T>(id: string, ask: (token: CancellationToken) => Promise<Listing<T>>): Question<Listing<T>> => ({
    id,
    ask,
    problemIn: (answer) => answer.problem,
    refusal: (problem) => ({ items: [], complete: false, asOf: clock.now(), problem }),
  });
  const pointLookup = <T>(id: string, ask: (token: CancellationToken) => Promise<Lookup<T>>): Question<Lookup<T>> => ({
    id,
    ask,
    problemIn: (answer) => (answer.state === 'unknown' ? answer.problem : undefined),
    refusal: (problem) => ({ state: 'unknown', problem }),
    lifetime: (answer) => (answer.state === 'missing' ? proofOfAbsence : lifetime()),
  });
  let soFar: readonly SecretEntry[] = [];
  const names = (typed: string) => listing(`keys ${typed}`, (token) => inner.keys(typed, token));
  const allNames = listing('keys ', (token) => {
    soFar = [];
    return inner.keys('', token, (items) => {
      soFar = items;
    });
  });

  function indexOf(items: readonly SecretEntry[]): ReadonlyMap<string, SecretEntry> {
    const index = indexes.get(items) ?? new Map(items.map((entry) => [entry.key, entry]));
    indexes.set(items, index);
    return index;
  }

  function within<T>(
    milliseconds: number | undefined,
    answer: Promise<T>,
    token: CancellationToken,
  ): Promise<T | 'late' | 'cancelled'> {
    return new Promise((resolve) => {
      const finish = (result: T | 'late' | 'cancelled') => {
        timer?.dispose();
        listener.dispose();
        resolve(result);
      };
      const timer = milliseconds === undefined ? undefined : clock.delay(milliseconds, () => finish('late'));
      const listener = token.onCancellationRequested(() => finish('cancelled'));
      void answer.then(finish);
    });
  }

  return {
    async keys(typed, token) {
      if (token.isCancellationRequested) return allNames.refusal(withdrawn);
      // Not under the caller's token: the next key typed must not throw away the pages that are there already.
      const asked = cache.get(allNames, neverCancelled);
      const early = await within(patience, asked, token);
      // Nothing to show and nothing to search for: then only the vault's answer helps, be it a problem.
      const whole = early === 'late' && typed === '' && soFar.length === 0 ? await within(undefined, asked, token) : early;
      if (whole === 'cancelled') return allNames.refusal(withdrawn);
      const all = whole === 'late' ? { items: soFar, complete: false, asOf: clock.now() } : aged(whole);
      if (typed === '' || (whole !== 'late' && all.problem?.code !== 'call-budget')) return all;
      const found = aged(await cache.get(names(typed), token));
      const seen = indexOf(found.items);
      return { ...found, items: [...found.items, ...all.items.filter(({ key }) => !seen.has(key))], complete: false };
    },
    properties: async (key, version, token) =>
      aged(
        await cache.get(
          listing(`properties ${JSON.stringify([key, version])}`, (t) => inner.properties(key, version, t)),
          token,
        ),
      ),
    versions: async (key, token) =>
      aged(
        await cache.get(
          listing(`versions ${key}`, (t) => inner.versions(key, t)),
          token,
        ),
      ),
    describe: async (key, token) =>
      (
        await cache.get(
          pointLookup<SecretMetadata>(`describe ${key}`, (t) => inner.describe(key, t)),
          token,
        )
      ).answer,
    async lookup(key, token) {
      const all = cache.peek(allNames);
      const age = all === undefined ? Number.POSITIVE_INFINITY : clock.now() - all.asOf;
      const entry = age < lifetime() && all !== undefined ? indexOf(all.items).get(key) : undefined;
      if (all !== undefined && entry !== undefined) return { state: 'found', item: entry, asOf: all.asOf };
      const provesAbsence = all?.complete === true && (inner.listsAs?.(key) ?? true);
      if (provesAbsence && age < proofOfAbsence) return { state: 'missing', asOf: all.asOf };
      const { answer } = await cache.get(
        pointLookup<SecretEntry>(`lookup ${key}`, (t) => inner.lookup(key, t)),
        token,
      );
      const denied = answer.state === 'unknown' && answer.problem.code === 'denied';
      return denied && provesAbsence && age < lifetime() ? { state: 'missing', asOf: all.asOf } : answer;
    },
    listsAs: (key) => inner.listsAs?.(key) ?? true,
    account: () => inner.account?.(),
    refresh: () => cache.clear(),
    status() {
      const problem = cache.problem();
      const known = cache.peek(allNames);
      return {
        listing: cache.isAsking(allNames.id),
        ...(cache.isAsking(allNames.id) && soFar.length > 0 ? { soFar: soFar.length } : {}),
        ...(problem === undefined ? {} : { problem }),
        ...(known !== undefined && (known.complete || known.items.length > 0)
          ? { known: { count: known.items.length, complete: known.complete, asOf: known.asOf } }
          : {}),
      };
    },
  };
}

/** What is past its time proves no absence. */
function aged<T>({ answer, stale }: Cached<Listing<T>>): Listing<T> {
  return stale ? { ...answer, complete: false } : answer;
}
