import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { sharedCrds } from '../support/shared.ts';
import { eventually } from './cluster/eventually.ts';
import { type KubeFaultProxy, startKubeFaultProxy } from './cluster/faultProxy.ts';
import { readKubeconfig } from './cluster/kubeconfig.ts';
import { createKubernetesApi, type KubernetesObject } from './cluster/kubernetesApi.ts';
import { type LabOptions, useLab, whyNoLab } from './cluster/lab.ts';
import { daemonSet, deployment, externalSecret, fakeStore, statefulSet, tutorial } from './cluster/manifests.ts';
import { seedMany } from './cluster/seedMany.ts';

const esoPath = (namespace: string, resource: string) => `/apis/external-secrets.io/v1/namespaces/${namespace}/${resource}`;

describe('a lab of our own, with all its parts', () => {
  const needs: LabOptions = { controllerManager: true, moto: true, processes: true };
  const options = { skip: whyNoLab(needs) ?? false };

  describe('workloads', options, () => {
    const lab = useLab(needs);

    it('a Deployment gets Pods, which run once the stand-in for the kubelet says so, and a restart replaces them', async () => {
      const { api, namespace, keepPodsRunning, makePodsRun } = lab();
      const name = await namespace('workloads');
      assert.equal((await api.apply(deployment, { namespace: name })).status, 201);
      const own = `/apis/apps/v1/namespaces/${name}/deployments/web`;
      const pods = () => podsOf(name);
      await eventually('two Pods', async () => (await pods()).length === 2);
      assert.equal(statusOf((await api.get(own)).body)['readyReplicas'], undefined);
      assert.equal(await makePodsRun(name), 2);
      await eventually('ready', async () => statusOf((await api.get(own)).body)['readyReplicas'] === 2);
      const before = (await pods()).map(({ metadata }) => metadata?.name);
      const runner = keepPodsRunning(name);
      const restart = { spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } } } } };
      await api.send('PATCH', own, restart, 'application/merge-patch+json');
      const replaced = async () => {
        const names = (await pods()).map(({ metadata }) => metadata?.name);
        return names.length === 2 && names.every((pod) => !before.includes(pod));
      };
      await eventually('new Pods alone', replaced);
      await runner.stop();
    });

    it('StatefulSets and DaemonSets get Pods too', async () => {
      const { api, namespace, keepPodsRunning } = lab();
      const name = await namespace('workloads');
      for (const manifest of [statefulSet, daemonSet]) assert.equal((await api.apply(manifest, { namespace: name })).status, 201);
      const runner = keepPodsRunning(name);
      const names = ['agent-', 'db-0', 'db-1'];
      const all = async () => {
        const found = (await podsOf(name)).map(({ metadata }) => String(metadata?.name)).sort();
        return found.length === 3 && found.every((pod, i) => pod.startsWith(names[i] ?? ' '));
      };
      await eventually('their Pods', all);
      await runner.stop();
    });

    it('a Secret goes with the ExternalSecret that owns it, and everything with its namespace', async () => {
      const { api, namespace } = lab();
      const name = await namespace('garbage');
      const secret = `/api/v1/namespaces/${name}/secrets/app`;
      await applyFake(name);
      await eventually('the Secret', async () => (await api.get(secret)).status === 200);
      await api.send('DELETE', `${esoPath(name, 'externalsecrets')}/app`);
      await eventually('no Secret', async () => (await api.get(secret)).status === 404);
      await api.send('DELETE', `/api/v1/namespaces/${name}`);
      await eventually('no namespace', async () => (await api.get(`/api/v1/namespaces/${name}`)).status === 404);
    });

    it("the tutorial's store, with a token of a ServiceAccount, is Valid, and its secret comes out of moto", async () => {
      const { api, moto, namespace } = lab();
      const name = await namespace('tutorial');
      await putIntoMoto(moto?.url ?? '', 'lab/database', JSON.stringify({ password: 'from-moto' }));
      for (const manifest of tutorial) assert.equal((await api.apply(manifest, { namespace: name })).status, 201);
      await eventually(
        'the store is Valid',
        async () => readyReason((await api.get(`${esoPath(name, 'secretstores')}/aws`)).body) === 'Valid',
      );
      const data = await eventually(
        'the Secret',
        async () => (await api.get(`/api/v1/namespaces/${name}/secrets/db`)).body['data'] as object | undefined,
      );
      assert.deepEqual(Object.keys(data), ['password']);
    });

    it('the API server comes back on its port with its data, after a proper end and after a crash', async () => {
      const { api, namespace, plane } = lab();
      const name = await namespace('kept');
      for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
        await plane?.end('kube-apiserver', signal);
        await assert.rejects(api.get('/version'));
        await plane?.startAgain('kube-apiserver');
        assert.equal((await api.get(`/api/v1/namespaces/${name}`)).status, 200);
      }
      await applyFake(name);
      await eventually(
        'the operator works again',
        async () => (await api.get(`/api/v1/namespaces/${name}/secrets/app`)).status === 200,
        60,
      );
    });

    it('webhook and controller end and start again', async () => {
      const { api, namespace, plane } = lab();
      const name = await namespace('operator');
      await plane?.end('webhook');
      const refused = await api.apply(externalSecret('app'), { namespace: name });
      assert.match(refused.body.message ?? '', /failed calling webhook/);
      await plane?.startAgain('webhook');
      await plane?.end('controller', 'SIGKILL');
      await applyFake(name);
      assert.equal(readyReason((await api.get(`${esoPath(name, 'externalsecrets')}/app`)).body), undefined);
      await plane?.startAgain('controller');
      await eventually(
        'synced',
        async () => readyReason((await api.get(`${esoPath(name, 'externalsecrets')}/app`)).body) === 'SecretSynced',
      );
    });

    it('a controller that crashes comes back by itself, as under a kubelet', async () => {
      const { plane } = lab();
      const pid = () => plane?.processes.pidOf('controller');
      const crashed = pid();
      process.kill(Number(crashed), 'SIGKILL');
      await eventually('another process', async () => pid() !== undefined && pid() !== crashed);
    });

    it('many ExternalSecrets are seeded and synced', async () => {
      const { api } = lab();
      const names = await seedMany(api, { externalSecrets: 10, namespaces: 3, prefix: 'seeded' });
      const synced = async (name: string) => {
        const { body } = await api.get(esoPath(name, 'externalsecrets'));
        return (body['items'] as readonly KubernetesObject[]).filter((item) => readyReason(item) === 'SecretSynced').length;
      };
      await eventually('all are synced', async () => {
        const counts = await Promise.all(names.map(synced));
        return counts.join() === '4,3,3';
      });
    });

    const podsOf = async (name: string) =>
      (await lab().api.get(`/api/v1/namespaces/${name}/pods`)).body['items'] as readonly KubernetesObject[];
    const applyFake = async (name: string) => {
      for (const manifest of [fakeStore, externalSecret('app')]) {
        const { status, body } = await lab().api.apply(manifest, { namespace: name });
        assert.equal(status, 201, body.message);
      }
    };
  });
});

