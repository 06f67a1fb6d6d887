import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { type Answer, type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { catalogAt } from './hashicorpSetup.ts';

const needle = 'needle-in-a-value';
const quick = { limits: { attempt: 700, call: 2_500 } };
let server: ScriptedHttp;
beforeEach(async () => {
  server = await startScriptedHttp(() => ({ status: 200 }));
});
afterEach(() => server.close());

const catalog = (config = {}, setup = {}) =>
  catalogAt(server.url, 'hvs.token', { path: 'secret', ...config }, { ...quick, ...setup });
const keys = (...names: string[]): Answer => ({ status: 200, json: { data: { keys: names } } });

describe('Vault calls that go wrong', () => {
  it('come to the problem that the user can do something about', async () => {
    const cases: readonly (readonly [Answer, string, RegExp])[] = [
      [{ status: 503, json: { errors: ['Vault is sealed'] } }, 'unreachable', /is sealed/],
      [{ status: 403, json: { errors: ['permission denied'] } }, 'denied', /lack list on secret\/metadata\/, or it has expired/],
      [{ status: 403, json: { errors: ['bad token'] } }, 'expired-credentials', /Sign in again/],
      [{ status: 404, json: { errors: ['no handler for route "x"'] } }, 'failed', /no secrets engine for secret/],
      [{ status: 404, json: `<html>${needle}</html>` }, 'failed', /not understood/],
      [{ status: 429, headers: { 'retry-after': '0' } }, 'throttled', /too many calls/],
      [{ status: 200, json: { data: { keys: needle } } }, 'failed', /not understood/],
      [{ status: 200, json: needle }, 'failed', /not understood/],
      [() => {}, 'timeout', /did not answer in time/],
      [(_response, socket) => void socket.destroy(), 'unreachable', /unreachable/],
    ];
    for (const [answer, code, words] of cases) {
      server.answer = () => answer;
      const { items, complete, problem } = await catalog().keys('', neverCancelled);
      assert.deepEqual([items, complete, problem?.code], [[], false, code], String(words));
      assert.match(problem?.message ?? '', words);
      assert.ok(!JSON.stringify(problem).includes(needle));
    }
  });

  it('never say that a secret is missing, except in the words of the engine', async () => {
    for (const status of [301, 400, 403, 404, 429, 500, 502, 503]) {
      server.answer = () => ({ status, json: { errors: ['whatever'] }, headers: { 'retry-after': '0' } });
      for (const version of ['v1', 'v2']) {
        const found = await catalog({ version }).lookup('prod/app', neverCancelled);
        assert.equal(found.state, 'unknown', `${status} ${version}`);
      }
    }
    server.answer = () => ({ status: 404, json: '{"errors": [ ]}' });
    assert.equal((await catalog().lookup('prod/app', neverCancelled)).state, 'missing');
  });

  it('leave what was listed before', async () => {
    server.answer = ({ url }) => {
      if (url.includes('/broken')) return { status: 500, headers: { 'retry-after': '0' } };
      return keys(...(url.includes('/good') ? ['a'] : ['good/', 'broken/', 'top']));
    };
    const { items, complete, problem } = await catalog().keys('', neverCancelled);
    assert.deepEqual(items.map(({ key }) => key).sort(), ['good/a', 'top']);
    assert.deepEqual([complete, problem?.code], [false, 'failed']);
  });

  it('are not repeated for every folder of a vault that is down', async () => {
    server.answer = ({ url }) =>
      url.startsWith('/v1/secret/metadata?') ? keys(...Array.from({ length: 40 }, (_, i) => `f${i}/`)) : { status: 501 };
    const { problem } = await catalog().keys('', neverCancelled);
    assert.deepEqual([problem?.code, server.heard.length], ['failed', 5]);
  });

  it('end with folders that never end', async () => {
    server.answer = () => keys('again/');
    const { complete, problem } = await catalog({}, { maxCalls: 20 }).keys('', neverCancelled);
    assert.deepEqual([complete, problem?.code, server.heard.length], [false, 'call-budget', 20]);
  });

  it('do not follow names that lead elsewhere', async () => {
    server.answer = (_, count) => (count === 1 ? keys('../', '..', './', 'a', '', '/') : keys('x'));
    const { items, complete } = await catalog().keys('', neverCancelled);
    assert.deepEqual(
      items.map(({ key }) => key),
      ['a'],
    );
    assert.equal(complete, false);
    assert.ok(
      server.heard.every(({ url }) => url.startsWith('/v1/secret/metadata')),
      JSON.stringify(server.heard.map(({ url }) => url)),
    );
  });

  it('tell how far a long walk has come', async () => {
    server.answer = ({ url }) =>
      keys(...(url.startsWith('/v1/secret/metadata?') ? Array.from({ length: 9 }, (_, i) => `f${i}/`) : ['s']));
    const told: number[] = [];
    const { items } = await catalog().keys('', neverCancelled, (soFar) => void told.push(soFar.length));
    assert.equal(items.length, 9);
    assert.deepEqual(told, [0, 4, 8]);
  });

  it('ask a Vault without subkeys for the values only where that is allowed', async () => {
    server.answer = ({ url }) =>
      url.includes('/subkeys/')
        ? { status: 404, json: { errors: ['1 error occurred:\n\t* unsupported path\n\n'] } }
        : { status: 200, json: { data: { data: { user: needle }, metadata: {} } } };
    const careful = await catalog({}, { mayReadValues: false }).properties('app', undefined, neverCancelled);
    assert.equal(careful.problem?.code, 'values-not-allowed');
    assert.equal(server.heard.length, 1);
    const allowed = await catalog().properties('app', undefined, neverCancelled);
    assert.deepEqual(
      allowed.items.map(({ property, type }) => [property, type]),
      [['user', 'string']],
    );
    assert.ok(!JSON.stringify(allowed).includes(needle));
  });
});

describe('Vault namespaces', () => {
  it('are asked with their header, each a vault of its own', async () => {
    const inside: Record<string, string> = { '': 'root', 'team-a': 'a', 'team-a/inner': 'inner' };
    server.answer = ({ headers }) => keys(inside[String(headers['x-vault-namespace'] ?? '')] ?? 'none');
    for (const [namespace, key] of Object.entries(inside)) {
      const { items } = await catalog({ namespace }).keys('', neverCancelled);
      assert.deepEqual(items, [{ key }]);
    }
  });

  it('are taken away from the folders that policies name', async () => {
    server.answer = ({ url }) => {
      if (url.includes('resultant-acl'))
        return { status: 200, json: { data: { glob_paths: { 'team-a/secret/metadata/mine/': { capabilities: ['list'] } } } } };
      return url.includes('/mine') ? keys('x') : { status: 403, json: { errors: ['permission denied'] } };
    };
    const { items, complete } = await catalog({ namespace: 'team-a' }).keys('', neverCancelled);
    assert.deepEqual([items, complete], [[{ key: 'mine/x' }], false]);
  });
});
