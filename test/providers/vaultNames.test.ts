import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type CancellationToken, neverCancelled } from '../../server/src/cancellation.ts';
import { type CachedCatalog, createCachedCatalog } from '../../server/src/providers/cachedCatalog.ts';
import type { SecretEntry } from '../../server/src/providers/secretEntries.ts';
import type { Listing, SecretCatalog } from '../../server/src/providers/secretProvider.ts';
import { vaultState } from '../../server/src/providers/vaultState.ts';
import { createManualClock, type ManualClock } from './manualClock.ts';
import { scriptedCatalog } from './scriptedCatalog.ts';

/** A listing under way: pages come, and at some time the end. */
interface Call {
  readonly typed: string;
  readonly token: CancellationToken;
  page(...keys: string[]): void;
  end(rest?: Partial<Listing<SecretEntry>>): Promise<void>;
}

let clock: ManualClock;
let calls: Call[];
let inner: SecretCatalog;
let catalog: CachedCatalog;
let changes: number;

beforeEach(() => {
  clock = createManualClock();
  calls = [];
  changes = 0;
  const keys = (typed: string, token: CancellationToken, progress?: (soFar: readonly SecretEntry[]) => void) =>
    new Promise<Listing<SecretEntry>>((resolve) => {
      const items: SecretEntry[] = [];
      calls.push({
        typed,
        token,
        page(...more) {
          items.push(...more.map((key) => ({ key })));
          progress?.(items);
        },
        async end(rest) {
          resolve({ items, complete: true, asOf: clock.now(), ...rest });
          await turn();
        },
      });
    });
  inner = { ...scriptedCatalog(clock), keys };
  catalog = createCachedCatalog(inner, { clock, onDidChange: () => void changes++ });
});

const call = (n: number): Call => calls[n] ?? assert.fail(`call ${n} of ${calls.length}`);

async function names(typed = ''): Promise<{ readonly keys: readonly string[]; readonly complete: boolean }> {
  const listing = await catalog.keys(typed, neverCancelled);
  return { keys: listing.items.map(({ key }) => key), complete: listing.complete };
}

/** The listing of all has been waited for once, and goes on. */
async function longListing(...keys: string[]): Promise<void> {
  const first = names();
  await turn();
  call(0).page(...keys);
  clock.advance(700);
  await first;
}

describe('a long listing', () => {
  it('is there page by page, each name once', async () => {
    await longListing('b', 'd');
    assert.deepEqual(await names(), { keys: ['b', 'd'], complete: false });
    call(0).page('a');
    assert.deepEqual(await names(), { keys: ['a', 'b', 'd'], complete: false });
    assert.equal(catalog.status().soFar, 3);
    await call(0).end();
    assert.deepEqual(await names(), { keys: ['a', 'b', 'd'], complete: true });
    assert.equal(calls.length, 1);
  });

  it('takes each page once, though all are told of each time', async () => {
    const page = (n: number) => Array.from({ length: 400 }, (_, i) => `page-${n}-${i}`);
    await longListing(...page(0));
    for (let n = 1; n < 8; n++) {
      call(0).page(...page(n));
      await turn();
    }
    assert.equal(catalog.status().soFar, 3_200);
  });

  it('counts by its answer, whatever was told before', async () => {
    await longListing('a', 'gone', 'b');
    await call(0).end({ items: [{ key: 'b' }, { key: 'c' }] });
    assert.deepEqual(await names(), { keys: ['b', 'c'], complete: true });
    assert.equal((await catalog.lookup('gone', neverCancelled)).state, 'missing');
  });

  it('tells that it gets on, but not at each page', async () => {
    await longListing('a');
    const before = changes;
    for (const key of 'bcdefghij') {
      clock.advance(250);
      call(0).page(key);
    }
    assert.equal(changes - before, 2);
  });

  it('is given up by a refresh, and its pages with it', async () => {
    await longListing('a');
    catalog.refresh();
    assert.equal(call(0).token.isCancellationRequested, true);
    const fresh = names();
    await turn();
    call(0).page('late');
    call(1).page('new');
    await call(1).end();
    assert.deepEqual(await fresh, { keys: ['new'], complete: true });
  });
});

