import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LiveRecord } from '../../../server/src/cluster/live/liveRecord.ts';
import { english } from '../../../server/src/localisation.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { createMemoryCluster, memoryType, refused } from '../../support/memoryCluster.ts';
import { memoryTypes } from '../../support/memoryTypes.ts';
import { follow } from './follow.ts';
import { externalSecret, failed, fakeStore, managedSecret, synced } from './objects.ts';

const noon = '2026-11-23T12:00:00Z';
const network = { outcome: 'unreachable', why: 'network', message: 'The API server cannot be reached.' } as const;

describe('what is known of an object', () => {
  const record = async (spec: JsonObject, status?: JsonObject): Promise<LiveRecord> => {
    const { live } = await follow({
      objects: [externalSecret('default', 'db', { spec, ...(status === undefined ? {} : { status }) })],
    });
    const found = live.find('ExternalSecret', 'default', 'db');
    assert.ok(found);
    return found;
  };

  it('says when the operator looks again, as far as it does', async () => {
    const next = async (spec: JsonObject) => {
      const { nextRefresh } = await record(spec, synced(noon));
      return nextRefresh === undefined ? undefined : new Date(nextRefresh).toISOString();
    };
    assert.equal(await next({ refreshInterval: '90m' }), '2026-11-23T13:30:00.000Z');
    assert.equal(await next({ refreshInterval: null }), '2026-11-23T13:00:00.000Z');
    assert.equal(await next({ refreshInterval: '0' }), undefined);
    assert.equal(await next({ refreshInterval: '-1s' }), undefined);
    assert.equal(await next({ refreshPolicy: 'CreatedOnce' }), undefined);
    assert.equal(await next({ refreshPolicy: 'OnChange' }), undefined);
    const failure = { ...failed(), refreshTime: noon, syncedResourceVersion: '1-ab' };
    assert.equal((await record({}, failure)).nextRefresh, undefined, 'a failure is tried again with a back-off');
  });

  it('waits for the operator where it has said nothing, or nothing of the newest spec', async () => {
    assert.equal((await record({})).state, 'waiting');
    assert.equal((await record({}, synced(noon, 1))).state, 'ok');
    assert.equal((await record({}, synced(noon, 7))).state, 'waiting');
    assert.equal((await record({ refreshPolicy: 'CreatedOnce' }, synced(noon, 7))).state, 'ok', 'it never will');
    assert.equal((await record({ refreshInterval: '0' }, synced(noon, 7))).state, 'ok', 'it never will');
    assert.equal((await record({}, failed())).state, 'failing');
  });

  it('names stores and target', async () => {
    const found = await record({
      target: { name: 'credentials' },
      dataFrom: [{ extract: { key: 'a' }, sourceRef: { storeRef: { kind: 'ClusterSecretStore', name: 'shared' } } }],
    });
    assert.deepEqual(found.stores, [
      { kind: 'SecretStore', name: 'vault' },
      { kind: 'ClusterSecretStore', name: 'shared' },
    ]);
    assert.deepEqual(found.target, { kind: 'Secret', name: 'credentials', creationPolicy: 'Owner' });
  });

  it('has no literal of a store and no data of a Secret', async () => {
    const { live } = await follow({ objects: [fakeStore('default', 'vault'), managedSecret('default', 'db')] });
    const store = live.find('SecretStore', 'default', 'vault');
    assert.equal(store?.provider, 'fake');
    assert.equal(live.secret('default', 'db')?.owner, 'db');
    assert.doesNotMatch(JSON.stringify([store, live.secret('default', 'db')]), /canary/);
  });

  it('names the namespaces in which a ClusterExternalSecret failed', async () => {
    const { live } = await follow();
    assert.equal(live.find('ClusterExternalSecret', undefined, 'all'), undefined);
    const { live: other } = await follow({
      objects: [
        {
          kind: 'ClusterExternalSecret',
          metadata: { name: 'all' },
          spec: {},
          status: {
            failedNamespaces: [{ namespace: 'a', reason: 'external secret already exists in namespace' }],
            conditions: [{ type: 'Ready', status: 'False', message: 'one or more namespaces failed' }],
          },
        },
      ],
    });
    const { message } = other.find('ClusterExternalSecret', undefined, 'all') as LiveRecord;
    assert.equal(message, 'one or more namespaces failed (a: external secret already exists in namespace)');
  });
});

