import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { type CachedCatalog, createCachedCatalog } from '../../server/src/providers/cachedCatalog.ts';
import { cancellable } from '../support/cancellable.ts';
import { createManualClock, type ManualClock } from './manualClock.ts';
import { type ScriptedCatalog, scriptedCatalog } from './scriptedCatalog.ts';

let clock: ManualClock;
let vault: ScriptedCatalog;
let catalog: CachedCatalog;
let changes: number;

beforeEach(() => {
  clock = createManualClock();
  vault = scriptedCatalog(clock, 'prod/a', 'prod/b', 'dev/a');
  changes = 0;
  catalog = createCachedCatalog(vault, { clock, onDidChange: () => void changes++ });
});

const names = async (typed = '') => {
  const listing = await catalog.keys(typed, neverCancelled);
  return { keys: listing.items.map(({ key }) => key), complete: listing.complete, problem: listing.problem?.code };
};

describe('the names of a vault', () => {
  it('are listed once, whatever is typed', async () => {
    assert.deepEqual(await names('prod/'), { keys: ['dev/a', 'prod/a', 'prod/b'], complete: true, problem: undefined });
    await names('dev');
    await names();
    assert.deepEqual(vault.asked, ['keys ']);
  });

  it('are searched by what is typed where the vault is too large for one listing', async () => {
    vault.most = 1;
    assert.deepEqual(await names('dev/'), { keys: ['dev/a', 'prod/a'], complete: false, problem: undefined });
    await names('dev/');
    assert.deepEqual(vault.asked, ['keys ', 'keys dev/']);
  });

  it('are given as incomplete when they are old, and renewed behind that', async () => {
    await names();
    vault.keysInIt.push('new');
    clock.advance(5 * 60_000);
    assert.deepEqual(await names(), { keys: ['dev/a', 'prod/a', 'prod/b'], complete: false, problem: undefined });
    await turn();
    assert.deepEqual(await names(), { keys: ['dev/a', 'new', 'prod/a', 'prod/b'], complete: true, problem: undefined });
    assert.deepEqual(vault.asked, ['keys ', 'keys ']);
  });

  it('are waited for when they are far too old', async () => {
    await names();
    vault.keysInIt = ['only'];
    clock.advance(2 * 60 * 60_000);
    assert.deepEqual((await names()).keys, ['only']);
  });

  it('prove nothing once the clock was put back, and are asked for again', async () => {
    await names();
    clock.jump(-60 * 60_000);
    vault.keysInIt.push('prod/new');
    assert.equal((await catalog.lookup('prod/new', neverCancelled)).state, 'found');
    await names();
    await turn();
    assert.deepEqual((await names()).keys, ['dev/a', 'prod/a', 'prod/b', 'prod/new']);
  });

  it('are forgotten by a refresh, also those under way', async () => {
    vault.holding = true;
    const before = names();
    await turn();
    catalog.refresh();
    assert.equal(vault.tokens[0]?.isCancellationRequested, true);
    vault.release();
    await before;
    vault.keysInIt = ['fresh'];
    assert.deepEqual((await names()).keys, ['fresh']);
  });
});

describe('a vault that takes long to list', () => {
  beforeEach(() => {
    vault.holding = true;
    vault.held = 'keys ';
  });

  it('is searched by what is typed meanwhile, beside the names that are there already', async () => {
    const answer = names('dev/');
    await turn();
    assert.deepEqual(vault.asked, ['keys ']);
    assert.equal(catalog.status().soFar, 1);
    clock.advance(700);
    assert.deepEqual(await answer, { keys: ['dev/a', 'prod/a'], complete: false, problem: undefined });
    const soFar = names();
    clock.advance(700);
    assert.deepEqual(await soFar, { keys: ['prod/a'], complete: false, problem: undefined });
    vault.release();
    await turn();
    assert.deepEqual(await names('dev/'), { keys: ['dev/a', 'prod/a', 'prod/b'], complete: true, problem: undefined });
    assert.deepEqual(vault.asked, ['keys ', 'keys dev/']);
  });

  it('is waited for where there is nothing yet to show or to search for', async () => {
    vault.keysInIt = [];
    const answer = names();
    await turn();
    clock.advance(10_000);
    vault.problem = { code: 'throttled', message: 'busy' };
    vault.release();
    assert.deepEqual(await answer, { keys: [], complete: false, problem: 'throttled' });
  });

  it('is listed on when the caller goes, for the next one', async () => {
    const first = cancellable();
    const given = catalog.keys('p', first.token);
    await turn();
    first.cancel();
    assert.equal((await given).problem?.code, 'cancelled');
    assert.equal(vault.tokens[0]?.isCancellationRequested, false);
    const second = names('pr');
    await turn();
    vault.release();
    assert.equal((await second).complete, true);
    assert.deepEqual(vault.asked, ['keys ']);
  });
});

