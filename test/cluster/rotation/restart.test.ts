import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClusterConnection } from '../../../server/src/cluster/clusterClient.ts';
import { restartConsumers } from '../../../server/src/cluster/rotation/restart.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { refused } from '../../support/memoryCluster.ts';
import { createWorld, type Person, type World } from './world.ts';

const secret = { kind: 'Secret', name: 'db-credentials', namespace: 'default' };
const address = (kind: string, name: string) => ({ kind, name, namespace: 'default' });
const finished = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2 };

describe('restartConsumers', () => {
  it('names what it restarts, changes the annotation of the template only, and follows the rollout to its end', async () => {
    const world = createWorld([workload('Deployment', 'app')]);
    const running = start(world, world.user('Restart'), ['Deployment app']);
    await world.settled();
    for (const [status, said] of [
      [{ observedGeneration: 2, replicas: 2 }, 'Deployment app: 0 of 2 new Pods made'],
      [{ observedGeneration: 2, replicas: 3, updatedReplicas: 2 }, 'Deployment app: 1 old Pod not gone yet'],
      [{ ...finished, availableReplicas: 1 }, 'Deployment app: 1 of 2 new Pods available'],
    ] as const) {
      world.setStatus('Deployment', 'app', 'default', status);
      await world.settled();
      assert.equal(world.said.at(-1), said);
    }
    world.setStatus('Deployment', 'app', 'default', finished);
    const result = await running;
    assert.deepEqual([result.outcome, result.message], ['done', 'Deployment app: restarted, all its Pods are new.']);
    assert.equal(world.questions[0]?.message, 'Restart Deployment default/app in context memory?');
    assert.deepEqual(world.questions[0]?.actions, ['Restart']);
    const patches = world.calls.filter(({ method }) => method === 'mergePatch').map(({ body }) => body);
    const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-11-23T12:00:00Z' };
    assert.deepEqual(patches, [{ spec: { template: { metadata: { annotations } } } }]);
    assert.equal(world.watches, 0);
  });

  it('changes nothing where the user does not say so', async () => {
    const world = createWorld([workload('Deployment', 'app')]);
    assert.equal((await start(world, world.user(undefined), ['Deployment app'])).outcome, 'cancelled');
    assert.ok(world.calls.every(({ method }) => method !== 'mergePatch'));
  });

  it('has the name of a protected context typed', async () => {
    const world = createWorld([workload('Deployment', 'app')]);
    await start(world, world.user(undefined), ['Deployment app'], true);
    assert.equal(world.questions[0]?.typed, 'memory');
  });

  it('ends when the bound is over, with what was still missing', async () => {
    const world = createWorld([workload('StatefulSet', 'db')]);
    const running = start(world, world.user('Restart'), ['StatefulSet db']);
    await world.settled();
    world.setStatus('StatefulSet', 'db', 'default', { observedGeneration: 2, readyReplicas: 1 });
    await world.settled();
    world.clock.advance(2);
    const result = await running;
    const message = 'StatefulSet db: restarted, and not finished within 60 s: 1 of 2 Pods ready.';
    assert.deepEqual([result.outcome, result.message], ['failed', message]);
    assert.equal(world.watches, 0);
  });

  it('stops watching when the user cancels', async () => {
    const world = createWorld([workload('Deployment', 'app')]);
    const user = world.user('Restart');
    const running = start(world, user, ['Deployment app']);
    await world.settled();
    user.cancel();
    const result = await running;
    assert.deepEqual([result.outcome, result.items[0]?.state, world.watches], ['cancelled', 'restarted', 0]);
  });

  it('says that a rollout failed, or that the workload is gone', async () => {
    const world = createWorld([workload('Deployment', 'app'), workload('Deployment', 'old')]);
    const running = start(world, world.user('Restart'), ['Deployment app', 'Deployment old']);
    await world.settled();
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
    world.setStatus('Deployment', 'app', 'default', { ...finished, conditions });
    world.remove('Deployment', 'old', 'default');
    const { outcome, items } = await running;
    assert.equal(outcome, 'failed');
    assert.match(items[0]?.message ?? '', /exceeded its progress deadline/);
    assert.match(items[1]?.message ?? '', /it has been deleted/);
    assert.match(world.questions[0]?.detail ?? '', /Deployment default\/app\nDeployment default\/old/);
  });

  it('takes no word of the workload as it was before the change', async () => {
    const world = createWorld([workload('Deployment', 'app')]);
    const old = world.object('Deployment', 'app', 'default');
    const late: ClusterConnection = {
      ...world.connection,
      watch(type, scope, listener) {
        listener.replaced([old]);
        return world.connection.watch(type, scope, listener);
      },
    };
    const workloads = [address('Deployment', 'app')];
    const bounds = { clock: world.clock, waitSeconds: 60, isProtected: false };
    const running = restartConsumers(late, { secret, workloads }, world.user('Restart'), bounds);
    await world.settled();
    world.clock.advance(2);
    assert.equal((await running).items[0]?.state, 'no-answer');
  });

  it('waits an interrupted watch out, and says where it may not follow', async () => {
    const world = createWorld([workload('DaemonSet', 'agent')]);
    const running = start(world, world.user('Restart'), ['DaemonSet agent']);
    await world.settled();
    world.interrupt(refused(503, '', 'away'));
    world.setStatus('DaemonSet', 'agent', 'default', { observedGeneration: 2, desiredNumberScheduled: 0 });
    await world.settled();
    world.recover();
    assert.equal((await running).outcome, 'done');
    const blind = createWorld([workload('Deployment', 'app')], { denied: ['watch deployments'] });
    const result = await start(blind, blind.user('Restart'), ['Deployment app']);
    assert.match(
      result.message,
      /cannot be followed: User "developer" lacks the right to watch deployments\.apps in namespace default/,
    );
  });

  it('leaves alone what cannot be restarted, and says why, without a question', async () => {
    const paused = { ...workload('Deployment', 'paused'), spec: { paused: true } };
    const world = createWorld([paused]);
    const result = await start(world, world.user('Restart'), ['Deployment paused', 'CronJob nightly', 'Deployment gone']);
    assert.equal(result.outcome, 'refused');
    assert.deepEqual(
      result.items.map(({ state, message }) => `${state} ${message}`),
      [
        'skipped Deployment paused: its rollouts are paused: resume them first.',
        'skipped CronJob nightly: only Deployments, StatefulSets and DaemonSets can be restarted by a rollout.',
        'failed Deployment gone: it does not exist.',
      ],
    );
    assert.equal(world.questions.length, 0);
  });

  it('names the missing right before anybody is asked', async () => {
    const world = createWorld([workload('Deployment', 'app')], { denied: ['patch deployments'] });
    const result = await start(world, world.user('Restart'), ['Deployment app']);
    assert.match(
      result.message,
      /lacks the right to patch deployments\.apps in namespace default, which it takes to restart it\.$/,
    );
    assert.deepEqual([result.outcome, world.questions.length], ['refused', 0]);
  });

  it('does not wait where Pods are replaced by hand', async () => {
    const updateStrategy = { type: 'OnDelete' };
    const world = createWorld([{ ...workload('StatefulSet', 'db'), spec: { replicas: 2, updateStrategy } }]);
    const result = await start(world, world.user('Restart'), ['StatefulSet db']);
    assert.match(result.message, /replaced when they are deleted \(OnDelete\)/);
    assert.match(world.questions[0]?.detail ?? '', /Of db Pods are replaced only when they are deleted/);
  });

  it('follows partitions and revisions of a StatefulSet', async () => {
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 1 } };
    const partitioned = { ...workload('StatefulSet', 'part'), spec: { replicas: 2, updateStrategy } };
    const world = createWorld([workload('StatefulSet', 'db'), partitioned]);
    const running = start(world, world.user('Restart'), ['StatefulSet db', 'StatefulSet part']);
    await world.settled();
    world.setStatus('StatefulSet', 'part', 'default', {
      ...finished,
      updatedReplicas: 1,
      currentRevision: 'a',
      updateRevision: 'b',
    });
    world.setStatus('StatefulSet', 'db', 'default', { ...finished, currentRevision: 'a', updateRevision: 'b' });
    await world.settled();
    assert.equal(world.said.at(-1), 'StatefulSet db: 2 of 2 Pods new');
    world.setStatus('StatefulSet', 'db', 'default', { ...finished, currentRevision: 'b', updateRevision: 'b' });
    assert.equal((await running).message, '2 workloads were restarted.');
  });
});

function start(world: World, user: Person, workloads: readonly string[], isProtected = false) {
  const addresses = workloads.map((title) => address(title.split(' ')[0] ?? '', title.split(' ')[1] ?? ''));
  const options = { clock: world.clock, waitSeconds: 60, isProtected };
  return restartConsumers(world.connection, { secret, workloads: addresses }, user, options);
}

function workload(kind: string, name: string): JsonObject {
  return {
    kind,
    metadata: { name, namespace: 'default' },
    spec: { replicas: 2 },
    status: { ...finished, observedGeneration: 1 },
  };
}
