import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { ClusterConnection, WatchListener } from '../../../server/src/cluster/clusterClient.ts';
import { externalSecrets, type FaultServer, json, say, secrets, startFaultServer, until } from './faultServer.ts';

const object = (name: string, resourceVersion: string) => ({ metadata: { name, resourceVersion } });

describe('a watch', { timeout: 30_000 }, () => {
  let server: FaultServer;
  let connection: ClusterConnection;
  let told: string[];
  let streams: ServerResponse[];
  let listener: WatchListener;
  beforeEach(async () => {
    server = await startFaultServer();
    connection = await server.connect();
    told = [];
    streams = [];
    listener = {
      replaced: (objects) => told.push(`all ${objects.map(({ metadata }) => metadata.name)}`),
      changed: ({ kind, metadata }) => told.push(`${kind} ${metadata.name}`),
      removed: ({ metadata }) => told.push(`without ${metadata.name}`),
      state: (problem) =>
        told.push(problem === undefined ? 'follows' : problem.outcome === 'refused' ? `${problem.status}` : problem.why),
    };
    server.answer = ({ url }, response) => {
      if (url.includes('watch=true')) stream(response);
      else json(response, 200, { metadata: { resourceVersion: '10' }, items: [object('a', '9')] });
    };
  });
  afterEach(() => server.close());

  const stream = (response: ServerResponse) => {
    streams.push(response);
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
  };
  const send = (type: string, body: object, to = streams.at(-1)) => to?.write(`${JSON.stringify({ type, object: body })}\n`);
  const follows = (count = 1) => until(() => streams.length === count && told.at(-1) === 'follows');
  const watches = () => server.arrived.filter(({ url }) => url.includes('watch=true'));
  const versions = () => watches().map(({ url }) => new URLSearchParams(url.split('?')[1]).get('resourceVersion'));
  /** How many tries have failed with a reset, as the access log has it. */
  const resets = () =>
    server.log.filter(({ operation, outcome }) => outcome === 'ECONNRESET' && !operation.endsWith('ended')).length;
  /** How many streams have begun to be answered. */
  const opened = () =>
    server.log.filter(({ operation, outcome }) => operation === 'WATCH externalsecrets' && outcome === 'ok').length;
  const lists = () => server.arrived.length - watches().length;

  it('lists, and follows with bookmarks', async () => {
    connection.watch(externalSecrets, { namespace: 'x', labelSelector: 'a=b' }, listener);
    await follows();
    send('ADDED', object('b', '11'));
    // In two parts, as the network may cut it.
    streams[0]?.write('{"type":"MODIFIED","object":{"metadata":{"name":"ä');
    await new Promise((resolve) => setImmediate(resolve));
    streams[0]?.write('","resourceVersion":"12"}}}\n{"type":"DELETED","object":{"metadata":{"name":"b"}}}\n');
    await until(() => told.length === 5);
    assert.deepEqual(told, ['all a', 'follows', 'ExternalSecret b', 'ExternalSecret ä', 'without b']);
    const query = new URLSearchParams(watches()[0]?.url.split('?')[1]);
    assert.equal(query.get('allowWatchBookmarks'), 'true');
    assert.equal(query.get('labelSelector'), 'a=b');
    assert.ok(Number(query.get('timeoutSeconds')) >= 300);
    assert.equal(connection.requests, 2);
  });

  it('resumes at once, from where it was, when a connection is reset', async () => {
    connection.watch(externalSecrets, {}, listener);
    await follows();
    send('ADDED', object('b', '11'));
    send('BOOKMARK', { metadata: { resourceVersion: '15' } });
    await until(() => told.length === 3);
    streams[0]?.socket?.destroy();
    await until(() => streams.length === 2);
    assert.deepEqual(versions(), ['10', '15']);
    assert.equal(lists(), 1);
    assert.deepEqual(told, ['all a', 'follows', 'ExternalSecret b'], 'nobody needs to know');
  });

  it('goes on when the server ends it, as it does from time to time', async () => {
    connection.watch(externalSecrets, {}, listener);
    for (const count of [1, 2, 3]) {
      await until(() => opened() === count);
      server.clock.advance(100_000);
      streams.at(-1)?.end();
    }
    await until(() => streams.length === 4);
    assert.deepEqual(told, ['all a', 'follows']);
  });

  it('lists again where the server has forgotten the place, said by event or by status', async () => {
    connection.watch(externalSecrets, {}, listener);
    await follows();
    send('ADDED', object('b', '11'));
    send('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' });
    await until(() => streams.length === 2);
    assert.deepEqual(
      [told, versions()],
      [
        ['all a', 'follows', 'ExternalSecret b', 'all a'],
        ['10', '10'],
      ],
    );
    server.clock.advance(2_000);
    const usual = server.answer;
    server.answer = ({ url }, response) => {
      if (!url.includes('watch=true')) server.answer = usual;
      if (url.includes('watch=true')) say(response, 410, 'Expired', 'too old');
      else usual({ ...server.arrived[0]!, url }, response);
    };
    streams[1]?.end();
    await until(() => streams.length === 3);
    assert.equal(lists(), 3);
  });

  it('tells an interruption once, tries less and less often, and tells that it follows again', async () => {
    connection.watch(externalSecrets, {}, listener);
    await follows();
    send('ADDED', object('b', '11'));
    await until(() => told.length === 3);
    const usual = server.answer;
    server.answer = (_request, response) => response.socket?.destroy();
    streams[0]?.socket?.destroy();
    const waits = [];
    for (let failure = 1; failure <= 8; failure += 1) {
      await until(() => resets() === failure && server.clock.waiting === 1);
      let waited = 0;
      for (; server.clock.waiting === 1; waited += 250) server.clock.advance(250);
      waits.push(waited);
      if (failure === 8) server.answer = usual;
    }
    await follows(2);
    assert.deepEqual(told.slice(3), ['network', 'follows']);
    assert.equal(versions().at(-1), '11');
    for (const [index, wait] of waits.entries()) {
      const longest = Math.min(60_000, 1_000 * 2 ** index);
      assert.ok(wait >= longest * 0.75 && wait <= longest + 250, `${waits}`);
    }
  });

  it('tries at once when another request has been answered', async () => {
    const usual = server.answer;
    server.answer = (_request, response) => response.socket?.destroy();
    connection.watch(externalSecrets, {}, listener);
    for (const failures of [1, 2, 3, 4]) {
      await until(() => resets() === failures && server.clock.waiting === 1);
      if (failures < 4) server.clock.advance(1_000 * 2 ** failures);
    }
    server.answer = usual;
    server.clock.advance(1_500);
    await connection.getPath('/version', { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) });
    await follows();
    assert.deepEqual(told, ['network', 'all a', 'follows']);
  });

  it('says that it may not, or that there is no such kind, and looks again', async () => {
    const usual = server.answer;
    server.answer = (_request, response) => say(response, 403, 'Forbidden', 'no');
    connection.watch(externalSecrets, {}, listener);
    await until(() => told.length === 1 && server.clock.waiting === 1);
    server.answer = (_request, response) => say(response, 404, 'NotFound', 'no such kind');
    server.clock.advance(1_000);
    await until(() => told.length === 2 && server.clock.waiting === 1);
    server.answer = usual;
    server.clock.advance(2_000);
    await follows();
    assert.deepEqual(told, ['403', '404', 'all a', 'follows']);
  });

  it('lists again after it was forbidden to go on for a while', async () => {
    connection.watch(externalSecrets, {}, listener);
    await follows();
    send('ADDED', object('b', '11'));
    await until(() => told.length === 3);
    const usual = server.answer;
    server.answer = (_request, response) => say(response, 403, 'Forbidden', 'no');
    streams[0]?.socket?.destroy();
    await until(() => told.length === 4 && server.clock.waiting === 1);
    server.answer = usual;
    server.clock.advance(1_000);
    await follows(2);
    assert.deepEqual(told.slice(3), ['403', 'all a', 'follows']);
  });

  it('gives up a connection that has been silent for longer than bookmarks allow', async () => {
    connection.watch(externalSecrets, {}, listener);
    await follows();
    server.clock.advance(149_000);
    send('ADDED', object('b', '20'));
    await until(() => told.length === 3);
    server.clock.advance(149_000);
    assert.equal(streams.length, 1);
    server.clock.advance(1_000);
    await until(() => streams.length === 2);
    assert.deepEqual(versions(), ['10', '20']);
  });

  it('logs in again where its login has expired', async () => {
    connection.watch(externalSecrets, {}, listener);
    await follows();
    server.write({ token: 'new' });
    const usual = server.answer;
    server.answer = (request, response) =>
      request.headers.authorization === 'Bearer new' ? usual(request, response) : say(response, 401, 'Unauthorized', '');
    streams[0]?.socket?.destroy();
    await until(() => streams.length === 2);
    assert.deepEqual(told, ['all a', 'follows']);
  });

  it('opens no browser every minute where the login fails', async () => {
    server.answer = (_request, response) => say(response, 401, 'Unauthorized', '');
    connection.watch(externalSecrets, {}, listener);
    await until(() => told.length === 1 && server.clock.waiting === 1);
    assert.deepEqual(told, ['login']);
    const before = server.arrived.length;
    server.clock.advance(44_000);
    assert.equal(server.clock.waiting, 1);
    server.clock.advance(16_000);
    await until(() => server.arrived.length > before);
  });

  it('of Secrets gets and gives metadata only', async () => {
    connection.watch(secrets, {}, listener);
    const got: unknown[] = [];
    connection.watch(secrets, {}, { ...listener, changed: (one) => got.push(one), replaced: (all) => got.push(...all) });
    await until(() => streams.length === 2);
    for (const each of streams) send('MODIFIED', { ...object('b', '11'), data: { a: 's3cr3t' } }, each);
    await until(() => got.length === 2);
    assert.doesNotMatch(JSON.stringify([got, server.log]), /s3cr3t/);
    assert.equal(watches()[0]?.headers.accept, 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1');
  });

  it('ends with what disposes of it, and tells nothing any more', async () => {
    const watch = connection.watch(externalSecrets, {}, listener);
    await follows();
    watch.dispose();
    await until(() => server.sockets.size === 0);
    assert.deepEqual(told, ['all a', 'follows']);
    assert.equal(server.clock.waiting, 0);
    assert.deepEqual(
      server.log.map(({ operation, outcome }) => `${operation}: ${outcome}`),
      ['LIST externalsecrets: ok', 'WATCH externalsecrets: ok', 'WATCH externalsecrets ended: cancelled'],
    );
    connection.watch(externalSecrets, {}, listener);
    await follows(2);
    connection.dispose();
    await until(() => server.sockets.size === 0);
    assert.equal(server.clock.waiting, 0);
  });

  it('outlives mistakes of its listener', async () => {
    connection.watch(
      externalSecrets,
      {},
      {
        ...listener,
        replaced() {
          throw new TypeError('mistake');
        },
      },
    );
    await follows();
    assert.ok(server.log.some(({ outcome }) => outcome === 'TypeError'));
  });
});
