import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { ClusterConnection } from '../../server/src/cluster/clusterClient.ts';
import { createClusterNames } from '../../server/src/cluster/names.ts';
import { english } from '../../server/src/localisation.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { createMemoryCluster, type MemoryClusterOptions } from '../support/memoryCluster.ts';

const secret = (name: string, namespace: string, data: JsonObject = {}): JsonObject => ({
  kind: 'Secret',
  metadata: { name, namespace },
  data,
});

function world(options: MemoryClusterOptions = {}) {
  const cluster = createMemoryCluster({
    objects: [secret('b', 'default'), secret('a', 'default'), secret('a', 'prod')],
    ...options,
  });
  let at = 0;
  let connection: ClusterConnection | undefined = cluster.connection;
  const names = createClusterNames(() => connection, { now: () => at }, english);
  return {
    cluster,
    names,
    secrets: (namespace?: string) => names.names('Secret', '', namespace, neverCancelled),
    pass: (milliseconds: number) => {
      at += milliseconds;
    },
    connect: (other: ClusterConnection | undefined) => {
      connection = other;
    },
  };
}

test('names are sorted, each once, of one namespace or of all', async () => {
  const { secrets, names } = world();
  assert.deepEqual(await secrets('default'), { items: ['a', 'b'], complete: true });
  assert.deepEqual(await secrets(), { items: ['a', 'b'], complete: true });
  assert.deepEqual(await names.names('Nonsense', 'external-secrets.io', 'default', neverCancelled), {
    items: [],
    complete: true,
  });
});

test('one call for those who ask at once, and for half a minute after', async () => {
  const { cluster, secrets, pass } = world();
  await Promise.all([secrets('default'), secrets('default'), secrets('prod')]);
  assert.equal(cluster.calls.length, 2);
  pass(29_999);
  await secrets('default');
  assert.equal(cluster.calls.length, 2);
  pass(1);
  cluster.put(secret('new', 'default'));
  assert.deepEqual((await secrets('default'))?.items, ['a', 'b', 'new']);
  assert.equal(cluster.calls.length, 3);
});

test('another connection is asked anew, and without one there is no answer', async () => {
  const { secrets, connect } = world();
  await secrets('default');
  connect(createMemoryCluster({ objects: [secret('other', 'default')] }).connection);
  assert.deepEqual((await secrets('default'))?.items, ['other']);
  connect(undefined);
  assert.equal(secrets('default'), undefined);
});

test('at most 5,000 names, and then it is said that there are more', async () => {
  const objects = Array.from({ length: 5_001 }, (_, i) => secret(`s-${i}`, 'default'));
  const answer = await world({ objects }).secrets('default');
  assert.equal(answer?.items.length, 5_000);
  assert.equal(answer?.complete, false);
});

test('whoever gives up does not take the answer from others', async () => {
  const { cluster, names, secrets } = world();
  const cancellers: (() => void)[] = [];
  const token = {
    isCancellationRequested: false,
    onCancellationRequested: (callback: () => void) => {
      cancellers.push(callback);
      return { dispose() {} };
    },
  };
  const given = names.names('Secret', '', 'default', token);
  for (const cancel of cancellers) cancel();
  assert.deepEqual(await given, { items: [], complete: false });
  assert.deepEqual((await secrets('default'))?.items, ['a', 'b']);
  assert.equal(cluster.calls.length, 1);
});

test('who may not list all namespaces is told those of his own', async () => {
  const denied = createMemoryCluster({ objects: [secret('a', 'default'), secret('b', 'prod')], context: { namespace: 'prod' } });
  const listMetadata: ClusterConnection['listMetadata'] = async (type, scope, token) => {
    if (scope.namespace === undefined) denied.denied.add('list secrets');
    const answer = await denied.connection.listMetadata(type, scope, token);
    denied.denied.clear();
    return answer;
  };
  const names = createClusterNames(() => ({ ...denied.connection, listMetadata }), { now: () => 0 }, english);
  assert.deepEqual(await names.names('Secret', '', undefined, neverCancelled), { items: ['b'], complete: false });
});

test('the missing right is named', async () => {
  const answer = await world({ denied: ['list secrets'] }).secrets('default');
  assert.deepEqual(answer?.items, []);
  assert.match(answer?.problem ?? '', /list secrets in namespace default/);
});

test('the keys of a Secret are told without reading it, those of a ConfigMap as they are', async () => {
  const map = { kind: 'ConfigMap', metadata: { name: 'm', namespace: 'default' }, data: { 'a.tpl': 'canary' } };
  const { cluster, names } = world({ objects: [secret('s', 'default', { user: 'canary', password: 'canary' }), map] });
  const keys = (kind: 'Secret' | 'ConfigMap', name: string) => names.keys(kind, 'default', name, neverCancelled);
  assert.deepEqual(await keys('Secret', 's'), { items: ['password', 'user'], complete: true });
  assert.deepEqual(await keys('ConfigMap', 'm'), { items: ['a.tpl'], complete: true });
  assert.equal((await keys('Secret', 'gone'))?.complete, false);
  assert.deepEqual(
    cluster.calls.map(({ method }) => method),
    ['secretKeyNames', 'get', 'secretKeyNames'],
  );
});
