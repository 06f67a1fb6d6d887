import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { createCancellation, neverCancelled } from '../../server/src/cancellation.ts';
import { challenge, error } from '../support/azure/keyVault.ts';
import { createAuthority } from '../support/certificates.ts';
import { type Answer, type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { catalogAt, type Setup } from './azureSetup.ts';

const authority = createAuthority();
const needle = 'needle-in-a-value';
const quick = { limits: { attempt: 700, call: 2_500 } };
let folder: string;
let server: ScriptedHttp;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azure-faults-'));
  await writeFile(join(folder, 'ca.pem'), authority.cert);
  await writeFile(join(folder, 'token'), 'first');
});
after(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  server = await startScriptedHttp(() => ({ status: 200 }), authority.issue('127.0.0.1'));
});
afterEach(() => server.close());

const catalog = (setup: Setup = {}, address = server.url) =>
  catalogAt({ address, tokenFile: join(folder, 'token'), ca: join(folder, 'ca.pem') }, {}, { ...quick, ...setup }).catalog;

/** A page with these secrets, and a link to the next one. */
const page = (names: readonly string[], next: string | null = null): Answer => ({
  status: 200,
  json: {
    value: names.map((name) => ({ id: `https://v.vault.azure.net/secrets/${name}`, attributes: { enabled: true } })),
    nextLink: next,
  },
});
const forbidden = (inner: string, message = needle) => error(403, 'Forbidden', message, inner);

describe('Key Vault calls that go wrong', () => {
  it('come to the problem that the user can do something about', async () => {
    const cases: readonly (readonly [answer: Answer, code: string, words: RegExp, permission?: string])[] = [
      [challenge(), 'expired-credentials', /does not accept the login any more/],
      [error(401, 'Unauthorized', `AKV10032: Invalid issuer. ${needle}`), 'no-credentials', /another tenant.*Set "tenant"/],
      [forbidden('ForbiddenByRbac'), 'denied', /denies GetSecrets .*role Key Vault Reader\.$/, 'Key Vault Reader'],
      [forbidden('AccessDenied'), 'denied', /access policy has to give it list on secrets/, 'list on secrets'],
      [error(403, 'Forbidden', needle), 'denied', /role Key Vault Reader, or list on secrets/, 'Key Vault Reader'],
      [forbidden('ForbiddenByFirewall'), 'unreachable', /kept by its firewall/],
      [forbidden('ForbiddenByConnection'), 'unreachable', /private endpoint only/],
      [error(404, 'NotFound', needle), 'failed', /not understood/],
      [{ status: 404, json: `<html>${needle}</html>` }, 'failed', /not understood/],
      [
        { status: 429, json: { error: { code: 'Throttled', message: needle } }, headers: { 'retry-after': '0' } },
        'throttled',
        /too many/,
      ],
      [{ status: 500, json: needle, headers: { 'retry-after': '0' } }, 'failed', /status 500/],
      [{ status: 502, json: '', headers: { 'retry-after': '0' } }, 'unreachable', /status 502/],
      [{ status: 200, json: needle }, 'failed', /not understood/],
      [{ status: 200, json: { value: needle } }, 'failed', /not understood/],
      [{ status: 200, json: '{"value": [{"id"' }, 'failed', /not understood/],
      [{ status: 302, headers: { location: 'https://login.example.com/' } }, 'failed', /redirects GetSecrets/],
      [() => {}, 'timeout', /did not answer in time/],
      [(_response, socket) => void socket.destroy(), 'unreachable', /unreachable/],
      [
        (response, socket) => {
          response.writeHead(200, { 'content-length': '100' }).write('{"value": [');
          setTimeout(() => socket.destroy(), 10);
        },
        'unreachable',
        /unreachable/,
      ],
    ];
    for (const [answer, code, words, permission] of cases) {
      server.answer = () => answer;
      const { items, complete, problem } = await catalog().keys('', neverCancelled);
      assert.deepEqual([items, complete, problem?.code, problem?.permission], [[], false, code, permission], String(words));
      assert.match(problem?.message ?? '', words);
      assert.ok(!JSON.stringify(problem).includes(needle));
    }
  });

  it('name the role or permission that the call needs', async () => {
    const needs = async (answer: Answer, ask: (own: ReturnType<typeof catalog>) => Promise<unknown>) => {
      server.answer = () => answer;
      return JSON.stringify(await ask(catalog()));
    };
    const rbac = forbidden('ForbiddenByRbac');
    const policy = forbidden('AccessDenied');
    const read = (key: string) => (own: ReturnType<typeof catalog>) => own.properties(key, undefined, neverCancelled);
    assert.match(await needs(rbac, read('a')), /"permission":"Key Vault Secrets User"/);
    assert.match(await needs(policy, read('a')), /"permission":"get on secrets"/);
    assert.match(await needs(rbac, read('key/a')), /"permission":"Key Vault Reader"/);
    assert.match(await needs(policy, (own) => own.lookup('cert/a', neverCancelled)), /"permission":"list on certificates"/);
    assert.match(await needs(policy, (own) => own.keys('key/', neverCancelled)), /"permission":"list on keys"/);
  });

  it('never say that a secret is missing, except in the words of the vault', async () => {
    const answers: Answer[] = [301, 400, 401, 403, 404, 429, 500, 502, 503].map((status) => ({
      status,
      json: { error: { code: 'Whatever', message: 'not found' } },
      headers: { 'retry-after': '0' },
    }));
    for (const answer of [...answers, { status: 200, json: {} }, { status: 200, json: [] }]) {
      server.answer = () => answer;
      for (const key of ['app', 'cert/app', 'key/app'])
        assert.equal((await catalog().lookup(key, neverCancelled)).state, 'unknown', JSON.stringify([key, answer]));
    }
    server.answer = () => error(404, 'SecretNotFound', 'A secret with (name/id) app was not found in this key vault.');
    assert.equal((await catalog().lookup('app', neverCancelled)).state, 'missing');
    server.answer = () => ({ status: 200, json: { value: [], nextLink: null } });
    assert.equal((await catalog().lookup('app', neverCancelled)).state, 'missing');
  });

  it('are made again where the vault asks for a pause', async () => {
    server.answer = (_, count) => (count === 1 ? { status: 429, headers: { 'retry-after': '0' }, json: {} } : page(['a']));
    const { items, complete } = await catalog().keys('', neverCancelled);
    assert.deepEqual([items, complete, server.heard.length], [[{ key: 'a' }], true, 2]);
  });

  it('are made once more with the token that is there by then', async () => {
    server.answer = ({ headers }) => (headers.authorization === 'Bearer second' ? page(['a']) : challenge());
    const own = catalog();
    const refused = await own.keys('', neverCancelled);
    assert.deepEqual(
      [refused.problem?.code, server.heard.length],
      ['expired-credentials', 1],
      'the same token is not sent again',
    );
    await writeFile(join(folder, 'token'), 'second');
    assert.equal((await own.keys('', neverCancelled)).complete, true);
    await writeFile(join(folder, 'token'), 'first');
  });

  it('end when nobody waits any more', async () => {
    server.answer = () => () => {};
    const { token, cancel } = createCancellation();
    const asked = catalog({ limits: { attempt: 60_000, call: 60_000 } }).keys('', token);
    setTimeout(cancel, 50);
    assert.equal((await asked).problem?.code, 'cancelled');
  });
});

