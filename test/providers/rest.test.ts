import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { createCancellation, neverCancelled } from '../../server/src/cancellation.ts';
import type { AccessEntry } from '../../server/src/host.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createRestTransport } from '../../server/src/node/restTransport.ts';
import { listPages } from '../../server/src/providers/pages.ts';
import { readAddress, urlBelow } from '../../server/src/providers/rest/address.ts';
import { createRestClient, type RestCall, type RestClientOptions } from '../../server/src/providers/rest/restClient.ts';
import { retryDelay } from '../../server/src/providers/rest/retryDelay.ts';
import { eventually } from '../peers/cluster/eventually.ts';
import { freePort } from '../support/aws/moto.ts';
import { createAuthority } from '../support/certificates.ts';
import { startConnectProxy } from '../support/connectProxy.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';

const needle = 'needle-in-a-value';
let server: ScriptedHttp;
let log: AccessEntry[];
beforeEach(async () => {
  log = [];
  server = await startScriptedHttp(() => ({ status: 200, json: { name: 'x' } }));
});
afterEach(() => server.close());

function clientAt(url: string, more: Partial<RestClientOptions> = {}, env = {}, authorities: readonly string[] = []) {
  const address = readAddress(url);
  assert.ok(address);
  return createRestClient({
    address,
    place: { service: 'Service', store: 'SecretStore default/vault', host: address.host, login: 'your token' },
    transport: createRestTransport(env, nodeClock, authorities),
    clock: nodeClock,
    log: (entry) => void log.push(entry),
    authorize: async () => ({ value: { headers: { authorization: 'Bearer secret-token' } } }),
    // On a busy machine an answer takes its time: only where it is to be too long are these short.
    limits: { attempt: 30_000, call: 60_000, bytes: 10_000 },
    ...more,
  });
}

const nameCall: RestCall<string> = {
  operation: 'GetName',
  path: ['names', 'a b/c'],
  query: { page: '2', none: undefined },
  read: (json) => (typeof json === 'object' && json !== null && 'name' in json ? 'a name' : undefined),
  count: () => 1,
};
const codeOf = async (more: Partial<RestClientOptions> = {}, call = nameCall) => {
  const outcome = await clientAt(server.url, more).call(call, neverCancelled);
  return 'problem' in outcome ? outcome.problem.code : outcome.value;
};

describe('an address', () => {
  it('is one of HTTP, without a login, a query or template text', () => {
    assert.equal(readAddress('https://Vault.example.com:443/a/')?.text, 'https://vault.example.com/a');
    assert.equal(readAddress('http://[::1]:8200')?.host, '[::1]:8200');
    for (const text of [
      'vault.example.com',
      'ftp://x',
      'https://u:p@x',
      'https://x?a',
      'https://x#a',
      'https://{{ .host }}',
      'https://x y',
      '',
      'unix:///a',
    ])
      assert.equal(readAddress(text), undefined, text);
  });

  it('is not left by a path', () => {
    const address = readAddress('https://vault.example.com/a');
    assert.ok(address);
    assert.equal(
      urlBelow(address, ['v1', 'x/y', '?', '@evil', '\\'])?.href,
      'https://vault.example.com/a/v1/x%2Fy/%3F/%40evil/%5C',
    );
    for (const segment of ['..', '.', '', '%2e%2E', '.%2e']) assert.equal(urlBelow(address, [segment, 'x']), undefined, segment);
  });
});

