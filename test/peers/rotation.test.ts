import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { ClusterConnection } from '../../server/src/cluster/clusterClient.ts';
import type { Interaction, Question } from '../../server/src/cluster/interaction.ts';
import { rotationImpact } from '../../server/src/cluster/rotation/impact.ts';
import { restartConsumers } from '../../server/src/cluster/rotation/restart.ts';
import { createSecretMemory } from '../../server/src/cluster/rotation/secretMemory.ts';
import { compareAfter, type SecretReading, snapshotBefore } from '../../server/src/cluster/rotation/snapshot.ts';
import { verifySecret } from '../../server/src/cluster/rotation/verify.ts';
import { english } from '../../server/src/localisation.ts';
import { createClusterClient } from '../../server/src/node/cluster/clusterClient.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { eventually } from './cluster/eventually.ts';
import { useLab, whyNoLab } from './cluster/lab.ts';
import type { PodRunner } from './cluster/podRunner.ts';

const options = { controllerManager: true };
const canary = 'canary-91c4ab';

describe('the rotation of a Secret in a real cluster', { skip: whyNoLab(options) ?? false }, () => {
  const lab = useLab(options);
  const questions: Question[] = [];
  const said: string[] = [];
  const shown: unknown[] = [questions, said];
  const connections: ClusterConnection[] = [];
  let connection: ClusterConnection;
  let poor: ClusterConnection;
  let half: ClusterConnection;
  let namespace: string;
  let runner: PodRunner;
  let reading: SecretReading;

  before(async () => {
    connection = await open(lab().kubeconfig);
    namespace = await lab().namespace('rotation');
    const namespaces = [namespace];
    poor = await open(await lab().user({ namespaces, name: 'poor', rules: [readsExternalSecrets] }));
    half = await open(await lab().user({ namespaces, name: 'half', rules: [readsExternalSecrets, readsSecretsAndPods] }));
    runner = lab().keepPodsRunning(namespace);
    reading = newReading();
    await apply(store(`${canary}-1`));
    await apply(externalSecret);
    await eventually('the Secret', async () => (await synced()) !== undefined);
    await nextSecond();
    await apply(deployment('app', envFrom('db-password')));
    await apply(deployment('reader', envFrom('db-host')));
    await apply(deployment('files', volume));
    for (const name of ['app', 'reader', 'files']) await eventually(`Pods of ${name}`, () => isAvailable(name));
    await nextSecond();
  });
  after(async () => {
    await runner?.stop();
    for (const one of connections) one.dispose();
  });

  it('the Secret that the operator made is what its ExternalSecret promises, by metadata alone and read whole', async () => {
    const bare = await verifySecret(connection, address(), user('Metadata Only'), newReading());
    assert.equal(bare.message, `Secret ${namespace}/db-credentials is as promised. Type and sizes were not read.`);
    const whole = await verifySecret(connection, address(), user('Read Key Names and Sizes'), reading);
    shown.push(bare, whole);
    assert.equal(whole.message, `Secret ${namespace}/db-credentials is as promised.`);
    assert.deepEqual([...new Set(whole.checks.map(({ state }) => state))], ['ok']);
    assert.match(
      whole.checks.find(({ title }) => title === 'Keys')?.detail ?? '',
      /^It has db-host \(7 bytes\), db-password \(15 bytes\)\.$/,
    );
  });

  it('a force-sync that writes an annotation and no data raises no alarm', async () => {
    const { state } = await forceSync();
    assert.equal(state, 'unchanged');
    assert.deepEqual(await standing(), ['app up-to-date 0/1', 'files by-itself 0/1', 'reader up-to-date 0/1']);
  });

  it('a force-sync after a rotation names the key, and who runs with the old value; restarted, nobody does', async () => {
    await nextSecond();
    await apply(store(`${canary}-2`));
    assert.deepEqual(await forceSync(), { state: 'changed', keys: ['db-password'] });
    assert.deepEqual(await standing(), ['app restart 1/1', 'files by-itself 0/1', 'reader up-to-date 0/1']);

    const secret = { kind: 'Secret', name: 'db-credentials', namespace };
    const workloads = [{ kind: 'Deployment', name: 'app', namespace }];
    const bounds = { clock: nodeClock, waitSeconds: 60, isProtected: false };
    const result = await restartConsumers(connection, { secret, workloads }, user('Restart'), bounds);
    shown.push(result);
    assert.deepEqual([result.outcome, result.message], ['done', 'Deployment app: restarted, all its Pods are new.']);
    assert.equal(questions.at(-1)?.message, `Restart Deployment ${namespace}/app in context ${connection.context.name}?`);
    assert.ok(
      said.some((words) => /^Deployment app: \d old Pods? not gone yet$/.test(words) || words.includes('new Pods')),
      said.join('\n'),
    );
    // A Pod that is going still stands in the list for a moment, marked as such.
    const states = await eventually('nobody runs with the old value', async () => {
      const now = await standing();
      return now[0]?.startsWith('app') || now[0]?.startsWith('files') ? now : undefined;
    });
    assert.deepEqual([...states].sort(), ['app up-to-date 0/1', 'files by-itself 0/1', 'reader up-to-date 0/1']);
  });

  it('a server that began later says what it does not know, and blames nobody', async () => {
    const impact = await rotationImpact(connection, address(), user(undefined), newReading());
    shown.push(impact);
    const states = impact.consumers.map(({ workload, state }) => `${workload.name} ${state}`);
    assert.deepEqual(states, ['reader unknown', 'files by-itself', 'app up-to-date']);
  });

  it('a login with few rights is told which one is missing, before it is asked anything', async () => {
    const verified = await verifySecret(poor, address(), user('Read Key Names and Sizes'), newReading());
    assert.equal(verified.outcome, 'refused');
    assert.match(
      verified.message,
      new RegExp(`lacks the right to get secrets in namespace ${namespace}, which it takes to verify a Secret\\.$`),
    );
    const workloads = [{ kind: 'Deployment', name: 'app', namespace }];
    const bounds = { clock: nodeClock, waitSeconds: 5, isProtected: false };
    const asked = questions.length;
    const target = { secret: { kind: 'Secret', name: 'db-credentials', namespace }, workloads };
    const restarted = await restartConsumers(poor, target, user('Restart'), bounds);
    assert.match(
      restarted.message,
      /lacks the rights to get deployments\.apps in namespace \S+, and to patch deployments\.apps in namespace/,
    );
    assert.equal(questions.length, asked);
    shown.push(verified, restarted);

    const impact = await rotationImpact(half, address(), user(undefined), newReading());
    assert.match(
      impact.message,
      /Deployments could not be listed: User "system:serviceaccount:\S+:half" lacks the right to list deployments\.apps/,
    );
  });

  it('no value has come out anywhere', () => {
    const text = JSON.stringify(shown);
    assert.ok(text.length > 1000);
    assert.ok(!text.includes(canary) && !text.includes(Buffer.from(canary).toString('base64').slice(0, 16)), 'a value came out');
  });

  const address = () => ({ kind: 'ExternalSecret', name: 'db', namespace });

  async function open(kubeconfig: string): Promise<ClusterConnection> {
    const log = (entry: unknown) => void shown.push(entry);
    const client = createClusterClient({ env: { KUBECONFIG: kubeconfig }, clock: nodeClock, log });
    const { contexts } = await client.contexts();
    const opened = await client.open(contexts[0]?.name ?? '');
    assert.ok(opened.outcome === 'done');
    connections.push(opened.value);
    return opened.value;
  }

  async function apply(manifest: string): Promise<void> {
    const { status, body } = await lab().api.apply(manifest, { namespace });
    assert.ok(status < 300, body.message);
  }

  async function synced(): Promise<string | undefined> {
    const { body } = await lab().api.get(`/apis/external-secrets.io/v1/namespaces/${namespace}/externalsecrets/db`);
    return (body['status'] as { syncedResourceVersion?: string } | undefined)?.syncedResourceVersion;
  }

  async function isAvailable(name: string): Promise<boolean> {
    const { body } = await lab().api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
    return (body['status'] as { availableReplicas?: number } | undefined)?.availableReplicas === 1;
  }

  /** As a person does it with `kubectl annotate`; what became of the Secret. */
  async function forceSync() {
    const shot = await snapshotBefore(connection, namespace, 'db-credentials', reading, neverCancelled);
    assert.ok(shot.outcome === 'done');
    const last = await synced();
    const path = `/apis/external-secrets.io/v1/namespaces/${namespace}/externalsecrets/db`;
    const annotations = { 'force-sync': String(Date.now()) };
    await lab().api.send('PATCH', path, { metadata: { annotations } }, 'application/merge-patch+json');
    await eventually('an answer of the operator', async () => (await synced()) !== last);
    const change = await compareAfter(connection, shot.value, reading, neverCancelled);
    assert.ok(change.outcome === 'done');
    return change.value;
  }

  async function standing(): Promise<readonly string[]> {
    const impact = await rotationImpact(connection, address(), user(undefined), reading);
    shown.push(impact);
    assert.equal(impact.outcome, 'done', impact.message);
    return impact.consumers
      .map(({ workload, state, stalePods, pods }) => `${workload.name} ${state} ${stalePods}/${pods}`)
      .sort((a, b) => Number(!a.includes('restart')) - Number(!b.includes('restart')) || (a < b ? -1 : 1));
  }

  function user(answer: string | undefined): Interaction {
    const ask = async (question: Question) => {
      questions.push(question);
      return answer;
    };
    return { ask, l10n: english, progress: (message) => void said.push(message), token: neverCancelled };
  }
});

