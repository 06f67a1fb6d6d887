import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lastEvents } from '../../../server/src/cluster/sync/events.ts';
import { waitCommandResult, waitUntilReady } from '../../../server/src/cluster/sync/waitUntilReady.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { createScene, event, externalSecret, failedStatus, missingKey, ref, type Scene, syncedStatus } from './support.ts';

const wait = ({ cluster, interaction, clock }: Scene, kind: string, name: string, applied = true, waitMs = 30_000) =>
  waitUntilReady(cluster.connection, ref(kind, name), interaction, { clock, waitMs, applied });

const store = (status: JsonObject = {}) => ({ kind: 'SecretStore', metadata: { name: 'vault' }, spec: { provider: {} }, status });
const condition = (status: string, message: string) => ({
  conditions: [{ type: 'Ready', status, reason: 'Valid', message, lastTransitionTime: '2026-11-23T11:00:00Z' }],
});

describe('waiting until something is ready', () => {
  it('takes a success of the present generation only', async () => {
    const scene = createScene([externalSecret('db', {}, { status: syncedStatus('0-a') })]);
    const running = wait(scene, 'ExternalSecret', 'db');
    let ended = false;
    void running.then(() => {
      ended = true;
    });
    await scene.pass(2);
    assert.equal(ended, false);
    scene.cluster.setStatus('ExternalSecret', 'db', 'default', syncedStatus('1-b'));
    const result = await running;
    assert.deepEqual([result.state, result.message], ['ready', 'Ready: secret synced.']);
    assert.equal(waitCommandResult(ref('ExternalSecret', 'db'), result).outcome, 'done');
    assert.equal(scene.cluster.watches + scene.clock.waiting, 0);
  });

  it('takes what never syncs again as it is', async () => {
    const scene = createScene([externalSecret('db', { refreshPolicy: 'CreatedOnce' }, { status: syncedStatus('0-a') })]);
    assert.equal((await wait(scene, 'ExternalSecret', 'db')).state, 'ready');
  });

  it('gives the operator time to try again before it says that something failed', async () => {
    const scene = createScene([externalSecret('db', {}, { status: failedStatus() })]);
    const running = wait(scene, 'ExternalSecret', 'db');
    await scene.pass(3);
    scene.cluster.setStatus('ExternalSecret', 'db', 'default', syncedStatus('1-b'));
    assert.equal((await running).state, 'ready');
  });

  it('says why it failed, where, and what the last events are', async () => {
    const scene = createScene([
      externalSecret('db', {}, { status: failedStatus() }),
      event('db', 'UpdateFailed', missingKey, 5),
      event('db', 'Updated', 'secret updated', 2, '2026-11-23T11:00:00Z'),
      event('other', 'UpdateFailed', 'not about it', 1, '2026-11-23T12:00:00Z'),
    ]);
    const running = wait(scene, 'ExternalSecret', 'db');
    await scene.pass(6);
    const { state, message, events, failure } = await running;
    assert.equal(state, 'failed');
    assert.match(message, /^spec\.data\[0\] \(key app\): The vault has no secret "app"\./);
    assert.deepEqual(failure?.path, ['spec', 'data', 0, 'remoteRef', 'key']);
    assert.deepEqual(
      events.map(({ reason, count }) => [reason, count]),
      [
        ['UpdateFailed', 5],
        ['Updated', 2],
      ],
    );
    assert.deepEqual(await lastEvents(scene.cluster.connection, ref('ExternalSecret', 'db'), scene.interaction.token), events);
  });

  it('does not believe the condition of a store at once that was applied just now', async () => {
    const scene = createScene([store(condition('True', 'store validated'))]);
    const running = wait(scene, 'SecretStore', 'vault');
    await scene.pass(1);
    scene.cluster.setStatus('SecretStore', 'vault', 'default', condition('False', 'unable to create client'));
    await scene.pass(6);
    const { state, failure } = await running;
    assert.equal(state, 'failed');
    assert.deepEqual(failure?.path, ['spec', 'provider']);
    assert.equal(
      (await wait(createScene([store(condition('True', 'store validated'))]), 'SecretStore', 'vault', false)).state,
      'ready',
    );
  });

  it('ends with what was heard last, or that nothing was', async () => {
    const scene = createScene([store()]);
    const running = wait(scene, 'SecretStore', 'vault', true, 10_000);
    await scene.pass(10);
    const { state, message } = await running;
    assert.equal(state, 'no-answer');
    assert.equal(
      message,
      'Not ready within 10 s. There is no event about it. Check that ESO is running (Check ESO Installation).',
    );
  });

  it('waits for the children of a ClusterExternalSecret', async () => {
    const status = { ...condition('True', ''), provisionedNamespaces: ['a', 'b'] };
    const scene = createScene([
      { kind: 'ClusterExternalSecret', metadata: { name: 'shared' }, spec: {}, status },
      externalSecret('shared', {}, { namespace: 'a' }),
      externalSecret('shared', {}, { namespace: 'b', status: failedStatus() }),
    ]);
    const running = wait(scene, 'ClusterExternalSecret', 'shared', false);
    await scene.pass(6);
    assert.match((await running).message, /^ExternalSecret b\/shared: could not get secret data from provider/);
  });

  it('says so where there is nothing, where it goes, and where the user has enough', async () => {
    const scene = createScene([externalSecret('db', {}, { status: failedStatus() })]);
    assert.equal((await wait(scene, 'ExternalSecret', 'nowhere')).state, 'gone');
    const going = wait(scene, 'ExternalSecret', 'db');
    await scene.pass(1);
    scene.cluster.remove('ExternalSecret', 'db');
    assert.equal((await going).state, 'gone');
    const other = createScene([store()]);
    const left = wait(other, 'SecretStore', 'vault');
    await other.pass(1);
    other.cancel();
    assert.equal((await left).state, 'cancelled');
    assert.equal(other.cluster.watches + other.clock.waiting, 0);
  });
});
