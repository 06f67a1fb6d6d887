import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createCancellation, neverCancelled } from '../../server/src/cancellation.ts';
import type { SecretCatalog } from '../../server/src/providers/secretProvider.ts';
import { eventually } from '../peers/cluster/eventually.ts';
import { type Answer, type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { restDoubles } from '../support/vaults/index.ts';
import { loginOf, needle, type RestDouble } from '../support/vaults/restDouble.ts';
import { openRest, type RestSetup, restProviders } from './restSetup.ts';

// What every back end over plain HTTP owes its user when things go wrong. A new one is asked all of it by its line in restDoubles.

const again = { 'retry-after': '0' };
let server: ScriptedHttp;
let other: ScriptedHttp;
beforeEach(async () => {
  server = await startScriptedHttp(() => ({ status: 200 }));
  other = await startScriptedHttp(() => ({ status: 200 }));
});
afterEach(() => Promise.all([server.close(), other.close()]));

it('every back end over plain HTTP has a double here', () => {
  assert.deepEqual(
    restProviders()
      .providers.map(({ id }) => id)
      .sort(),
    restDoubles.map(({ id }) => id).sort(),
  );
});

for (const double of restDoubles) {
  const open = (setup: RestSetup = {}) =>
    openRest(double.id, double.config(server.url), { ...loginOf(double, server.url), ...setup });
  const secretTexts = () => {
    const login = Object.entries(double.env(server.url)).filter(([name]) => double.shown?.includes(name) !== true);
    return [needle, ...login.flatMap(([, text]) => (text === server.url ? [] : [text]))];
  };
  const assertSilent = (said: unknown) => {
    for (const text of secretTexts()) assert.ok(!JSON.stringify(said).includes(text), JSON.stringify(said));
  };

  describe(`${double.id}, whatever its vault answers`, () => {
    it('lists all keys, finds them and misses others, and lets no value through', async () => {
      server.answer = double.answer;
      const { catalog, log, provider } = open();
      const listing = await catalog.keys('', neverCancelled);
      assert.deepEqual([listing.items.map(({ key }) => key).sort(), listing.problem], [[...double.keys].sort(), undefined]);
      const answers = await everythingOf(catalog, double);
      assertSilent([listing, answers, log]);
      assert.ok(log.length > 0 && log.every(({ outcome }) => outcome !== ''));
      for (const key of double.keys) assert.ok(!log.some(({ operation }) => operation.includes(key)), 'no key is logged');
      for (const key of double.keys) assert.equal((await catalog.lookup(key, neverCancelled)).state, 'found', key);
      const untold = provider.capabilities.missing !== undefined;
      assert.equal(listing.complete, !untold && double.leavesOut !== true);
      const other = untold ? 'unknown' : 'missing';
      assert.equal((await catalog.lookup(`${double.keys[0]}x`, neverCancelled)).state, other);
      assert.equal((await catalog.describe(`${double.keys[0]}x`, neverCancelled)).state, other);
    });

    it('says what refusals mean, never that something is missing', async () => {
      const cases: readonly (readonly [Answer, RegExp])[] = [
        [{ status: 401, json: { error: needle } }, /^expired-credentials$/],
        [{ status: 403, json: { error: needle } }, /^denied$/],
        [{ status: 404, json: { error: needle } }, /^failed$/],
        [{ status: 404, json: `<html>${needle}</html>`, headers: { 'content-type': 'text/html' } }, /^failed$/],
        [{ status: 429, json: { error: needle }, headers: again }, /^throttled$/],
        [{ status: 500, json: { error: needle }, headers: again }, /^(failed|unreachable)$/],
        [{ status: 503, json: `<html>${needle}</html>`, headers: again }, /^unreachable$/],
        [(_response, socket) => void socket.destroy(), /^unreachable$/],
      ];
      for (const [answer, code] of cases) {
        server.answer = () => answer;
        const { catalog, log } = open();
        const listing = await catalog.keys('', neverCancelled);
        assert.deepEqual([listing.items, listing.complete], [[], false]);
        assert.match(listing.problem?.code ?? '', code, JSON.stringify(listing.problem));
        assert.match(listing.problem?.message ?? '', /\.$/);
        assert.ok(listing.problem?.phrase, 'it is told in other languages as well');
        const found = await catalog.lookup(double.keys[0] ?? '', neverCancelled);
        assert.equal(found.state, 'unknown', JSON.stringify(answer));
        assertSilent([listing, found, log]);
      }
    });

    it('asks again after 429 and 5xx, as long as it may pass', async () => {
      for (const status of [429, 503]) {
        server.heard.splice(0);
        server.answer = (request) => (server.heard.length === 1 ? { status, headers: again } : double.answer(request));
        assert.equal((await open().catalog.keys('', neverCancelled)).items.length, double.keys.length, String(status));
      }
    });

    it('reads nothing into an answer that is none', async () => {
      for (const json of [
        `{"names": ["${needle}`,
        needle,
        '',
        '[',
        '{}',
        'null',
        '[1]',
        `{"data": "${needle}"}`,
        `["${needle}"]`,
      ]) {
        server.answer = () => ({ status: 200, json });
        const { catalog, log } = open();
        const listing = await catalog.keys('', neverCancelled);
        assert.deepEqual([listing.items, listing.complete, listing.problem?.code], [[], false, 'failed'], json);
        assert.equal((await catalog.lookup('x', neverCancelled)).state, 'unknown', json);
        assertSilent([listing, log]);
      }
    });

    it('is bounded in time, and ends when it is cancelled', async () => {
      server.answer = () => () => {};
      const impatient = open({ limits: { attempt: 200, call: 2_000 } });
      assert.equal((await impatient.catalog.keys('', neverCancelled)).problem?.code, 'timeout');
      server.heard.splice(0);
      const { token, cancel } = createCancellation();
      const listing = open({ limits: { attempt: 60_000, call: 60_000 } }).catalog.keys('', token);
      await eventually('a request', async () => server.heard.length > 0);
      cancel();
      assert.equal((await listing).problem?.code, 'cancelled');
    });

    it('leaves a list that never ends', async () => {
      const { endless } = double;
      if (endless === undefined) return;
      server.answer = (request) => endless(request, server.heard.length);
      const { catalog } = open({ maxCalls: 4 });
      const { complete, problem, items } = await catalog.keys('', neverCancelled);
      assert.deepEqual([complete, problem?.code], [false, 'call-budget']);
      assert.match(problem?.message ?? '', catalog.searches === false ? /higher to see all/ : /Type the beginning of the name/);
      assert.ok(items.length > 0 && server.heard.length < 10, `${server.heard.length} calls`);
      server.answer = (request) => endless(request, 1);
      const repeated = await open({ maxCalls: 50 }).catalog.keys('', neverCancelled);
      assert.equal(repeated.complete, false, 'a page that names itself as the next one');
      assert.ok(server.heard.length < 20, `${server.heard.length} calls`);
    });

    it('sends its login to no other address: by a redirect, by a manifest', async () => {
      other.answer = double.answer;
      server.answer = ({ url }) => ({ status: 307, headers: { location: `${other.url}${url}` } });
      assert.equal((await open().catalog.keys('', neverCancelled)).problem?.code, 'failed');
      if (double.atVendor === true) return assert.deepEqual(other.heard, []);
      const hostile = openRest(double.id, double.config(other.url), { env: double.env(server.url) });
      assert.equal((await hostile.catalog.keys('', neverCancelled)).problem?.code, 'no-credentials');
      const destination = await hostile.provider.destination(hostile.store, {});
      assert.ok('code' in destination && destination.code === 'no-credentials');
      assert.ok(destination.message.includes(other.url), 'where it would have gone');
      assertSilent(destination);
      assert.deepEqual(other.heard, []);
    });

    it('takes a login from a file of the settings, and goes to an address of theirs', async () => {
      server.answer = double.answer;
      const lines = Object.entries(double.env(server.url)).map(([name, value]) => `${name}=${value}`);
      const identity = { tokenFile: '~/token', address: server.url };
      const inCluster = double.config('http://vault.vault.svc:8200');
      const files = { ...double.files, '~/token': lines.join('\n') };
      const { catalog, provider, store } = openRest(double.id, inCluster, { identity, files });
      assert.equal((await catalog.keys('', neverCancelled)).items.length, double.keys.length);
      const destination = await provider.destination(store, identity);
      assert.ok(!('code' in destination) && destination.customEndpoint && destination.endpoint === server.url);
    });

    it('reads no value for property names before that is allowed', async () => {
      server.answer = double.answer;
      const { catalog, provider } = open({ mayReadValues: false });
      const { properties } = provider.capabilities;
      const key = double.properties?.key ?? double.keys[0] ?? '';
      const { items, problem } = await catalog.properties(key, undefined, neverCancelled);
      if (properties === 'reads-values') {
        assert.deepEqual([items, problem?.code, server.heard.length], [[], 'values-not-allowed', 0]);
        const allowed = await open().catalog.properties(key, undefined, neverCancelled);
        const names = allowed.items.map(({ property }) => property).sort();
        assert.deepEqual(names, [...(double.properties?.names ?? [])].sort());
      }
      if (properties === 'none') assert.deepEqual([items, double.properties], [[], undefined]);
    });
  });
}

async function everythingOf(catalog: SecretCatalog, { keys }: RestDouble): Promise<readonly unknown[]> {
  const answers = keys.flatMap((key) => [
    catalog.describe(key, neverCancelled),
    catalog.lookup(key, neverCancelled),
    catalog.properties(key, undefined, neverCancelled),
    catalog.versions(key, neverCancelled),
  ]);
  return Promise.all(answers);
}