describe('equal questions under way', () => {
  it('are one call', async () => {
    vault.holding = true;
    const answers = [names(), names('p'), names('d')];
    await turn();
    vault.release();
    await Promise.all(answers);
    assert.deepEqual(vault.asked, ['keys ']);
  });

  it('are cancelled when the last caller has gone, not before', async () => {
    vault.holding = true;
    const [first, second] = [cancellable(), cancellable()];
    const answers = [catalog.versions('a', first.token), catalog.versions('a', second.token)];
    await turn();
    first.cancel();
    assert.equal((await answers[0])?.problem?.code, 'cancelled');
    assert.equal(vault.tokens[0]?.isCancellationRequested, false);
    second.cancel();
    await answers[1];
    assert.equal(vault.tokens[0]?.isCancellationRequested, true);
  });

  it('are asked anew by a caller who comes after a cancelled one', async () => {
    vault.holding = true;
    const first = cancellable();
    const given = catalog.versions('a', first.token);
    await turn();
    first.cancel();
    await given;
    const later = catalog.versions('a', neverCancelled);
    await turn();
    vault.release();
    assert.equal((await later).complete, true);
    assert.deepEqual(vault.asked, ['versions a', 'versions a']);
  });

  it('are not asked at all for a caller who is cancelled already', async () => {
    const gone = cancellable();
    gone.cancel();
    assert.equal((await catalog.keys('', gone.token)).problem?.code, 'cancelled');
    assert.deepEqual(vault.asked, []);
  });
});

describe('a key that is not there', () => {
  it('is missing by a complete listing of the last minute, without a call', async () => {
    await names();
    assert.equal((await catalog.lookup('nothing', neverCancelled)).state, 'missing');
    assert.equal((await catalog.lookup('prod/a', neverCancelled)).state, 'found');
    assert.deepEqual(vault.asked, ['keys ']);
  });

  it('is looked up when the listing is older than a minute, and again after another', async () => {
    await names();
    vault.keysInIt.push('made-meanwhile');
    clock.advance(60_000);
    assert.equal((await catalog.lookup('made-meanwhile', neverCancelled)).state, 'found');
    assert.equal((await catalog.lookup('nothing', neverCancelled)).state, 'missing');
    await catalog.lookup('nothing', neverCancelled);
    clock.advance(60_000);
    vault.keysInIt.push('nothing');
    assert.equal((await catalog.lookup('nothing', neverCancelled)).state, 'found');
    assert.deepEqual(vault.asked, ['keys ', 'lookup made-meanwhile', 'lookup nothing', 'lookup nothing']);
  });

  it('is not missing by an incomplete listing, nor by one that cannot have it', async () => {
    vault.most = 1;
    await names();
    vault.keysInIt.push('arn:x');
    assert.equal((await catalog.lookup('dev/a', neverCancelled)).state, 'found');
    vault.most = 10;
    catalog.refresh();
    vault.keysInIt = ['a', 'arn:x'];
    await names();
    vault.keysInIt.push('arn:y');
    assert.equal((await catalog.lookup('arn:y', neverCancelled)).state, 'found');
  });

  it('is missing by a complete listing where looking up is denied', async () => {
    await names();
    clock.advance(2 * 60_000);
    vault.problem = { code: 'denied', message: 'no' };
    assert.equal((await catalog.lookup('nothing', neverCancelled)).state, 'missing');
    clock.advance(10 * 60_000);
    assert.equal((await catalog.lookup('nothing', neverCancelled)).state, 'unknown');
  });
});

