import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neverCancelled } from '../../../server/src/cancellation.ts';
import { consumersOf } from '../../../server/src/cluster/rotation/consumers.ts';
import { english } from '../../../server/src/localisation.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { createWorld, deployment, env } from './world.ts';

const ref = { name: 'db-credentials' };
const mount = (name: string, more: JsonObject = {}) => ({ volumeMounts: [{ name, mountPath: '/etc/db', ...more }] });
const volume = (source: JsonObject) => ({ volumes: [{ name: 'credentials', ...source }] });
const secretVolume = volume({ secret: { secretName: 'db-credentials' } });

/** How a Pod uses the Secret → what is said of it, and whether the use keeps what it has read. */
const uses: readonly (readonly [title: string, spec: JsonObject, said: readonly string[]])[] = [
  ['one key in the environment', { containers: [env('PW', 'db-password')] }, ['env PW ← db-password (fixed)']],
  [
    'all keys in the environment',
    { containers: [{ envFrom: [{ secretRef: ref, prefix: 'DB_' }] }] },
    ['envFrom (all keys, prefix DB_) (fixed)'],
  ],
  [
    'an optional key',
    { containers: [{ env: [{ name: 'X', valueFrom: { secretKeyRef: { ...ref, key: 'x', optional: true } } }] }] },
    ['env X ← x (optional) (fixed)'],
  ],
  ['a volume', { containers: [mount('credentials')], ...secretVolume }, ['volume credentials']],
  [
    'some keys as a volume',
    {
      containers: [mount('credentials')],
      ...volume({ secret: { secretName: 'db-credentials', items: [{ key: 'a', path: 'b' }] } }),
    },
    ['volume credentials (a)'],
  ],
  [
    'a projected volume',
    {
      containers: [mount('credentials')],
      ...volume({ projected: { sources: [{ secret: ref }, { configMap: { name: 'c' } }] } }),
    },
    ['projected volume credentials'],
  ],
  [
    'a subPath of a volume',
    { containers: [mount('credentials', { subPath: 'db-password' })], ...secretVolume },
    ['volume credentials by subPath db-password (fixed)'],
  ],
  ['the credentials of a registry', { containers: [{}], imagePullSecrets: [ref] }, ['imagePullSecrets']],
  [
    'the credentials of a CSI driver',
    { containers: [mount('credentials')], ...volume({ csi: { driver: 'd', nodePublishSecretRef: ref } }) },
    ['csi volume credentials (read when it is mounted)'],
  ],
  ['an init container', { initContainers: [{ name: 'init', ...env('PW', 'p') }] }, ['init container init: env PW ← p (fixed)']],
  [
    'an ephemeral container',
    { ephemeralContainers: [{ name: 'debug', ...env('PW', 'p') }] },
    ['ephemeral container debug: env PW ← p (fixed)'],
  ],
  [
    'another Secret',
    { containers: [{ envFrom: [{ secretRef: { name: 'other' } }] }], imagePullSecrets: [{ name: 'other' }] },
    [],
  ],
];

describe('consumersOf', () => {
  for (const [title, spec, said] of uses) {
    it(`sees ${title}`, async () => {
      const found = await consumers([{ kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec }]);
      assert.deepEqual(
        found.flatMap((consumer) => consumer.uses.map(({ description, fixed }) => `${description}${fixed ? ' (fixed)' : ''}`)),
        said,
      );
    });
  }

  it('groups Pods by what makes them', async () => {
    const owned = (name: string, kind: string, by: string, uid: string): JsonObject => ({
      kind: 'Pod',
      metadata: { name, namespace: 'default', ownerReferences: [{ kind, name: by, uid, controller: true }] },
      spec: { containers: [env('A', 'a')] },
    });
    const byCron = [{ kind: 'CronJob', name: 'nightly', uid: 'c', controller: true }];
    const found = await consumers([
      ...deployment('app', env('A', 'a'), [0, 1]),
      owned('db-0', 'StatefulSet', 'db', 's'),
      owned('agent-x', 'DaemonSet', 'agent', 'd'),
      { kind: 'Job', metadata: { name: 'nightly-1', namespace: 'default', uid: 'j', ownerReferences: byCron } },
      owned('nightly-1-x', 'Job', 'nightly-1', 'j'),
      owned('canary-1-x', 'Rollout', 'canary', 'r'),
      { kind: 'Pod', metadata: { name: 'bare', namespace: 'default' }, spec: { containers: [env('A', 'a')] } },
    ]);
    assert.deepEqual(
      found.map(
        ({ workload, pods, restartable }) => `${workload.kind} ${workload.name} ${pods.length}${restartable ? ' r' : ''}`,
      ),
      ['DaemonSet agent 1 r', 'Deployment app 2 r', 'StatefulSet db 1 r', 'CronJob nightly 1', 'Pod bare 1', 'Rollout canary 1'],
    );
  });

  it('lists workloads that have no Pods, by their templates, and accounts', async () => {
    const template = { spec: { containers: [env('A', 'a')] } };
    const metadata = (name: string) => ({ name, namespace: 'default' });
    const found = await consumers([
      ...deployment('idle', env('A', 'a'), []),
      { kind: 'CronJob', metadata: metadata('nightly'), spec: { jobTemplate: { spec: { template } } } },
      { kind: 'Job', metadata: metadata('suspended'), spec: { suspend: true, template } },
      {
        kind: 'Job',
        metadata: metadata('over'),
        spec: { template },
        status: { conditions: [{ type: 'Complete', status: 'True' }] },
      },
      { kind: 'ServiceAccount', metadata: metadata('puller'), imagePullSecrets: [ref] },
    ]);
    const names = ['idle', 'nightly', 'suspended', 'puller'];
    assert.deepEqual(
      found.map(({ workload }) => workload.name),
      names,
    );
  });

  it('leaves out other namespaces', async () => {
    const spec = { containers: [env('A', 'a')] };
    assert.deepEqual(await consumers([{ kind: 'Pod', metadata: { name: 'p', namespace: 'other' }, spec }]), []);
  });
});

async function consumers(objects: readonly JsonObject[]) {
  const world = createWorld(objects);
  const { consumers: found, unseen } = await consumersOf(world.connection, 'default', 'db-credentials', neverCancelled, english);
  assert.deepEqual(unseen, []);
  return found;
}