describe('Key Vault pages', () => {
  it('may be empty and go on', async () => {
    server.answer = (_, count) => (count < 3 ? page([], `${server.url}/secrets?$skiptoken=${count}`) : page(['late']));
    const { items, complete } = await catalog().keys('', neverCancelled);
    assert.deepEqual([items, complete], [[{ key: 'late' }], true]);
    server.heard.length = 0;
    assert.equal((await catalog().lookup('late', neverCancelled)).state, 'found', 'absence is not claimed from the first');
  });

  it('keep what came before a failing one', async () => {
    server.answer = (_, count) => (count === 1 ? page(['a'], `${server.url}/secrets?$skiptoken=2`) : forbidden('AccessDenied'));
    const { items, complete, problem } = await catalog().keys('', neverCancelled);
    assert.deepEqual([items, complete, problem?.code], [[{ key: 'a' }], false, 'denied']);
  });

  it('that lead to themselves are left', async () => {
    server.answer = () => page(['again'], `${server.url}/secrets?$skiptoken=1`);
    const { complete, problem } = await catalog().keys('', neverCancelled);
    assert.deepEqual([complete, problem?.code, server.heard.length], [false, 'failed', 2]);
  });

  it('that lead elsewhere are asked for where the first one came from', async () => {
    const hostile = await startScriptedHttp(() => page(['stolen']), authority.issue('127.0.0.1'));
    server.answer = (_, count) =>
      count === 1 ? page(['a'], `${hostile.url}/secrets/../keys?$skiptoken=2&api-version=0&evil=1`) : page(['b']);
    const { items } = await catalog().keys('', neverCancelled);
    await hostile.close();
    assert.deepEqual(
      items.map(({ key }) => key),
      ['a', 'b'],
    );
    assert.deepEqual(hostile.heard, []);
    assert.equal(server.heard[1]?.url, '/secrets?api-version=7.4&maxresults=25&%24skiptoken=2');
  });

  it('without the names that no manifest could write', async () => {
    server.answer = () => ({
      status: 200,
      json: { value: [{}, 1, null, { id: 'x' }, { id: 'https://v/other/x' }, { id: 'https://v.vault.azure.net/secrets/good' }] },
    });
    const { items } = await catalog().keys('', neverCancelled);
    assert.deepEqual(items, [{ key: 'good' }]);
  });
});

describe('a Key Vault that is not there', () => {
  it('is told from a network that is', async () => {
    const transport = { send: async () => ({ code: 'ENOTFOUND', reused: false }), proxyTo: () => undefined };
    const { problem } = await catalog({ transport }).keys('', neverCancelled);
    assert.equal(problem?.code, 'unreachable');
    assert.match(problem?.message ?? '', /no vault of this name in Azure's public cloud, or it is known in its own network/);
  });

  it('or that is somebody else gets no token', async () => {
    const other = await startScriptedHttp(() => page(['a']), createAuthority().issue('127.0.0.1'));
    const { problem } = await catalog({}, other.url).keys('', neverCancelled);
    await other.close();
    assert.equal(problem?.code, 'certificate');
    assert.deepEqual(other.heard, []);
  });
});