describe('a REST call', () => {
  it('carries the login, is read and logged', async () => {
    assert.equal(await codeOf(), 'a name');
    assert.equal(server.heard[0]?.url, '/names/a%20b%2Fc?page=2');
    assert.equal(server.heard[0]?.headers.authorization, 'Bearer secret-token');
    const [{ milliseconds, ...entry } = { milliseconds: -1 }] = log;
    assert.ok(milliseconds >= 0);
    const target = `SecretStore default/vault, 127.0.0.1:${server.port}, your token`;
    assert.deepEqual(entry, { target, operation: 'GetName', count: 1, outcome: 'ok' });
  });

  it('is sent again after 429 and 5xx, with a line in the log for each attempt, and not for ever', async () => {
    server.answer = (_, count) => ({
      status: count < 3 ? (count === 1 ? 429 : 503) : 200,
      json: { name: '' },
      headers: { 'retry-after': '0' },
    });
    assert.equal(await codeOf(), 'a name');
    assert.deepEqual(
      log.map(({ outcome }) => outcome),
      ['throttled', 'unreachable', 'ok'],
    );
    server.answer = () => ({ status: 429, headers: { 'retry-after': '0' } });
    assert.equal(await codeOf(), 'throttled');
    assert.equal(server.heard.length, 6);
  });

  it('that changes something is not sent again, unless nothing was carried out', async () => {
    server.answer = () => ({ status: 500, headers: { 'retry-after': '0' } });
    assert.equal(await codeOf({}, { ...nameCall, body: { a: 1 } }), 'failed');
    assert.deepEqual([server.heard.length, server.heard[0]?.method, server.heard[0]?.body], [1, 'POST', '{"a":1}']);
    await codeOf({}, { ...nameCall, body: { a: 1 }, repeatable: true });
    assert.equal(server.heard.length, 4);
  });

  it('waits as the server asks, and no longer than is sensible', () => {
    assert.equal(retryDelay('2', 1, 0), 2_000);
    assert.equal(retryDelay('3600', 1, 0), 10_000);
    assert.equal(retryDelay('Thu, 01 Jan 1970 00:00:03 GMT', 1, 1_000), 2_000);
    assert.deepEqual(
      [1, 2, 3].map((attempt) => retryDelay(undefined, attempt, 0)),
      [500, 1_000, 2_000],
    );
    assert.equal(retryDelay('-', 1, 0), 500);
  });

  it('survives a connection that the server has closed meanwhile', async () => {
    const client = clientAt(server.url);
    await client.call(nameCall, neverCancelled);
    server.answer = (_, count) => (count === 2 ? (_response, socket) => socket.destroy() : { status: 200, json: { name: '' } });
    assert.ok('value' in (await client.call(nameCall, neverCancelled)));
    assert.equal(server.heard.length, 3);
  });

  it('says what each status means', async () => {
    const codes = {
      301: 'failed',
      400: 'failed',
      401: 'expired-credentials',
      403: 'denied',
      404: 'not-found',
      407: 'unreachable',
      500: 'failed',
    };
    for (const [status, code] of Object.entries(codes)) {
      server.answer = () => ({ status: Number(status), json: { error: needle }, headers: { 'retry-after': '0' } });
      const outcome = await clientAt(server.url).call(nameCall, neverCancelled);
      assert.ok('problem' in outcome);
      assert.equal(outcome.problem.code, code, status);
      assert.ok(!JSON.stringify(outcome).includes(needle));
    }
  });

  it('lets a service and an operation explain themselves by known words only', async () => {
    server.answer = () => ({ status: 400, json: { code: 'expired' } });
    const expired = { code: 'expired-credentials', message: 'Sign in again.' } as const;
    assert.equal(await codeOf({ explain: ({ has }) => (has(/"expired"/) ? expired : undefined) }), 'expired-credentials');
    assert.equal(await codeOf({}, { ...nameCall, explain: () => expired }), 'expired-credentials');
    assert.equal(await codeOf({}, { ...nameCall, alsoReads: [400], read: (_json, status) => `status ${status}` }), 'status 400');
  });

  it('follows no redirect with the login', async () => {
    const other = await startScriptedHttp(() => ({ status: 200, json: { name: '' } }));
    server.answer = () => ({ status: 307, headers: { location: `${other.url}/x` } });
    assert.equal(await codeOf(), 'failed');
    assert.deepEqual(other.heard, []);
    await other.close();
  });

  it('takes a new login once after 401, if there is one', async () => {
    let login = 'old';
    const authorize = async (renew: boolean) => {
      if (renew) login = 'new';
      return { value: { headers: { authorization: login } } };
    };
    server.answer = ({ headers }) => ({ status: headers.authorization === 'new' ? 200 : 401, json: { name: '' } });
    assert.equal(await codeOf({ authorize }), 'a name');
    assert.deepEqual(
      server.heard.map(({ headers }) => headers.authorization),
      ['old', 'new'],
    );
    assert.equal(await codeOf(), 'expired-credentials');
    assert.equal(server.heard.length, 3, 'the same login is not sent twice');
  });

  it('quotes nothing of an answer that it does not understand', async () => {
    for (const json of [`{"name": "${needle}", oops`, needle, '', '[]']) {
      server.answer = () => ({ status: 200, json });
      const outcome = await clientAt(server.url).call(nameCall, neverCancelled);
      assert.ok('problem' in outcome && outcome.problem.code === 'failed', json);
      assert.ok(!JSON.stringify([outcome, log]).includes(needle));
    }
  });

  it('is bounded in size and time', async () => {
    server.answer = () => ({ status: 200, json: 'x'.repeat(20_000) });
    assert.equal(await codeOf(), 'failed');
    const limits = { attempt: 300, call: 3_000 };
    server.answer = () => () => {};
    assert.equal(await codeOf({ limits }), 'timeout');
    server.answer = () => (response) => {
      response.writeHead(200).write('{');
    };
    assert.equal(await codeOf({ limits }), 'timeout', 'an answer that does not end');
    server.answer = () => (response, socket) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setImmediate(() => socket.destroy());
    };
    assert.equal(await codeOf(), 'unreachable', 'an answer that is cut off');
    const never = () => new Promise<never>(() => {});
    assert.equal(await codeOf({ authorize: never, limits: { call: 100 } }), 'timeout', 'a login that does not end');
  });

  it('ends at once when it is cancelled, and while it waits for others', async () => {
    server.answer = () => () => {};
    const client = clientAt(server.url, { atOnce: 1 });
    const { token, cancel } = createCancellation();
    const answers = [client.call(nameCall, token), client.call(nameCall, token)];
    await eventually('a request', async () => server.heard.length > 0);
    cancel();
    for (const outcome of await Promise.all(answers)) assert.equal('problem' in outcome && outcome.problem.code, 'cancelled');
    assert.equal(server.heard.length, 1, 'no more than one at a time');
  });

  it('says that nobody is there', async () => {
    const outcome = await clientAt(`http://127.0.0.1:${await freePort()}`).call(nameCall, neverCancelled);
    assert.ok('problem' in outcome);
    assert.match(outcome.problem.message, /127\.0\.0\.1:\d+ is unreachable \(ECONNREFUSED\)/);
  });

  it('does not send what cannot be a login', async () => {
    const authorize = async () => ({ value: { headers: { authorization: 'a\nb' } } });
    assert.equal(await codeOf({ authorize }), 'no-credentials');
    assert.deepEqual(server.heard, []);
  });
});

