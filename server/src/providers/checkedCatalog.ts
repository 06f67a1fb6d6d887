import type { CancellationToken } from '../cancellation.ts';
import type { Clock } from '../host.ts';
import { indexOf } from './search/growingIndex.ts';
import { namesOf } from './search/names.ts';
import type { CatalogProblem, Listing, Lookup, SecretCatalog } from './secretProvider.ts';
import { told } from './told.ts';

/** What stands between a caller and the answers of a catalog. */
export interface CatalogCheck {
  /** Why the vault may not be asked, or what it has answered not be used; asked before and after each question. */
  problem(): Promise<CatalogProblem | undefined>;
  /** Whether it is known that the account which answers is the one meant; asked before absence is claimed or a value read. */
  isVerified(): boolean;
  readonly clock: Clock;
}

/**
 * Puts a check before a catalog: no answer of an account that was not agreed to gets through, and "not there" only when it is known
 * who says so. Such an answer names no account by itself, so the account is learnt from another question first.
 */
export function createCheckedCatalog(inner: SecretCatalog, check: CatalogCheck): SecretCatalog {
  async function checked<T>(ask: () => Promise<T>, refuse: (problem: CatalogProblem) => T): Promise<T> {
    const before = await check.problem();
    if (before !== undefined) return refuse(before);
    const answer = await ask();
    const after = await check.problem();
    return after === undefined ? answer : refuse(after);
  }
  const listed = <T>(ask: () => Promise<Listing<T>>): Promise<Listing<T>> =>
    checked(ask, (problem) => ({ items: [], complete: false, asOf: check.clock.now(), problem }));

  async function lookedUp<T>(ask: () => Promise<Lookup<T>>, token: CancellationToken): Promise<Lookup<T>> {
    const refuse = (problem: CatalogProblem): Lookup<T> => ({ state: 'unknown', problem });
    const verified = async () => {
      const answer = await ask();
      if (answer.state === 'missing' && !check.isVerified()) await namesOf(inner, '', token);
      return answer;
    };
    const answer = await checked(verified, refuse);
    return answer.state === 'missing' && !check.isVerified() ? refuse(unverified) : answer;
  }

  /** A listing about one key, which names no account: the key is looked up first. */
  async function listedOf<T>(key: string, token: CancellationToken, ask: () => Promise<Listing<T>>): Promise<Listing<T>> {
    if (!check.isVerified()) await checkedCatalog.lookup(key, token);
    return listed(ask);
  }

  const checkedCatalog: SecretCatalog = {
    keys: (typed, token, progress) => listed(() => inner.keys(typed, token, progress)),
    names: (typed, token) =>
      checked(
        () => namesOf(inner, typed, token),
        (problem) => ({ index: indexOf([]), complete: false, asOf: check.clock.now(), problem }),
      ),
    properties: (key, version, token) => listedOf(key, token, () => inner.properties(key, version, token)),
    versions: (key, token) => listedOf(key, token, () => inner.versions(key, token)),
    describe: (key, token) => lookedUp(() => inner.describe(key, token), token),
    lookup: (key, token) => lookedUp(() => inner.lookup(key, token), token),
    listsAs: (key) => inner.listsAs?.(key) ?? true,
    ...(inner.apart === undefined ? {} : { apart: inner.apart }),
    account: () => inner.account?.(),
  };
  return checkedCatalog;
}

const unverified: CatalogProblem = {
  code: 'failed',
  ...told('The vault did not say for which account it answers, so what it does not find may be in another one.'),
};
