import { ageOf } from '../age.ts';
import { type CancellationToken, createCancellation, neverCancelled } from '../cancellation.ts';
import type { Clock } from '../host.ts';
import { type AnswerCache, type Cached, type Question, withdrawn } from './answerCache.ts';
import { createGrowingIndex, type GrowingIndex, indexOf } from './search/growingIndex.ts';
import { createKeyIndex, type KeyIndex, type SearchedSegment } from './search/keyIndex.ts';
import type { SecretEntry } from './secretEntries.ts';
import type { CatalogProblem, KeyNames, SecretCatalog } from './secretProvider.ts';

/** The names of one vault: a listing of all of them, and searches for what is typed where that one does not do. */
export interface VaultNames {
  names(typed: string, token: CancellationToken): Promise<KeyNames>;
  /** The listing that is known, at whatever age; asks nothing. */
  listed(): KeyNames | undefined;
  /** How many names the listing under way has; undefined where none is. */
  soFar(): number | undefined;
}

/** What it works with. */
export interface VaultNamesOptions {
  readonly clock: Clock;
  readonly cache: AnswerCache;
  /** Milliseconds for which an answer counts. */
  readonly lifetime: () => number;
  /** The listing has got on. */
  readonly changed: () => void;
}

/** Milliseconds that a caller waits for the names of a whole vault before what is there by then must do. */
const patience = 700;
/** Milliseconds between two tellings that the listing has got on. */
const tellEvery = 1_000;

/**
 * The names of a vault. A complete listing answers whatever is typed; where the vault is too large for one, or while it is still
 * being listed, the typed beginning is searched in the vault, and what comes first is given beside the names that are there already.
 */
export function createVaultNames(inner: SecretCatalog, { clock, cache, lifetime, changed }: VaultNamesOptions): VaultNames {
  const refusal = (problem: CatalogProblem): KeyNames => ({ index: indexOf([]), complete: false, asOf: clock.now(), problem });
  const question = (typed: string, ask: Question<KeyNames>['ask']): Question<KeyNames> => ({
    id: `keys ${typed}`,
    ask,
    problemIn: (answer) => answer.problem,
    refusal,
  });
  const pause = () => new Promise<void>((resolve) => void clock.delay(0, resolve));
  let growing: GrowingIndex = createGrowingIndex(pause);
  let began = 0;

  const all = question('', async (token) => {
    let own = createGrowingIndex(pause);
    growing = own;
    began = clock.now();
    let told: readonly SecretEntry[] = [];
    let added = 0;
    let toldAt = clock.now();
    const { items, ...rest } = await inner.keys('', token, (soFar) => {
      own.add(soFar.slice(added));
      [told, added] = [soFar, soFar.length];
      if (clock.now() - toldAt < tellEvery) return;
      toldAt = clock.now();
      changed();
    });
    // Absence is claimed from the answer, so it alone decides which names there are.
    if (told.some((entry, i) => entry !== items[i])) [own, added] = [createGrowingIndex(pause), 0];
    own.add(items.slice(added));
    return { ...rest, index: await own.finished() };
  });

  /** The first names that a search under way has brought, by what is searched. */
  const pages = new Map<string, Page>();
  const besides: Found = new WeakMap();
  const search = (typed: string) =>
    question(typed, async (token) => {
      const page = createPage();
      pages.set(typed, page);
      const { items, ...rest } = await inner.keys(typed, token, page.take);
      // One that was cut may end after the next for the same text has begun.
      if (pages.get(typed) === page) pages.delete(typed);
      return { ...rest, index: indexOf(items) };
    });

  async function found(typed: string, token: CancellationToken): Promise<KeyNames> {
    for (let length = typed.length - 1; length > 0; length--) {
      // All names that begin with less: among them are those that begin with this.
      const wider = cache.peek(search(typed.slice(0, length)));
      if (wider?.complete === true && ageOf(clock, wider.asOf) < lifetime()) return wider;
    }
    const cut = createCancellation();
    const asked = cache.get(search(typed), cut.token).then(aged);
    const page = pages.get(typed) ?? createPage();
    const early = await within(patience, asked, token);
    const first = early === 'late' ? await within(undefined, Promise.race([asked, page.first]), token) : early;
    if (typeof first === 'object') return first;
    // What is not waited for any more is not to cost calls either.
    cut.cancel();
    if (first === 'cancelled') return refusal(withdrawn);
    return { index: indexOf(page.items()), complete: false, asOf: clock.now() };
  }

  function within<T>(milliseconds: number | undefined, answer: Promise<T>, token: CancellationToken) {
    return new Promise<T | 'late' | 'cancelled'>((resolve) => {
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

  /** How long a caller waits for the listing: one that others have waited for already is known to take long. */
  function patienceLeft(): number {
    const isFirst = cache.isAsking(all.id) && cache.peek(all) === undefined;
    return isFirst ? patience - (clock.now() - began) : patience;
  }

  return {
    async names(typed, token) {
      if (token.isCancellationRequested) return refusal(withdrawn);
      // Not under the caller's token: the next key typed must not throw away the pages that are there already.
      const asked = cache.get(all, neverCancelled).then(aged);
      const left = patienceLeft();
      const early = left <= 0 ? 'late' : await within(left, asked, token);
      // Nothing to show and nothing to search for: then only the vault's answer helps, be it a problem.
      const isApart = inner.apart?.some(({ prefix }) => typed.startsWith(prefix)) === true;
      const isSearched = typed !== '' && (isApart || inner.searches !== false);
      const mustWait = early === 'late' && !isSearched && growing.soFar().search(typed, 1).items.length === 0;
      const whole = mustWait ? await within(undefined, asked, token) : early;
      if (whole === 'cancelled') return refusal(withdrawn);
      const known: KeyNames = whole === 'late' ? { index: growing.soFar(), complete: false, asOf: clock.now() } : whole;
      const hasAll = whole !== 'late' && whole.problem?.code !== 'call-budget' && !isApart;
      if (!isSearched || hasAll) return known;
      const more = await found(typed, token);
      return { ...more, index: joined(known.index, more.index, besides), complete: false };
    },
    listed: () => cache.peek(all),
    soFar: () => (cache.isAsking(all.id) ? growing.soFar().size : undefined),
  };
}

/** What a search has found beside the names that are known, for as long as it is the same: so many of those were there then. */
type Found = WeakMap<KeyIndex, { readonly known: number; readonly parts: readonly SearchedSegment[] }>;

/** The names of both. */
function joined(known: KeyIndex, more: KeyIndex, memory: Found): KeyIndex {
  let found = memory.get(more);
  if (found?.known !== known.size) {
    const others = [...more.entries()].filter(({ key }) => known.get(key) === undefined);
    found = { known: known.size, parts: others.length === 0 ? [] : indexOf(others).parts };
    memory.set(more, found);
  }
  return createKeyIndex([...known.parts, ...found.parts]);
}

/** What is past its time proves no absence. */
export function aged<T extends { readonly complete: boolean }>({ answer, stale }: Cached<T>): T {
  return stale ? { ...answer, complete: false } : answer;
}

/** The names of a search under way. */
interface Page {
  /** Comes when there are some. */
  readonly first: Promise<'page'>;
  take(items: readonly SecretEntry[]): void;
  items(): readonly SecretEntry[];
}

function createPage(): Page {
  let items: readonly SecretEntry[] = [];
  let come = () => {};
  const first = new Promise<'page'>((resolve) => {
    come = () => resolve('page');
  });
  return {
    first,
    take(soFar) {
      items = soFar;
      if (soFar.length > 0) come();
    },
    items: () => items,
  };
}