describe('following a cluster', () => {
  it('keeps up with what is changed, made and removed, and asks for nothing twice', async () => {
    const { cluster, live } = await follow({ objects: [externalSecret('a', 'one', { status: failed() })] });
    const requests = cluster.connection.requests;
    assert.deepEqual([live.status.state, live.status.failing], ['connected', 1]);
    cluster.setStatus('ExternalSecret', 'one', 'a', synced(noon));
    cluster.put(externalSecret('b', 'two', { status: failed() }));
    await cluster.settled();
    assert.equal(live.status.failing, 1);
    assert.deepEqual(live.namespaces(), ['a', 'b']);
    cluster.remove('ExternalSecret', 'two', 'b');
    await cluster.settled();
    assert.deepEqual([live.status.failing, live.namespaces()], [0, ['a']]);
    assert.equal(cluster.connection.requests, requests);
  });

  it('tells of changes at most four times a second, and of none when nothing happens but the minute', async () => {
    const followed = await follow();
    followed.clock.advance(250);
    const before = followed.signals;
    for (let i = 0; i < 40; i++) {
      followed.cluster.put(externalSecret('a', `es${i}`));
      await followed.cluster.settled();
      followed.clock.advance(25);
    }
    assert.equal(followed.signals - before, 4);
    followed.clock.advance(59_999);
    assert.equal(followed.signals - before, 4);
    followed.clock.advance(1);
    assert.equal(followed.signals - before, 5, 'relative times have changed');
  });

  it('keeps what it knows while the cluster is away, says so, and recovers', async () => {
    const { cluster, live } = await follow({ objects: [externalSecret('a', 'one', { status: synced(noon) })] });
    assert.ok(live.isComplete('ExternalSecret', 'a'));
    cluster.interrupt(network);
    await cluster.settled();
    assert.deepEqual([live.status.state, live.status.stale], ['connected', true]);
    assert.match(live.status.message, /out of date: The API server cannot be reached/);
    assert.ok(live.find('ExternalSecret', 'a', 'one'));
    assert.equal(live.isComplete('ExternalSecret', 'a'), false, 'absence is not claimed');
    cluster.put(externalSecret('a', 'meanwhile'));
    cluster.recover();
    await cluster.settled();
    assert.equal(live.status.stale, false);
    assert.ok(live.find('ExternalSecret', 'a', 'meanwhile'));
  });

  it('tries again to begin where that may help, less and less often', async () => {
    const cluster = createMemoryCluster();
    let tries = 0;
    const resourceType = cluster.connection.resourceType;
    const unreachable = {
      ...cluster.connection,
      resourceType: async () => (tries++ < 10 ? network : resourceType('', 'Secret', undefined, undefined as never)),
    };
    const { followCluster } = await import('../../../server/src/cluster/live/followCluster.ts');
    const { createManualClock } = await import('../../providers/manualClock.ts');
    const clock = createManualClock();
    const live = followCluster(unreachable, { clock, l10n: english, onDidChange() {} });
    await cluster.settled();
    assert.deepEqual([live.status.state, live.status.message, tries], ['problem', network.message, 5]);
    clock.advance(5_000);
    await cluster.settled();
    assert.equal(tries, 10);
    clock.advance(9_999);
    await cluster.settled();
    assert.equal(tries, 10);
    clock.advance(1);
    await cluster.settled();
    assert.equal(tries, 15);
    assert.equal(live.status.state, 'connected');
    live.dispose();
  });

  it('says that there is no operator, and finds one that was installed on request', async () => {
    const types = memoryTypes.filter(({ group }) => group === '');
    const { cluster, live, clock } = await follow({ types });
    assert.equal(live.status.state, 'no-operator');
    live.refresh();
    await cluster.settled();
    (types as unknown[]).push(memoryType('ExternalSecret'));
    assert.equal(live.status.state, 'no-operator');
    // A connection may keep for a minute what it knows of served kinds.
    clock.advance(61_000);
    await cluster.settled();
    assert.equal(live.status.state, 'connected');
    (types as unknown[]).push(memoryType('SecretStore'));
    live.refresh();
    await cluster.settled();
    assert.equal(live.following('SecretStore').state, 'following');
  });

  it('follows the namespace of the context where it may not follow all, and says what is missing', async () => {
    const { live, cluster, childrenOf } = await followLimited();
    assert.ok(live.find('ExternalSecret', 'team-a', 'one'));
    assert.equal(live.find('ExternalSecret', 'team-b', 'two'), undefined);
    assert.deepEqual([live.isComplete('ExternalSecret', 'team-a'), live.isComplete('ExternalSecret', 'team-b')], [true, false]);
    assert.equal(live.status.state, 'connected');
    assert.match(live.status.message, /only those in namespace team-a are shown/);
    const [note] = await childrenOf('memory');
    assert.equal(note?.kind, 'note');
    assert.match(note?.label ?? '', /Of ExternalSecrets only those in namespace team-a/);
    assert.equal(cluster.watches, 6);
  });

  it('names the verbs that the login lacks', async () => {
    const { live, childrenOf } = await follow({ denied: ['list externalsecrets', 'watch externalsecrets', 'watch secrets'] });
    assert.equal(live.status.state, 'denied');
    assert.match(live.status.message, /may not read ExternalSecrets in all namespaces, nor in namespace default/);
    assert.match(live.status.message, /\(context memory; missing: list, watch\)/);
    assert.equal(live.following('Secret').state, 'denied');
    assert.deepEqual(
      (await childrenOf('memory')).map(({ label }) => label),
      [live.status.message],
    );
  });

  it('takes a kind that is no longer served for gone, and keeps it until that is certain', async () => {
    const types = [...memoryTypes];
    const { cluster, live, clock } = await follow({ types, objects: [externalSecret('a', 'one')] });
    types.splice(0, types.length, ...types.filter(({ kind }) => kind !== 'ExternalSecret'));
    cluster.interrupt(refused(404, 'NotFound', 'the server could not find the requested resource'));
    await cluster.settled();
    assert.ok(live.find('ExternalSecret', 'a', 'one'));
    cluster.recover();
    clock.advance(5_000);
    await cluster.settled();
    assert.equal(live.status.state, 'no-operator');
    assert.equal(live.find('ExternalSecret', 'a', 'one'), undefined);
  });

  it('ends all watches', async () => {
    const { cluster, live } = await follow();
    assert.equal(cluster.watches, 6);
    live.dispose();
    assert.equal(cluster.watches, 0);
  });
});

/** A login that may read ExternalSecrets in its own namespace only. */
async function followLimited() {
  const objects = [externalSecret('team-a', 'one'), externalSecret('team-b', 'two')];
  const options = { objects, context: { namespace: 'team-a' } };
  return follow(options, undefined, (cluster) =>
    cluster.fail(
      { method: 'watch', kind: 'ExternalSecret', namespace: undefined },
      refused(403, 'Forbidden', 'externalsecrets is forbidden'),
    ),
  );
}
