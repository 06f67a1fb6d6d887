import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { KubeObject } from '../../server/src/cluster/clusterClient.ts';
import { createMemoryCluster, memoryType, refused } from './memoryCluster.ts';

const externalSecret = (name: string, extra: object = {}) => ({
  kind: 'ExternalSecret',
  metadata: { name, namespace: 'default' },
  spec: { refreshInterval: '1h' },
  ...extra,
});
const ref = { type: memoryType('ExternalSecret'), namespace: 'default', name: 'db' };

describe('the memory cluster', () => {
  it('gives of a Secret its metadata only', async () => {
    const { connection } = createMemoryCluster({ objects: [{ kind: 'Secret', metadata: { name: 'db' }, data: { a: 'eA==' } }] });
    const got = await connection.get({ type: memoryType('Secret'), namespace: 'default', name: 'db' }, neverCancelled);
    assert.deepEqual(Object.keys((got as { value: object }).value), ['apiVersion', 'kind', 'metadata']);
    const digest = await connection.digestSecret('default', 'db', neverCancelled);
    assert.equal(digest.outcome === 'done' && digest.value.keys[0]?.bytes, 1);
  });

  it('counts generations by the spec, and versions by every write', async () => {
    const { connection, put } = createMemoryCluster();
    const first = put(externalSecret('db'));
    const patched = await connection.mergePatch(ref, { metadata: { annotations: { 'force-sync': '1' } } }, neverCancelled);
    assert.ok(patched.outcome === 'done');
    assert.equal(patched.value.metadata['generation'], 1);
    assert.notEqual(patched.value.metadata['resourceVersion'], first.metadata['resourceVersion']);
    const applied = await connection.apply(
      ref,
      { spec: { refreshInterval: '2h' }, metadata: { name: 'db' } },
      { dryRun: false, force: false },
      neverCancelled,
    );
    assert.equal(applied.outcome === 'done' && applied.value.metadata['generation'], 2);
  });

  it('tells watches of what they select, and of nothing while interrupted', async () => {
    const { connection, put, remove, interrupt, recover, settled } = createMemoryCluster({ objects: [externalSecret('a')] });
    const told: string[] = [];
    const names = (objects: readonly KubeObject[]) => objects.map(({ metadata }) => metadata.name).join();
    const watch = connection.watch(
      ref.type,
      { namespace: 'default', fieldSelector: 'metadata.name!=b' },
      {
        replaced: (objects) => told.push(`replaced ${names(objects)}`),
        changed: (object) => told.push(`changed ${object.metadata.name}`),
        removed: (object) => told.push(`removed ${object.metadata.name}`),
        state: (problem) => told.push(problem === undefined ? 'follows' : 'interrupted'),
      },
    );
    await settled();
    put(externalSecret('b'));
    put(externalSecret('c'));
    remove('ExternalSecret', 'a');
    await settled();
    interrupt(refused(500, '', 'gone'));
    put(externalSecret('d'));
    await settled();
    recover();
    await settled();
    watch.dispose();
    put(externalSecret('e'));
    await settled();
    assert.deepEqual(told, ['replaced a', 'follows', 'changed c', 'removed a', 'interrupted', 'replaced c,d', 'follows']);
  });

  it('takes away what is no longer applied, and leaves what others set', async () => {
    const { connection, put, object } = createMemoryCluster();
    const apply = (spec: object, dryRun = false) =>
      connection.apply(ref, { metadata: { name: 'db' }, spec: { ...spec } }, { dryRun, force: false }, neverCancelled);
    await apply({ refreshInterval: '1h', refreshPolicy: 'OnChange' });
    put({ ...object('ExternalSecret', 'db'), spec: { refreshInterval: '1h', refreshPolicy: 'OnChange', others: true } });
    await apply({ refreshInterval: '5m' });
    await apply({ refreshInterval: '9m' }, true);
    assert.deepEqual(object('ExternalSecret', 'db')['spec'], { refreshInterval: '5m', others: true });
  });

  it('refuses what the login may not do, and what the test says', async () => {
    const cluster = createMemoryCluster({ objects: [externalSecret('db')], denied: ['patch externalsecrets default'] });
    const patch = () => cluster.connection.mergePatch(ref, {}, neverCancelled);
    assert.equal((await patch()).outcome, 'refused');
    cluster.denied.clear();
    cluster.fail({ method: 'mergePatch', name: 'db' }, refused(409, 'Conflict', 'changed meanwhile'));
    const failed = await patch();
    assert.equal(failed.outcome === 'refused' && failed.status, 409);
    assert.equal((await patch()).outcome, 'done');
  });
});