describe('users and faults, in any cluster', { skip: whyNoLab() ?? false }, () => {
  const lab = useLab();
  let proxy: KubeFaultProxy;
  before(async () => {
    proxy = await startKubeFaultProxy(lab().access);
  });
  after(() => proxy?.close());

  it('a user may do what the rules say, where they say it, and is refused everything else', async () => {
    const { api, namespace, user } = lab();
    const [mine, other] = [await namespace('mine'), await namespace('other')];
    const rules = [{ apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: ['get', 'list'] }];
    const file = await user({ name: 'reader', rules, namespaces: [mine] });
    const everywhere = await user({ name: 'auditor', rules });
    const [reader, auditor] = [file, everywhere].map((path) => createKubernetesApi(readKubeconfig(path)));
    const path = (name: string) => esoPath(name, 'externalsecrets');
    assert.equal((await reader!.get(path(mine))).status, 200);
    const denied = await reader!.send('POST', path(mine), JSON.parse('{}'));
    assert.equal(denied.status, 403);
    assert.match(denied.body.message ?? '', /cannot create resource "externalsecrets" in API group "external-secrets.io"/);
    assert.equal((await reader!.get(path(other))).status, 403);
    assert.equal((await auditor!.get(path(other))).status, 200);
    assert.equal((await auditor!.get(`/api/v1/namespaces/${other}/secrets`)).status, 403);
    reader!.close();
    auditor!.close();
    assert.equal((await api.get(path(other))).status, 200);
  });

  it('the fault proxy hands requests on, and answers, delays and cuts the ones that it is told to', async () => {
    const api = createKubernetesApi(readKubeconfig(proxy.kubeconfig));
    assert.equal((await api.get('/version')).status, 200);
    proxy.add({
      kind: 'status',
      status: 429,
      method: 'GET',
      path: /^\/version/,
      times: 1,
      after: 1,
      headers: { 'retry-after': '1' },
    });
    const statuses = [await api.get('/version'), await api.get('/version'), await api.get('/version')].map(
      ({ status }) => status,
    );
    assert.deepEqual(statuses, [200, 429, 200]);
    proxy.add({ kind: 'cut', path: /namespaces/ });
    await assert.rejects(api.get('/api/v1/namespaces'), { code: 'ECONNRESET' });
    proxy.clear();
    assert.equal((await api.get('/api/v1/namespaces')).status, 200);
    await proxy.refuse();
    await assert.rejects(api.get('/version'));
    await proxy.accept();
    assert.equal((await api.get('/version')).status, 200);
    assert.deepEqual(proxy.requests.at(-1), { method: 'GET', path: '/version' });
    api.close();
  });

  it('a watch goes through the proxy, and ends where its connections are cut', async () => {
    const { api, namespace } = lab();
    const name = await namespace('watched');
    const path = `/api/v1/namespaces/${name}/configmaps`;
    const watch = await open(`${path}?watch=1`);
    await api.send('POST', path, { metadata: { name: 'seen' } });
    assert.match(await watch.until(/"name":"seen"/), /"type":"ADDED"/);
    proxy.cutConnections();
    await watch.ended;
  });

  /** A request through the proxy whose answer is read as it comes. */
  async function open(path: string) {
    const { get } = await import('node:https');
    const { url, ca, token } = proxy;
    let [text, wake] = ['', () => {}];
    const request = get(new URL(path, url), { ca, headers: token ? { authorization: `Bearer ${token}` } : {} });
    let over = false;
    const ended = new Promise<void>((resolve) => {
      request
        .on('error', () => {})
        .on('close', () => {
          over = true;
          wake();
          resolve();
        });
    });
    request.on('response', (response) => {
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        wake();
      });
      response.on('error', () => {});
    });
    const until = async (pattern: RegExp) => {
      while (!pattern.test(text) && !over)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return text;
    };
    return { until, ended };
  }
});