describe('what is typed while all names are being listed', () => {
  it('is searched at once when the listing is known to take long', async () => {
    await longListing('a');
    const answer = names('pro');
    await turn();
    assert.equal(call(1).typed, 'pro');
    call(1).page('prod/a');
    await call(1).end();
    assert.deepEqual(await answer, { keys: ['a', 'prod/a'], complete: false });
  });

  it('brings the first names of a search that takes long, and costs no calls after that', async () => {
    await longListing('a');
    const answer = names('p');
    await turn();
    clock.advance(700);
    await turn();
    call(1).page('prod/a', 'prod/b');
    assert.deepEqual(await answer, { keys: ['a', 'prod/a', 'prod/b'], complete: false });
    assert.equal(call(1).token.isCancellationRequested, true);
    assert.equal(call(0).token.isCancellationRequested, false);
  });

  it('is not searched again where less was typed and everything came', async () => {
    await longListing('a');
    const answer = names('pro');
    await turn();
    call(1).page('prod/a');
    await call(1).end();
    await answer;
    assert.deepEqual(await names('prod/'), { keys: ['a', 'prod/a'], complete: false });
    assert.equal(calls.length, 2);
    clock.advance(5 * 60_000);
    void names('prod/');
    await turn();
    assert.equal(call(2).typed, 'prod/', 'later it is');
  });

  it('is searched again where less was typed and not everything came', async () => {
    await longListing('a');
    const answer = names('p');
    await turn();
    await call(1).end({ items: [{ key: 'pa' }], complete: false, problem: { code: 'call-budget', message: '' } });
    await answer;
    void names('pr');
    await turn();
    assert.equal(call(2).typed, 'pr');
  });
});

describe('a listing that its budget ended', () => {
  it('says so, and which setting is meant, in the tooltip of its store', async () => {
    await longListing('a');
    await call(0).end({ complete: false, problem: { code: 'call-budget', message: 'The listing was cut off after 7 calls.' } });
    const store = { provider: 'aws', kind: 'SecretStore', name: 's', namespace: 'd', config: {} } as const;
    const destination = {
      id: '',
      service: 'AWS',
      location: 'r',
      endpoint: '',
      customEndpoint: false,
      login: 'profile x',
    };
    const { tooltip } = vaultState({ store, destination, status: catalog.status() }, clock.now());
    assert.match(tooltip, /^AWS, r, profile x\n1 names \(not all\), listed just now\.\nThe listing was cut off after 7 calls\. /);
    assert.match(tooltip, /externalSecrets\.vault\.maxCallsPerListing/);
  });
});

describe('existence in a vault of 100,000 names', () => {
  it('is told without a call, for names that are there and others', async () => {
    const all = names();
    await turn();
    const items = Array.from({ length: 100_000 }, (_, i) => ({ key: `prod/team-${i % 50}/secret-${i}` }));
    void call(0).end({ items });
    // The names are put in order in small pieces.
    let isIn = false;
    void all.then(() => {
      isIn = true;
    });
    while (!isIn) {
      clock.advance(0);
      await turn();
    }
    for (let i = 0; i < 2_000; i++) {
      const key = `prod/team-${i % 50}/secret-${i}`;
      assert.equal((await catalog.lookup(key, neverCancelled)).state, 'found');
      assert.equal((await catalog.lookup(`${key}x`, neverCancelled)).state, 'missing');
    }
    assert.equal(calls.length, 1);
  });
});

describe('names that the listing of all leaves out', () => {
  const apart = [{ prefix: 'cert/', holds: 'certificates' }];

  it('are asked for when what stands before them is typed, though all others are known', async () => {
    catalog = createCachedCatalog({ ...inner, apart }, { clock });
    const first = names();
    await turn();
    call(0).page('a', 'b');
    await call(0).end();
    assert.deepEqual(await first, { keys: ['a', 'b'], complete: true });
    assert.deepEqual(await names('ce'), { keys: ['a', 'b'], complete: true });
    assert.equal(calls.length, 1);
    const second = names('cert/');
    await turn();
    assert.equal(call(1).typed, 'cert/');
    call(1).page('cert/x', 'cert/y');
    await call(1).end();
    assert.deepEqual((await second).keys, ['a', 'b', 'cert/x', 'cert/y']);
    assert.deepEqual((await names('cert/x')).keys, ['a', 'b', 'cert/x', 'cert/y']);
    assert.equal(calls.length, 2, 'all that begin so are known by then');
    assert.deepEqual(await names(), { keys: ['a', 'b'], complete: true }, 'they are not among all');
  });
});

describe('a vault that does not search', () => {
  beforeEach(() => {
    catalog = createCachedCatalog({ ...inner, searches: false, apart: [{ prefix: 'cert/', holds: 'certificates' }] }, { clock });
  });

  it('is not listed once more for what is typed', async () => {
    const first = names('a');
    await turn();
    call(0).page('a');
    clock.advance(700);
    assert.deepEqual(await first, { keys: ['a'], complete: false });
    await call(0).end({ complete: false, problem: { code: 'call-budget', message: 'too many' } });
    for (const typed of ['a', 'ab', 'b']) assert.deepEqual(await names(typed), { keys: ['a'], complete: false });
    assert.equal(calls.length, 1);
    const apart = names('cert/');
    await turn();
    await call(1).end();
    assert.deepEqual((await apart).keys, ['a']);
  });

  it('is waited for where nothing that is there yet fits', async () => {
    const first = names('b');
    await turn();
    call(0).page('a');
    clock.advance(5_000);
    await turn();
    call(0).page('b');
    await call(0).end();
    assert.deepEqual(await first, { keys: ['a', 'b'], complete: true });
  });
});
