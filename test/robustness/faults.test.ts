import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type CancellationToken, neverCancelled } from '../../server/src/cancellation.ts';
import { createCachedCatalog } from '../../server/src/providers/cachedCatalog.ts';
import type { CatalogProblem, Listing, Lookup, SecretCatalog } from '../../server/src/providers/secretProvider.ts';
import { createManualClock } from '../providers/manualClock.ts';
import { cancellable } from '../support/cancellable.ts';
import { type Dice, dice, fuzzFactor, fuzzSeed } from '../support/fuzz.ts';

const problems: readonly CatalogProblem[] = [
  { code: 'throttled', message: 'too many requests' },
  { code: 'unreachable', message: 'connection reset' },
  { code: 'expired-credentials', message: 'the login has ended' },
  { code: 'denied', message: 'not allowed to list' },
  { code: 'timeout', message: 'no answer in time' },
];

/** A vault that is slow, resets, throttles and lets logins end, all by dice; `calm` ends that. Counts what runs at once. */
function stormyVault(roll: Dice, now: () => number, has: () => readonly string[]) {
  const waiting: (() => void)[] = [];
  const running = new Map<string, number>();
  const vault = { calm: false, calls: 0, mostAtOnce: 0, doubled: [] as string[] };
  async function call<T>(name: string, token: CancellationToken, make: (problem: CatalogProblem | undefined) => T): Promise<T> {
    vault.calls++;
    const same = (running.get(name) ?? 0) + 1;
    running.set(name, same);
    if (same > 1) vault.doubled.push(name);
    vault.mostAtOnce = Math.max(
      vault.mostAtOnce,
      [...running.values()].reduce((sum, each) => sum + each, 0),
    );
    const fate = roll.number(6);
    // One that is withdrawn is over at once, as an aborted request is.
    let isOver = false;
    const end = () => {
      if (!isOver) running.set(name, (running.get(name) ?? 1) - 1);
      isOver = true;
    };
    const withdrawn = token.onCancellationRequested(end);
    if (!vault.calm && fate < 4) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        token.onCancellationRequested(resolve);
      });
    }
    withdrawn.dispose();
    end();
    if (token.isCancellationRequested) return make({ code: 'cancelled', message: 'cancelled' });
    return make(vault.calm || fate > 2 ? undefined : roll.one(problems));
  }
  const listing = <T>(items: readonly T[], problem: CatalogProblem | undefined): Listing<T> =>
    problem === undefined
      ? { items, complete: true, asOf: now() }
      : { items: items.slice(0, 1), complete: false, asOf: now(), problem };
  const looked = <T>(key: string, item: T, problem: CatalogProblem | undefined): Lookup<T> => {
    if (problem !== undefined) return { state: 'unknown', problem };
    return has().includes(key) ? { state: 'found', item, asOf: now() } : { state: 'missing', asOf: now() };
  };
  const catalog: SecretCatalog = {
    keys: (typed, token) =>
      call(`keys ${typed}`, token, (problem) =>
        listing(
          has().map((key) => ({ key })),
          problem,
        ),
      ),
    properties: (key, version, token) =>
      call(`properties ${key} ${version}`, token, (problem) =>
        listing([{ property: 'p', path: ['p'], type: 'string' as const }], problem),
      ),
    versions: (key, token) => call(`versions ${key}`, token, (problem) => listing([], problem)),
    describe: (key, token) => call(`describe ${key}`, token, (problem) => looked(key, { key, tags: [], versions: [] }, problem)),
    lookup: (key, token) => call(`lookup ${key}`, token, (problem) => looked(key, { key }, problem)),
  };
  /** Lets some of the calls go on that wait. */
  const release = (all = false) => {
    for (const resolve of waiting.splice(0, all ? waiting.length : roll.number(waiting.length + 1))) resolve();
  };
  return { vault, catalog, release };
}

describe('a vault in a storm', () => {
  it(`is asked nothing twice at once, wrongs nobody, and is itself again without a restart (seed ${fuzzSeed})`, async () => {
    for (let storm = 0; storm < 40 * fuzzFactor; storm++) await weather(dice(fuzzSeed + storm));
  });
});

/** Some hundred questions during a storm, with jumps of the clock, then the calm after it. */
async function weather(roll: Dice): Promise<void> {
  const clock = createManualClock();
  const present = ['prod/a', 'prod/b', 'dev/a'];
  const { vault, catalog: inner, release } = stormyVault(roll, clock.now, () => present);
  const catalog = createCachedCatalog(inner, { clock });
  const keys = [...present, 'absent'];
  const open = new Set<Promise<void>>();
  let asked = 0;
  for (let i = 0; i < 300; i++) {
    const { token, cancel } = cancellable();
    const key = roll.one(keys);
    const question = roll.one<() => Promise<unknown>>([
      () => catalog.keys(roll.one(['', 'prod/', 'x']), token).then(noneInvented),
      () => catalog.properties(key, undefined, token),
      () => catalog.versions(key, token),
      () => catalog.describe(key, token).then((answer) => truthful(key, answer)),
      () => catalog.lookup(key, token).then((answer) => truthful(key, answer)),
    ]);
    asked++;
    const answered: Promise<void> = question().then(() => void open.delete(answered));
    open.add(answered);
    if (roll.once(5)) cancel();
    if (roll.once(3)) release();
    if (roll.once(4)) clock.advance(roll.one([10, 1_000, 30_000, 61_000, 10 * 60_000, 3 * 60 * 60_000]));
    if (roll.once(30)) catalog.refresh();
    if (roll.once(8)) await turn();
  }
  vault.calm = true;
  for (let i = 0; open.size > 0 && i < 500; i++) {
    release(true);
    clock.advance(1_000);
    await turn();
  }
  assert.equal(open.size, 0, `${open.size} of ${asked} questions have no answer`);
  assert.deepEqual(vault.doubled, []);
  assert.ok(vault.calls <= asked * 2, `${vault.calls} calls for ${asked} questions`);
  // What was refused is refused for a while; then all is as if nothing had been.
  clock.advance(6 * 60 * 60_000);
  await turn();
  const names = await catalog.keys('', neverCancelled);
  assert.deepEqual([names.items.map((entry) => entry.key), names.complete], [[...present].sort(), true]);
  assert.equal((await catalog.lookup('absent', neverCancelled)).state, 'missing');
  assert.equal((await catalog.lookup('prod/a', neverCancelled)).state, 'found');
  assert.equal(catalog.status().problem, undefined);

  function noneInvented({ items }: Listing<{ readonly key: string }>): void {
    for (const { key } of items) assert.ok(present.includes(key), key);
  }
}

/** Nothing that is there is ever called missing, and nothing that is not is found. */
function truthful(key: string, answer: Lookup<unknown>): void {
  assert.notEqual(answer.state, key === 'absent' ? 'found' : 'missing', key);
}