describe('a REST call on its way', () => {
  const authority = createAuthority();
  const folder = mkdtemp(join(tmpdir(), 'rest-'));
  after(async () => rm(await folder, { recursive: true }));

  it('trusts the authorities it is given, as files and folders, and no others', async () => {
    const file = join(await folder, 'ca.pem');
    await writeFile(file, authority.cert);
    const secure = await startScriptedHttp(() => ({ status: 200, json: { name: '' } }), authority.issue('127.0.0.1'));
    for (const place of [file, await folder])
      assert.ok('value' in (await clientAt(secure.url, {}, {}, [place]).call(nameCall, neverCancelled)), place);
    for (const places of [[], [join(await folder, 'none')]]) {
      const outcome = await clientAt(secure.url, {}, {}, places).call(nameCall, neverCancelled);
      assert.equal('problem' in outcome && outcome.problem.code, 'certificate');
    }
    await secure.close();
  });

  it('goes through the proxy of the environment, which is named when it fails', async () => {
    const proxy = await startConnectProxy(server.port);
    const env = { HTTP_PROXY: `http://user:pass@127.0.0.1:${proxy.port}` };
    assert.ok('value' in (await clientAt('http://vault.example.test', {}, env).call(nameCall, neverCancelled)));
    assert.deepEqual(proxy.targets, ['vault.example.test:80']);
    await proxy.close();
    const outcome = await clientAt('http://vault.example.test', {}, env).call(nameCall, neverCancelled);
    assert.ok('problem' in outcome);
    assert.match(outcome.problem.message, new RegExp(`through proxy 127\\.0\\.0\\.1:${proxy.port} `));
    assert.doesNotMatch(outcome.problem.message, /user|pass/);
  });
});

describe('a list in pages', () => {
  const listed = (next: (asked: string | undefined) => string | undefined, maxCalls = 5) =>
    listPages({
      clock: nodeClock,
      maxCalls,
      token: neverCancelled,
      page: async (asked) => ({ value: { items: [asked ?? 'first'], next: next(asked) } }),
    });

  it('ends with the last page, the budget, a repeated page or a problem', async () => {
    const whole = await listed((asked) => (asked === undefined ? 'second' : undefined));
    assert.deepEqual([whole.items, whole.complete], [['first', 'second'], true]);
    const cut = await listed((asked) => `${asked ?? ''}x`, 3);
    assert.deepEqual([cut.items.length, cut.complete, cut.problem?.code], [3, false, 'call-budget']);
    const loop = await listed(() => 'again');
    assert.deepEqual([loop.items.length, loop.complete, loop.problem?.code], [2, false, 'failed']);
    const same = await listPages({
      clock: nodeClock,
      maxCalls: 5,
      token: neverCancelled,
      page: async (asked) => ({ value: { items: ['a', 'b'], next: `${asked ?? ''}x` } }),
    });
    assert.deepEqual([same.items, same.complete, same.problem?.code], [['a', 'b'], false, 'failed'], 'the same page again');
    const problem = { code: 'denied', message: '' } as const;
    const page = async (asked: string | undefined) =>
      asked === undefined ? { value: { items: ['first'], next: 'x' } } : { problem };
    const failed = await listPages({ clock: nodeClock, maxCalls: 5, token: neverCancelled, page });
    assert.deepEqual([failed.items, failed.complete, failed.problem], [['first'], false, problem]);
  });
});