describe('a vault that fails', () => {
  it('is asked again after 1, 2, 4 … 60 seconds', async () => {
    vault.problem = { code: 'throttled', message: 'busy' };
    const pauses: number[] = [];
    for (let seconds = 0; seconds < 200; seconds++) {
      const before = vault.asked.length;
      await catalog.lookup(`key-${seconds}`, neverCancelled);
      if (vault.asked.length > before) pauses.push(seconds);
      clock.advance(1_000);
    }
    assert.deepEqual(pauses, [0, 1, 3, 7, 15, 31, 63, 123, 183]);
  });

  it('holds back other questions, and lets them through after a success', async () => {
    vault.problem = { code: 'unreachable', message: 'away' };
    assert.equal((await names()).problem, 'unreachable');
    assert.equal(catalog.status().problem?.code, 'unreachable');
    vault.problem = undefined;
    const held = await catalog.lookup('prod/a', neverCancelled);
    assert.ok(held.state === 'unknown' && held.problem.code === 'unreachable');
    clock.advance(20_000);
    assert.equal((await names()).complete, true);
    assert.equal(catalog.status().problem, undefined);
  });

  it('is asked at once by a refresh', async () => {
    vault.problem = { code: 'expired-credentials', message: 'sign in' };
    await names();
    await names();
    assert.equal(vault.asked.length, 1);
    vault.problem = undefined;
    catalog.refresh();
    assert.equal((await names()).complete, true);
  });

  it('tries a refused login again after 15 seconds', async () => {
    vault.problem = { code: 'no-credentials', message: 'who?' };
    await names();
    clock.advance(14_999);
    await names();
    assert.equal(vault.asked.length, 1);
    clock.advance(1);
    await names();
    assert.equal(vault.asked.length, 2);
  });

  it('keeps the names it has given before, and does not ask at every key', async () => {
    await names();
    clock.advance(5 * 60_000);
    vault.problem = { code: 'denied', message: 'no' };
    for (let i = 0; i < 5; i++) {
      assert.deepEqual(await names(), { keys: ['dev/a', 'prod/a', 'prod/b'], complete: false, problem: undefined });
      await turn();
    }
    assert.equal(vault.asked.length, 2);
    assert.equal(catalog.status().problem?.code, 'denied');
  });

  it('does not remember that values may not be read', async () => {
    vault.problem = { code: 'values-not-allowed', message: 'ask first' };
    await catalog.properties('a', undefined, neverCancelled);
    vault.problem = undefined;
    assert.equal((await catalog.properties('a', undefined, neverCancelled)).items.length, 1);
  });
});

describe('a cache for no time at all', () => {
  it('does not take what it has just listed for missing', async () => {
    const forgetful = createCachedCatalog(vault, { clock, lifetime: () => 0 });
    await forgetful.keys('', neverCancelled);
    assert.equal((await forgetful.lookup('prod/a', neverCancelled)).state, 'found');
    assert.equal((await forgetful.lookup('prod/z', neverCancelled)).state, 'missing');
  });
});

describe('the status of a catalog', () => {
  it('tells that names are being listed, and when they are', async () => {
    vault.holding = true;
    const listing = names();
    await turn();
    assert.equal(catalog.status().listing, true);
    assert.ok(changes > 0);
    const before = changes;
    vault.release();
    await listing;
    assert.deepEqual(catalog.status(), { listing: false, known: { count: 3, complete: true, asOf: clock.now() } });
    assert.ok(changes > before);
  });

  it('holds no more answers than it may', async () => {
    const small = createCachedCatalog(vault, { clock, maxAnswers: 2 });
    for (const key of ['a', 'b', 'c', 'a']) await small.describe(key, neverCancelled);
    assert.deepEqual(vault.asked, ['describe a', 'describe b', 'describe c', 'describe a']);
  });
});
