import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { neverCancelled } from '../../../server/src/cancellation.ts';
import type { ClusterConnection, ObjectRef } from '../../../server/src/cluster/clusterClient.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { cancellable } from '../../support/cancellable.ts';
import { externalSecrets, type FaultServer, json, say, secrets, startFaultServer, until } from './faultServer.ts';

const db: ObjectRef = { type: externalSecrets, namespace: 'default', name: 'db' };
const dbSecret: ObjectRef = { type: secrets, namespace: 'default', name: 'db' };
const object = { metadata: { name: 'db', namespace: 'default' }, spec: {} };
const manifest = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', ...object };

describe('requests to an API server', { timeout: 30_000 }, () => {
  let server: FaultServer;
  let connection: ClusterConnection;
  beforeEach(async () => {
    server = await startFaultServer();
    connection = await server.connect();
  });
  afterEach(() => server.close());

  /** Waits until an attempt is over, and lets time pass until the next. */
  async function retryAfter(attempts: number, milliseconds: number): Promise<void> {
    await until(() => server.log.length === attempts && server.clock.waiting === 1);
    server.clock.advance(milliseconds - 1);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(server.arrived.length, attempts, 'it did not wait');
    server.clock.advance(1);
  }

  it('are sent with the login and written to the access log', async () => {
    server.answer = (_request, response) => json(response, 200, object, { warning: '299 - "old \\"v1\\"", 299 - "and more"' });
    const got = await connection.get(db, neverCancelled);
    assert.deepEqual(got, {
      outcome: 'done',
      value: { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', ...object },
      warnings: ['old "v1"', 'and more'],
    });
    const [arrived] = server.arrived;
    assert.equal(arrived?.url, '/apis/external-secrets.io/v1/namespaces/default/externalsecrets/db');
    assert.equal(arrived?.headers.authorization, 'Bearer t0ken');
    assert.deepEqual(server.log, [
      { target: `dev (127.0.0.1:${server.port})`, operation: 'GET externalsecrets/default/db', milliseconds: 0, outcome: 'ok' },
    ]);
    assert.equal(connection.requests, 1);
  });

  it('keep their connection for the next one', async () => {
    server.answer = (_request, response) => json(response, 200, object);
    for (const _ of [1, 2, 3]) await connection.get(db, neverCancelled);
    assert.equal(server.sockets.size, 1);
  });

  it('say what the API server says no with', async () => {
    const causes = [{ reason: 'FieldManagerConflict', message: 'conflict with "kubectl"', field: '.spec.refreshInterval' }];
    server.answer = (_request, response) =>
      json(response, 409, {
        kind: 'Status',
        reason: 'Conflict',
        message: `Apply\u0007 failed${'!'.repeat(9_000)}`,
        details: { causes },
      });
    const applied = await connection.apply(db, manifest, { dryRun: true, force: false }, neverCancelled);
    assert.equal(applied.outcome, 'refused');
    assert.deepEqual([applied.status, applied.reason, applied.causes], [409, 'Conflict', causes]);
    assert.equal(applied.message.length, 4_001);
    assert.match(applied.message, /^Apply {2}failed/);
    assert.deepEqual(
      server.log.map(({ operation, outcome }) => [operation, outcome]),
      [['PATCH externalsecrets/default/db (dry run)', '409 Conflict']],
    );
  });

  it('tell pages of proxies in words of their own', async () => {
    server.answer = (_request, response) => response.writeHead(403).end('<html>blocked: s3cr3t</html>');
    const refused = await connection.get(db, neverCancelled);
    assert.ok(refused.outcome === 'refused' && refused.status === 403);
    assert.match(refused.message, /^HTTP 403 without an explanation/);
    server.answer = (_request, response) => response.writeHead(200).end('<html>log in: s3cr3t</html>');
    const odd = await connection.get(db, neverCancelled);
    assert.ok(odd.outcome === 'unreachable' && odd.why === 'network');
    assert.doesNotMatch(JSON.stringify([refused, odd, server.log]), /s3cr3t/);
  });

  it('are sent again after 429 when the server says, three times at most', async () => {
    server.answer = (_request, response) => say(response, 429, 'TooManyRequests', 'slow down', { 'retry-after': '2' });
    const reading = connection.get(db, neverCancelled);
    await retryAfter(1, 2_000);
    await retryAfter(2, 2_000);
    const read = await reading;
    assert.ok(read.outcome === 'refused' && read.status === 429);
    assert.equal(server.arrived.length, 3);
  });

  it('are sent again after 429 even where they change something, for it was not carried out', async () => {
    server.answer = (_request, response) =>
      server.arrived.length < 2 ? say(response, 429, 'TooManyRequests', '', { 'retry-after': '1' }) : json(response, 200, object);
    const applying = connection.apply(db, manifest, { dryRun: false, force: false }, neverCancelled);
    await retryAfter(1, 1_000);
    assert.equal((await applying).outcome, 'done');
  });

  it('keep nobody from being sent while they wait to be sent again, and are six at a time all the same', async () => {
    let open = 0;
    let most = 0;
    server.answer = ({ url = '' }, response) => {
      most = Math.max(most, ++open);
      response.on('close', () => open--);
      if (url.endsWith('/other')) json(response, 200, object);
      else say(response, 429, 'TooManyRequests', 'slow down', { 'retry-after': '5' });
    };
    const reading = Array.from({ length: 9 }, () => connection.get(db, neverCancelled));
    await until(() => server.log.length === 9 && server.clock.waiting === 9);
    assert.equal((await connection.get({ ...db, name: 'other' }, neverCancelled)).outcome, 'done');
    assert.ok(most <= 6, `${most} at a time`);
    for (const attempts of [19, 28]) {
      server.clock.advance(5_000);
      await until(() => server.log.length === attempts && server.clock.waiting === (attempts < 28 ? 9 : 0));
    }
    for (const { outcome } of await Promise.all(reading)) assert.equal(outcome, 'refused');
    assert.ok(most <= 6, `${most} at a time`);
  });

  it('are sent again after 5xx only where they read', async () => {
    server.answer = (_request, response) => say(response, 500, 'InternalError', 'etcd is away');
    const reading = connection.get(db, neverCancelled);
    await retryAfter(1, 500);
    await retryAfter(2, 1_000);
    assert.equal((await reading).outcome, 'refused');
    for (const dryRun of [true, false]) await connection.apply(db, manifest, { dryRun, force: false }, neverCancelled);
    await connection.mergePatch(db, { metadata: { annotations: { a: 'b' } } }, neverCancelled);
    assert.equal(server.arrived.length, 3 + 3);
  });

  it('end after 15 seconds without an answer', async () => {
    server.answer = () => {};
    const reading = connection.get(db, neverCancelled);
    await until(() => server.arrived.length === 1);
    server.clock.advance(15_000);
    const read = await reading;
    assert.ok(read.outcome === 'unreachable' && read.why === 'timeout');
    await until(() => server.sockets.size === 0);
  });

  it('end when the caller gives up, also while they wait for their turn', async () => {
    server.answer = () => {};
    const { token, cancel } = cancellable();
    const all = Array.from({ length: 8 }, () => connection.get(db, token));
    await until(() => server.arrived.length === 6);
    cancel();
    for (const one of await Promise.all(all)) assert.ok(one.outcome === 'unreachable' && one.why === 'cancelled');
    await until(() => server.sockets.size === 0);
    assert.equal(server.arrived.length, 6, 'at most six at a time');
  });

  it('end with the connection, whose sockets are closed', async () => {
    server.answer = () => {};
    const reading = connection.get(db, neverCancelled);
    await until(() => server.arrived.length === 1);
    connection.dispose();
    const read = await reading;
    assert.ok(read.outcome === 'unreachable' && read.why === 'cancelled');
    await until(() => server.sockets.size === 0);
    const late = await connection.get(db, neverCancelled);
    assert.ok(late.outcome === 'unreachable' && late.why === 'cancelled');
  });

  it('say when a connection breaks off, without quoting anything', async () => {
    server.answer = (_request, response) => response.socket?.destroy();
    const read = await connection.get(db, neverCancelled);
    assert.ok(read.outcome === 'unreachable' && read.why === 'network');
    assert.match(read.message, /^The API server of context “dev” \(127\.0\.0\.1:\d+\) cannot be reached \(ECONNRESET\)\./);
  });

  it('apply by server-side apply, strictly, with the name of this product', async () => {
    server.answer = (_request, response) => json(response, 200, object);
    const big = { ...manifest, spec: { size: 12345678901234567890n, list: [null, true, 'x'] } } as unknown as JsonObject;
    await connection.apply(db, big, { dryRun: true, force: true }, neverCancelled);
    const [arrived] = server.arrived;
    const query = new URLSearchParams(arrived?.url.split('?')[1]);
    assert.deepEqual(Object.fromEntries(query), {
      fieldManager: 'vscode-external-secrets',
      fieldValidation: 'Strict',
      force: 'true',
      dryRun: 'All',
    });
    assert.equal(arrived?.method, 'PATCH');
    assert.equal(arrived?.headers['content-type'], 'application/apply-patch+yaml');
    assert.match(arrived?.body ?? '', /"spec":\{"size":12345678901234567890,"list":\[null,true,"x"\]\}/);
  });

  it('apply nothing but kinds of External Secrets, and write no Secret', async () => {
    const deployments = { group: 'apps', version: 'v1', kind: 'Deployment', resource: 'deployments', namespaced: true };
    const options = { dryRun: true, force: false };
    const outcomes = [
      await connection.apply({ ...db, type: deployments }, manifest, options, neverCancelled),
      await connection.apply(dbSecret, manifest, options, neverCancelled),
      await connection.mergePatch(dbSecret, {}, neverCancelled),
      await connection.getPath('/api/v1/namespaces/default/secrets/db', neverCancelled),
    ];
    assert.deepEqual(new Set(outcomes.map(({ outcome }) => outcome)), new Set(['refused']));
    assert.equal(server.arrived.length, 0);
  });

  it('ask once a minute what is served and what is allowed', async () => {
    server.answer = ({ url }, response) => {
      if (url === '/apis/external-secrets.io')
        json(response, 200, { versions: [{ version: 'v1alpha1' }, { version: 'v1' }], preferredVersion: { version: 'v1' } });
      else if (url.endsWith('/v1'))
        json(response, 200, { resources: [{ name: 'externalsecrets', kind: 'ExternalSecret', namespaced: true }] });
      else if (url.endsWith('/v1alpha1'))
        json(response, 200, {
          resources: [
            { name: 'pushsecrets/status', kind: 'PushSecret' },
            { name: 'pushsecrets', kind: 'PushSecret' },
          ],
        });
      else if (url.endsWith('reviews')) json(response, 201, { status: { allowed: true } });
      else say(response, 404, 'NotFound', 'not found');
    };
    const ask = (kind: string, version?: string) => connection.resourceType('external-secrets.io', kind, version, neverCancelled);
    const [type, again] = await Promise.all([ask('ExternalSecret'), ask('ExternalSecret')]);
    assert.deepEqual(type, { outcome: 'done', value: externalSecrets, warnings: [] });
    assert.deepEqual(again, type);
    assert.equal(server.arrived.length, 2);
    const push = await ask('PushSecret');
    assert.ok(push.outcome === 'done' && push.value?.resource === 'pushsecrets' && push.value.version === 'v1alpha1');
    const gone = await ask('ExternalSecret', 'v1beta1');
    assert.ok(gone.outcome === 'done' && gone.value === undefined);
    const question = { verb: 'patch', group: 'external-secrets.io', resource: 'externalsecrets', namespace: 'a' };
    for (const _ of [1, 2])
      assert.deepEqual(await connection.can(question, neverCancelled), { outcome: 'done', value: true, warnings: [] });
    assert.equal(server.arrived.length, 5);
    server.clock.advance(60_000);
    await connection.can(question, neverCancelled);
    assert.equal(server.arrived.length, 6);
  });

  it('list page by page, and begin once again where the pages have expired', async () => {
    let expired = false;
    server.answer = ({ url }, response) => {
      const from = new URLSearchParams(url.split('?')[1]).get('continue');
      const page = {
        metadata: { resourceVersion: '7', ...(from ? {} : { continue: 'next' }) },
        items: [{ metadata: { name: from ?? 'first' } }],
      };
      if (from && !expired) {
        expired = true;
        say(response, 410, 'Expired', 'too old');
      } else response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(page)));
    };
    const listed = await connection.list(externalSecrets, { namespace: 'a', labelSelector: 'x=y' }, neverCancelled);
    assert.ok(listed.outcome === 'done');
    assert.deepEqual(
      listed.value.map(({ kind, metadata }) => [kind, metadata.name]),
      [
        ['ExternalSecret', 'first'],
        ['ExternalSecret', 'next'],
      ],
    );
    assert.equal(server.arrived.length, 4);
    assert.match(server.arrived[0]?.url ?? '', /\/namespaces\/a\/externalsecrets\?labelSelector=x%3Dy&limit=500$/);
    assert.deepEqual(
      server.log.map(({ operation, count }) => `${operation} ${count}`).slice(2),
      Array(2).fill('LIST externalsecrets/a 1'),
    );
  });

  it('ask for the metadata of Secrets only, and keep nothing else even of a server that sends more', async () => {
    const value = Buffer.from('s3cr3t').toString('base64');
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"a":"${value}"}}`,
      note: `s3cr3t ${value}`,
      'reconcile.external-secrets.io/data-hash': 'abc',
    };
    const time = '2026-11-23T12:00:00Z';
    const fields = { 'f:data': { '.': {}, 'f:b': {}, 'f:a': {} } };
    const managedFields = [
      { manager: 'eso', operation: 'Update', time, fieldsV1: { ...fields, 'f:type': {}, 'f:metadata': { 'f:annotations': {} } } },
      { manager: 'other', time, fieldsV1: { 'f:metadata': {} } },
    ];
    const secret = {
      kind: 'Secret',
      metadata: { name: 'db', annotations, managedFields },
      data: { a: value, b: '' },
      type: 'x/y',
    };
    server.answer = ({ url }, response) =>
      json(response, 200, url.endsWith('/db') ? secret : { metadata: { resourceVersion: '1' }, items: [secret] });
    const reduced = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'db',
        // Tells which keys were written when.
        managedFields: [{ time, fieldsV1: fields }],
        annotations: { note: '', 'reconcile.external-secrets.io/data-hash': 'abc' },
      },
    };
    const got = await connection.get(dbSecret, neverCancelled);
    const listed = await connection.list(secrets, {}, neverCancelled);
    const names = await connection.secretKeyNames('default', 'db', neverCancelled);
    const whole = await connection.digestSecret('default', 'db', neverCancelled);
    assert.deepEqual(got, { outcome: 'done', value: reduced, warnings: [] });
    assert.deepEqual(listed, { outcome: 'done', value: [reduced], warnings: [] });
    assert.deepEqual(names, { outcome: 'done', value: ['a', 'b'], warnings: [] });
    assert.ok(whole.outcome === 'done');
    assert.deepEqual(whole.value.metadata, reduced.metadata);
    assert.deepEqual(
      whole.value.keys.map(({ name, bytes }) => [name, bytes]),
      [
        ['a', 6],
        ['b', 0],
      ],
    );
    const partial = 'application/json;as=PartialObjectMetadata';
    assert.deepEqual(
      server.arrived.map(({ headers }) => headers.accept),
      [`${partial};g=meta.k8s.io;v=v1`, `${partial}List;g=meta.k8s.io;v=v1`, `${partial};g=meta.k8s.io;v=v1`, 'application/json'],
    );
    const text = JSON.stringify([got, listed, names, whole, server.log]);
    assert.ok(!text.includes('s3cr3t') && !text.includes(value), text);
  });

  it('digest equal values equally, and differently in another process', async () => {
    const data = { a: Buffer.from('one').toString('base64'), b: Buffer.from('one').toString('base64'), c: 'AAEC/w==' };
    server.answer = (_request, response) => json(response, 200, { metadata: { name: 'db' }, data, immutable: true });
    const digests = async (from: ClusterConnection) => {
      const digest = await from.digestSecret('default', 'db', neverCancelled);
      assert.ok(digest.outcome === 'done' && digest.value.immutable && digest.value.type === 'Opaque');
      return digest.value.keys.map((key) => key.digest);
    };
    const [a, b, c] = await digests(connection);
    assert.equal(a, b);
    assert.notEqual(a, c);
    assert.deepEqual(await digests(connection), [a, b, c]);
    assert.notEqual((await digests(await server.connect()))[0], a);
    server.answer = (_request, response) => response.writeHead(200).end('{"data":{"a":"s3cr3t');
    const broken = await connection.digestSecret('default', 'db', neverCancelled);
    assert.equal(broken.outcome, 'unreachable');
    assert.doesNotMatch(JSON.stringify(broken), /s3cr3t/);
  });
});
