import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { ClusterConnection, KubeObject, ResourceType } from '../../server/src/cluster/clusterClient.ts';
import type { AccessEntry } from '../../server/src/host.ts';
import { createClusterClient } from '../../server/src/node/cluster/clusterClient.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { startKubeFaultProxy } from './cluster/faultProxy.ts';
import { writeKubeconfig } from './cluster/kubeconfig.ts';
import { type LabOptions, useLab, whyNoLab } from './cluster/lab.ts';

const planted = 'pl4nted-v4lue';
const needs: LabOptions = { processes: true };

describe('the client before a real API server', { skip: whyNoLab(needs) ?? false, timeout: 300_000 }, () => {
  const lab = useLab(needs);
  let namespace: string;
  let connection: ClusterConnection;
  let externalSecrets: ResourceType;
  let secrets: ResourceType;
  const log: AccessEntry[] = [];
  const connections: ClusterConnection[] = [];

  before(async () => {
    namespace = await lab().namespace('client');
    connection = await login(lab().kubeconfig);
    [externalSecrets, secrets] = await Promise.all([kind('external-secrets.io', 'ExternalSecret'), kind('', 'Secret')]);
  });
  after(() => {
    for (const each of connections) each.dispose();
  });

  async function login(file: string): Promise<ClusterConnection> {
    const client = createClusterClient({ env: {}, clock: nodeClock, log: (entry) => log.push(entry), kubeconfig: () => file });
    const opened = await client.open((await client.contexts()).current ?? '');
    assert.ok(opened.outcome === 'done');
    connections.push(opened.value);
    return opened.value;
  }
  async function kind(group: string, name: string): Promise<ResourceType> {
    const type = await connection.resourceType(group, name, undefined, neverCancelled);
    assert.ok(type.outcome === 'done' && type.value !== undefined);
    return type.value;
  }
  const ref = (name: string) => ({ type: externalSecrets, namespace, name });
  const manifest = (name: string, spec: object = {}) => ({
    apiVersion: `external-secrets.io/${externalSecrets.version}`,
    kind: 'ExternalSecret',
    metadata: { name, namespace },
    spec: {
      secretStoreRef: { name: 'none' },
      refreshInterval: '1h0m0s',
      data: [{ secretKey: 'a', remoteRef: { key: 'k' } }],
      ...spec,
    },
  });
  const apply = (name: string, spec: object, dryRun: boolean, force = false) =>
    connection.apply(ref(name), manifest(name, spec), { dryRun, force }, neverCancelled);

  it('finds kinds in the versions that are served', async () => {
    assert.equal(externalSecrets.resource, 'externalsecrets');
    assert.equal((await kind('external-secrets.io', 'PushSecret')).version, 'v1alpha1');
    const none = await connection.resourceType('no.such.group', 'Thing', undefined, neverCancelled);
    assert.ok(none.outcome === 'done' && none.value === undefined);
  });

  it('applies, after a dry run that changes nothing, and annotates', async () => {
    assert.equal((await apply('db', {}, true)).outcome, 'done');
    const absent = await connection.get(ref('db'), neverCancelled);
    assert.ok(absent.outcome === 'refused' && absent.status === 404 && absent.reason === 'NotFound');
    assert.equal((await apply('db', {}, false)).outcome, 'done');
    const patched = await connection.mergePatch(ref('db'), { metadata: { annotations: { 'force-sync': '1' } } }, neverCancelled);
    assert.ok(patched.outcome === 'done');
    const managers = (patched.value.metadata['managedFields'] as readonly { manager: string }[]).map(({ manager }) => manager);
    assert.ok(managers.includes('vscode-external-secrets'), `${managers}`);
  });

  it('says in the server’s words what is not admitted', async () => {
    const unknown = await apply('odd', { nonsense: 1 }, true);
    assert.ok(unknown.outcome === 'refused');
    assert.match(unknown.message, /nonsense/);
    const invalid = await apply('odd', { refreshPolicy: 'Sometimes' }, true);
    assert.ok(invalid.outcome === 'refused' && invalid.status === 422);
    assert.deepEqual(
      invalid.causes.map(({ field }) => field),
      ['spec.refreshPolicy'],
    );
  });

  it('names who else owns a field, and takes it over only if told to', async () => {
    await lab().api.apply(JSON.stringify(manifest('shared', { refreshInterval: '2h0m0s' })));
    const conflict = await apply('shared', {}, false);
    assert.ok(conflict.outcome === 'refused' && conflict.status === 409 && conflict.reason === 'Conflict');
    const cause = conflict.causes.find(({ field }) => field === '.spec.refreshInterval');
    assert.equal(cause?.reason, 'FieldManagerConflict');
    assert.match(cause.message, /"peer-test"/);
    assert.equal((await apply('shared', {}, false, true)).outcome, 'done');
  });

  it('hands on what the server warns of', async () => {
    const answer = await connection.getPath('/api/v1/componentstatuses', neverCancelled);
    assert.deepEqual(answer.outcome === 'done' && answer.warnings, ['v1 ComponentStatus is deprecated in v1.19+']);
  });

  it('knows what a login may not do, and says which right is missing', async () => {
    const stranger = await login(await lab().user({ name: 'stranger', rules: [] }));
    const question = { verb: 'patch', group: 'external-secrets.io', resource: 'externalsecrets', namespace };
    const [may, mayNot] = [await connection.can(question, neverCancelled), await stranger.can(question, neverCancelled)];
    assert.deepEqual([may.outcome === 'done' && may.value, mayNot.outcome === 'done' && mayNot.value], [true, false]);
    const list = await stranger.list(externalSecrets, { namespace }, neverCancelled);
    assert.ok(list.outcome === 'refused' && list.status === 403 && list.reason === 'Forbidden');
    const unknown = writeKubeconfig(`${lab().kubeconfig}-unknown`, { ...lab().access, token: 'no-such-token' });
    const refused = await (await login(unknown)).list(externalSecrets, {}, neverCancelled);
    assert.ok(refused.outcome === 'unreachable' && refused.why === 'login');
  });

  it('lists more than a page', async () => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const create = (index: number) =>
      lab().api.send('POST', path, { metadata: { name: `many-${index}` }, data: { text: 'x'.repeat(400) } });
    for (let from = 0; from < 520; from += 40) await Promise.all(Array.from({ length: 40 }, (_, index) => create(from + index)));
    const configMaps = await kind('', 'ConfigMap');
    const sent = connection.requests;
    const [whole, metadata] = [
      await connection.list(configMaps, { namespace }, neverCancelled),
      await connection.listMetadata(configMaps, { namespace }, neverCancelled),
    ];
    assert.ok(whole.outcome === 'done' && metadata.outcome === 'done');
    assert.deepEqual([whole.value.length, metadata.value.length], [520, 520]);
    assert.equal(connection.requests - sent, 4);
    assert.ok('data' in whole.value[0]! && !('data' in metadata.value[0]!));
  });

  /** What a listener is told, in words. */
  function follow(from: ClusterConnection): { readonly told: string[]; dispose(): void } {
    const told: string[] = [];
    const watch = from.watch(
      externalSecrets,
      { namespace },
      {
        replaced: (objects) => told.push(`all ${objects.length}`),
        changed: ({ metadata }) => told.push(`with ${metadata.name}`),
        removed: ({ metadata }) => told.push(`without ${metadata.name}`),
        state: (problem) => told.push(problem === undefined ? 'follows' : 'interrupted'),
      },
    );
    return { told, dispose: watch.dispose };
  }

  it('follows objects over a restart of the server', async () => {
    const { told, dispose } = follow(connection);
    await until(() => told.length === 2);
    await lab().plane?.end('kube-apiserver');
    await until(() => told.includes('interrupted'));
    await lab().plane?.startAgain('kube-apiserver');
    await until(() => told.lastIndexOf('follows') > told.lastIndexOf('interrupted'));
    await lab().api.apply(JSON.stringify(manifest('later')), { namespace });
    await until(() => told.includes('with later'));
    dispose();
    assert.deepEqual(told.slice(0, 3), ['all 2', 'follows', 'interrupted']);
    // The server has forgotten what was before its start, so that there may be a second listing.
    for (const text of told.slice(3)) assert.match(text, /^(interrupted|follows|all [23]|with (db|shared|later))$/);
  });

  it('misses nothing and lists nothing again when connections are cut', async () => {
    const proxy = await startKubeFaultProxy(lab().access);
    const { told, dispose } = follow(await login(proxy.kubeconfig));
    await until(() => told.length === 2);
    proxy.cutConnections();
    await until(() => proxy.requests.length === 3);
    await proxy.refuse();
    await until(() => told.includes('interrupted'));
    await lab().api.apply(JSON.stringify(manifest('meanwhile')), { namespace });
    await lab().api.send('DELETE', `/apis/external-secrets.io/v1/namespaces/${namespace}/externalsecrets/meanwhile`);
    await proxy.accept();
    await until(() => told.includes('without meanwhile'));
    dispose();
    await proxy.close();
    assert.deepEqual(
      // What changes besides is the operator's doing.
      told.filter((text) => !text.startsWith('with ')),
      ['all 3', 'follows', 'interrupted', 'follows', 'without meanwhile'],
    );
    assert.equal(proxy.requests.filter(({ path }) => !path.includes('watch=true')).length, 1);
  });

  it('gets and gives nothing of a Secret but metadata, and sizes and digests where asked', async () => {
    const seen: unknown[] = [];
    const watch = connection.watch(
      secrets,
      { namespace },
      {
        replaced: (objects) => seen.push(objects),
        changed: (object: KubeObject) => seen.push(object),
        removed: (object) => seen.push(object),
        state: () => {},
      },
    );
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': planted, 'example.com/note': planted };
    const data = { password: Buffer.from(planted).toString('base64') };
    await until(() => seen.length === 1);
    await lab().api.send('POST', path, { metadata: { name: 'planted', annotations }, data, stringData: { user: planted } });
    await until(() => seen.length >= 2);
    await lab().api.send('PATCH', `${path}/planted`, { data: { password: 'AAAA' } }, 'application/merge-patch+json');
    await until(() => seen.length >= 3);
    const secret = { type: secrets, namespace, name: 'planted' };
    const [got, listed, whole, names] = [
      await connection.get(secret, neverCancelled),
      await connection.list(secrets, { namespace }, neverCancelled),
      await connection.digestSecret(namespace, 'planted', neverCancelled),
      await connection.secretKeyNames(namespace, 'planted', neverCancelled),
    ];
    await lab().api.send('DELETE', `${path}/planted`);
    await until(() => seen.length >= 4);
    watch.dispose();
    assert.ok(got.outcome === 'done' && listed.outcome === 'done' && whole.outcome === 'done' && names.outcome === 'done');
    assert.deepEqual(Object.keys(got.value).sort(), ['apiVersion', 'kind', 'metadata']);
    assert.deepEqual(got.value.metadata['annotations'], { 'example.com/note': '' });
    assert.deepEqual(names.value, ['password', 'user']);
    assert.deepEqual(
      whole.value.keys.map(({ name, bytes }) => [name, bytes]),
      [
        ['password', 3],
        ['user', planted.length],
      ],
    );
    const text = JSON.stringify([seen, got, listed, whole, names, log]);
    for (const form of [planted, data.password]) assert.ok(!text.includes(form), 'a value is in what the client gives');
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
