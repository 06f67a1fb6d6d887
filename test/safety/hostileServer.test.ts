import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:net';
import { afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createCachedCatalog } from '../../server/src/providers/cachedCatalog.ts';
import type { SecretCatalog } from '../../server/src/providers/secretProvider.ts';
import { type FaultServer, json, secrets, startFaultServer } from '../node/cluster/faultServer.ts';
import { awsAt, awsStore, plainLogin } from '../providers/awsSetup.ts';
import { type Setup, vaultStore, vaultWith } from '../providers/hashicorpSetup.ts';
import { type Answer, type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';

const limits = { connect: 1_000, attempt: 1_500, call: 4_000 };

/** What a server may try, and what its caller then says; no `says`: whatever, as long as it says it. */
interface Trick {
  readonly name: string;
  readonly answer: Answer;
  readonly says?: RegExp;
}

/** Sends for as long as somebody reads. */
function endlessly(response: ServerResponse, chunk: Buffer): void {
  const send = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', send);
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  send();
}

const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024, 0x20), { level: 9 });
const deep = `${'['.repeat(5_000_000)}${']'.repeat(5_000_000)}`;

const tricks: readonly Trick[] = [
  {
    name: 'a body without end',
    answer: (response) => endlessly(response, Buffer.alloc(1 << 20, 0x20)),
    says: /more than can be right|larger/,
  },
  {
    name: 'a body that comes too slowly',
    answer: (response) => {
      const timer = setInterval(() => response.write(' '), 100);
      response.writeHead(200).on('close', () => clearInterval(timer));
    },
    says: /in time/,
  },
  {
    name: 'a compressed body that becomes a thousand times as large',
    answer: (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(bomb);
    },
  },
  { name: 'JSON of five million levels', answer: { status: 200, json: deep } },
  {
    name: 'headers without end',
    answer: (response, socket) => void (response.destroyed || socket.write(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(100_000)}`)),
  },
  { name: 'a length that is none', answer: (_, socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}') },
  { name: 'JSON that is no answer', answer: { status: 200, json: {} }, says: /not understood/ },
  { name: 'an error page of many megabytes', answer: { status: 500, json: 'x'.repeat(20_000_000) } },
];

describe('a hostile server of a vault', { timeout: 240_000 }, () => {
  let server: ScriptedHttp;
  let other: ScriptedHttp;
  before(() => plainLogin());
  beforeEach(async () => {
    server = await startScriptedHttp(() => ({ status: 200 }));
    other = await startScriptedHttp(() => ({ status: 200 }));
  });
  afterEach(() => Promise.all([server.close(), other.close()]));

  const options = { identity: {}, mayReadValues: () => true };
  const vault = (setup: Setup) => {
    const env = { VAULT_ADDR: server.url, VAULT_TOKEN: 'hvs.mine' };
    return vaultWith({ env, ...setup }).provider.open(vaultStore({ server: server.url, path: 'secret' }), options);
  };
  /** One catalog for each way that the back ends have to the network, but for clusters. */
  const catalogs = (): Readonly<Record<string, SecretCatalog>> => {
    const rest = vault({ limits });
    return { 'plain HTTP': rest, AWS: awsAt(server.url, { timeouts: limits }).provider.open(awsStore(), options) };
  };

  for (const { name, answer, says } of tricks) {
    it(`is left alone that sends ${name}`, async () => {
      for (const [way, catalog] of Object.entries(catalogs())) {
        server.answer = () => answer;
        const { problem, items } = await catalog.keys('', neverCancelled);
        assert.deepEqual(items, [], way);
        assert.match(problem?.message ?? '', says ?? /./, way);
        assert.ok((problem?.message.length ?? 0) < 400, way);
        assert.doesNotMatch(problem?.message ?? '', /x{10}|\[\[/, `${way}: nothing of it is quoted`);
      }
    });
  }

  it('gets no login sent on to where it redirects', async () => {
    for (const [way, catalog] of Object.entries(catalogs())) {
      for (const status of [301, 302, 303, 307, 308]) {
        server.answer = () => ({ status, headers: { location: `${other.url}/v1/secret/metadata` } });
        assert.ok((await catalog.keys('', neverCancelled)).problem, `${way} ${status}`);
        assert.ok((await catalog.properties('a', undefined, neverCancelled)).problem, `${way} ${status}`);
        assert.equal((await catalog.lookup('a', neverCancelled)).state, 'unknown', `${way} ${status}`);
      }
    }
    assert.deepEqual(other.heard, []);
  });

  it('says of no property that it is missing by an answer that is none', async () => {
    server.answer = () => ({ status: 200, json: {} });
    for (const [way, catalog] of Object.entries(catalogs())) {
      const { complete, problem } = await catalog.properties('a', undefined, neverCancelled);
      assert.deepEqual([complete, problem?.code], [false, 'failed'], way);
    }
  });

  it('whose header never ends is left when its time is up', async () => {
    const silent: Server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x-slow: 1\r\n'), 100);
      socket.on('close', () => clearInterval(timer));
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `http://127.0.0.1:${(silent.address() as { port: number }).port}`;
    const env = { VAULT_ADDR: url, VAULT_TOKEN: 't' };
    const rest = vaultWith({ env, limits }).provider.open(vaultStore({ server: url, path: 'secret' }), options);
    const aws = awsAt(url, { timeouts: limits }).provider.open(awsStore(), options);
    for (const catalog of [rest, aws]) assert.equal((await catalog.keys('', neverCancelled)).problem?.code, 'timeout');
    silent.close();
  });

  it('may send a million names, and what is shown of them stays small', async () => {
    const keys = Array.from({ length: 1_000_000 }, (_, i) => `n${i}`);
    server.answer = () => ({ status: 200, json: { data: { keys } } });
    const catalog = createCachedCatalog(vault({}), { clock: nodeClock });
    const names = async () => (await catalog.names?.('', neverCancelled)) ?? assert.fail();
    let known = await names();
    while (!known.complete && known.problem === undefined) {
      await sleep(50);
      known = await names();
    }
    const { index } = known;
    assert.equal(index.size, 1_000_000);
    assert.ok(index.search('n', 200).items.length <= 200);
  });

  it('may send a million folders', async () => {
    const keys = Array.from({ length: 1_000_000 }, (_, i) => `n${i}/`);
    server.answer = (_, count) =>
      count === 1 ? { status: 200, json: { data: { keys } } } : { status: 404, json: { errors: [] } };
    const { complete, problem } = await vault({}).keys('', neverCancelled);
    assert.deepEqual([complete, problem?.code], [false, 'call-budget']);
  });
});