// Those of another ESO are not part of the project.
const otherCrds = sharedCrds('2.9.0');
for (const [what, crds] of [
  ['without ESO', []],
  ...(otherCrds === undefined ? [] : [['with the CRDs of another ESO and no operator', [otherCrds]] as const]),
] as const) {
  const options: LabOptions = { crds, operator: false };
  describe(`a cluster ${what}`, { skip: whyNoLab(options) ?? false }, () => {
    const lab = useLab(options);

    it('serves those kinds and nothing else of ESO', async () => {
      const { api } = lab();
      const { body } = await api.get('/apis');
      const groups = (body['groups'] as readonly { name: string }[]).map(({ name }) => name);
      assert.equal(groups.includes('external-secrets.io'), crds.length > 0);
      const name = 'externalsecrets.external-secrets.io';
      const definition = await api.get(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`);
      assert.equal(definition.status, crds.length > 0 ? 200 : 404);
      if (crds[0]) assert.ok(readFileSync(crds[0], 'utf8').includes(name));
      assert.equal(lab().plane?.processes.pidOf('controller'), undefined);
    });
  });
}

async function putIntoMoto(url: string, name: string, text: string): Promise<void> {
  const { seedThroughApi } = await import('../support/aws/seedThroughApi.ts');
  await seedThroughApi(url, [{ region: 'us-east-1', name, text }]);
}

function statusOf({ status }: KubernetesObject): Readonly<Record<string, unknown>> {
  return (status ?? {}) as Readonly<Record<string, unknown>>;
}

function readyReason(object: KubernetesObject): string | undefined {
  const conditions = (statusOf(object)['conditions'] ?? []) as readonly { readonly type: string; readonly reason?: string }[];
  return conditions.find(({ type }) => type === 'Ready')?.reason;
}
