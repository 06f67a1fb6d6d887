import { ageOf } from '../age.ts';
import type { CancellationToken } from '../cancellation.ts';
import type { Clock } from '../host.ts';
import { createAnswerCache, type Question } from './answerCache.ts';
import type { SecretEntry, SecretMetadata } from './secretEntries.ts';
import type { CatalogProblem, Listing, Lookup, SecretCatalog } from './secretProvider.ts';
import { aged, createVaultNames } from './vaultNames.ts';

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
  /** The listing that is known; with what cut it short, if something did. */
  readonly known?: {
    readonly count: number;
    readonly complete: boolean;
    readonly asOf: number;
    readonly problem?: CatalogProblem;
  };
  /** Why there is no listing although the vault was asked for one: what is looked up by itself may be known all the same. */
  readonly unlisted?: CatalogProblem;
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

/**
 * Puts a memory before a catalog; the names in it are packed (`vaultNames.ts`). An answer past its time is given once more, as
 * incomplete, while a new one is fetched.
 */
export function createCachedCatalog(inner: SecretCatalog, options: CachedCatalogOptions): CachedCatalog {
  const { clock } = options;
  const lifetime = options.lifetime ?? (() => 5 * 60_000);
  const changed = options.onDidChange ?? (() => {});
  const cache = createAnswerCache({ clock, lifetime, maxAnswers: options.maxAnswers ?? 1_000, changed });
  const vault = createVaultNames(inner, { clock, cache, lifetime, changed });

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

  return {
    names: vault.names,
    async keys(typed, token) {
      const { index, ...rest } = await vault.names(typed, token);
      return { ...rest, items: [...index.entries()] };
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
      const all = vault.listed();
      const age = all === undefined ? Number.POSITIVE_INFINITY : ageOf(clock, all.asOf);
      const listed = all?.index.get(key);
      const entry = listed?.folder === true ? undefined : listed;
      if (all !== undefined && entry !== undefined && age < lifetime()) return { state: 'found', item: entry, asOf: all.asOf };
      const provesAbsence = all?.complete === true && entry === undefined && (inner.listsAs?.(key) ?? true);
      if (provesAbsence && age < proofOfAbsence) return { state: 'missing', asOf: all.asOf };
      const { answer } = await cache.get(
        pointLookup<SecretEntry>(`lookup ${key}`, (t) => inner.lookup(key, t)),
        token,
      );
      const denied = answer.state === 'unknown' && answer.problem.code === 'denied';
      return denied && provesAbsence && age < lifetime() ? { state: 'missing', asOf: all.asOf } : answer;
    },
    listsAs: (key) => inner.listsAs?.(key) ?? true,
    ...(inner.apart === undefined ? {} : { apart: inner.apart }),
    account: () => inner.account?.(),
    refresh: () => cache.clear(),
    status() {
      const problem = cache.problem();
      const soFar = vault.soFar();
      const known = vault.listed();
      const isListing = known !== undefined && (known.complete || known.index.size > 0);
      return {
        listing: soFar !== undefined,
        ...(soFar === undefined || soFar === 0 ? {} : { soFar }),
        ...(problem === undefined ? {} : { problem }),
        ...(known !== undefined && !isListing && known.problem !== undefined ? { unlisted: known.problem } : {}),
        ...(isListing
          ? {
              known: {
                count: known.index.size,
                complete: known.complete,
                asOf: known.asOf,
                ...(known.problem === undefined ? {} : { problem: known.problem }),
              },
            }
          : {}),
      };
    },
  };
}