describe('a hostile API server', { timeout: 240_000 }, () => {
  let server: FaultServer;
  beforeEach(async () => {
    server = await startFaultServer();
  });
  afterEach(() => server.close());
  const list = async () => (await server.connect()).listMetadata(secrets, {}, neverCancelled);

  it('is left alone that sends a bomb, endless pages, levels without number or a page of something else', async () => {
    const answers: readonly ((response: ServerResponse) => void)[] = [
      (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
      (response) => response.writeHead(200).end(deep),
      (response) => endlessly(response, Buffer.alloc(1 << 20, 0x20)),
      (response) => json(response, 302, {}, { location: 'https://127.0.0.1:1/' }),
    ];
    for (const answer of answers) {
      server.answer = (_, response) => answer(response);
      assert.notEqual((await list()).outcome, 'done');
    }
    server.answer = (_, response) => json(response, 200, { metadata: { continue: 'again' }, items: [] });
    const pages = await list();
    assert.match(pages.outcome === 'unreachable' ? pages.message : '', /more than 2000 pages of secrets/);
  });

  it('brings no name that could pass for more than one', async () => {
    const names = ['a\nb', 'a b', '../x', 'a/b', 'a\u202eb', 'a\u001b[0m', 'x'.repeat(300), '', 7, 'good.one', 'system:also'];
    const items = names.map((name) => ({ metadata: { name, namespace: 'default' } }));
    server.answer = (_, response) =>
      json(response, 200, { metadata: {}, items: [...items, { metadata: { name: 'b', namespace: 'a\nb' } }] });
    const listed = await list();
    assert.deepEqual(listed.outcome === 'done' && listed.value.map(({ metadata }) => metadata.name), ['good.one', 'system:also']);
  });
});