const readsExternalSecrets = { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: ['get'] };
const readsSecretsAndPods = { apiGroups: [''], resources: ['secrets', 'pods'], verbs: ['get', 'list'] };

function newReading(): SecretReading {
  const allowed = new Set<string>();
  return {
    memory: createSecretMemory(nodeClock),
    mayRead: (namespace, name) => allowed.has(`${namespace}/${name}`),
    remember: (namespace, name) => void allowed.add(`${namespace}/${name}`),
  };
}

/** The API server notes times in whole seconds: what must be later than something else waits for the next one. */
async function nextSecond(): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  await eventually('the next second', async () => Math.floor(Date.now() / 1000) > now);
}

function store(password: string): string {
  const data = [
    { key: 'password', value: password },
    { key: 'host', value: 'db.host' },
  ];
  return JSON.stringify({
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: { name: 'vault' },
    spec: { provider: { fake: { data } } },
  });
}

const externalSecret = `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db}
spec:
  secretStoreRef: {name: vault}
  target: {name: db-credentials}
  data:
  - {secretKey: db-password, remoteRef: {key: password}}
  - {secretKey: db-host, remoteRef: {key: host}}
`;

function envFrom(key: string): object {
  const env = [{ name: 'VALUE', valueFrom: { secretKeyRef: { name: 'db-credentials', key } } }];
  return { containers: [{ name: 'main', image: 'none', env }] };
}

const volume = {
  containers: [{ name: 'main', image: 'none', volumeMounts: [{ name: 'credentials', mountPath: '/etc/db' }] }],
  volumes: [{ name: 'credentials', secret: { secretName: 'db-credentials' } }],
};

function deployment(name: string, spec: object): string {
  const labels = { app: name };
  const template = { metadata: { labels }, spec };
  const body = { replicas: 1, selector: { matchLabels: labels }, template };
  return JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: body });
}
