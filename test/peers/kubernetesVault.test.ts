import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createCancellation, neverCancelled } from '../../server/src/cancellation.ts';
import type { AccessEntry } from '../../server/src/host.ts';
import { createClusterClient } from '../../server/src/node/cluster/clusterClient.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createKubernetesProvider } from '../../server/src/providers/kubernetes/kubernetesProvider.ts';
import type { SecretCatalog } from '../../server/src/providers/secretProvider.ts';
import { type KubeFaultProxy, startKubeFaultProxy } from './cluster/faultProxy.ts';
import { writeKubeconfig } from './cluster/kubeconfig.ts';
import { useLab, whyNoLab } from './cluster/lab.ts';

/** In every value, in labels and annotations none. */
const canary = 'c4nary-0f-the-vault';
const encoded = Buffer.from(canary).toString('base64');

describe('the Kubernetes back end before a real API server', { skip: whyNoLab() ?? false, timeout: 300_000 }, () => {
  const lab = useLab();
  let namespace: string;
  let proxy: KubeFaultProxy;
  const log: AccessEntry[] = [];
  const answers: unknown[] = [];

  /** A catalog through the fault proxy, or with another kubeconfig; `values`: whether values may be read. */
  function open(options: { kubeconfig?: string; values?: boolean; maxCalls?: number; url?: string } = {}): SecretCatalog {
    const { kubeconfig = proxy.kubeconfig, values = false, maxCalls = 100, url } = options;
    const clusters = createClusterClient({
      env: {},
      clock: nodeClock,
      log: (entry) => log.push(entry),
      kubeconfig: () => kubeconfig,
    });
    const provider = createKubernetesProvider({ clusters, clock: nodeClock, maxCallsPerListing: () => maxCalls });
    const config = { remoteNamespace: namespace, ...(url === undefined ? {} : { server: { url } }) };
    return provider.open(
      { kind: 'SecretStore', name: 'peer', provider: 'kubernetes', config },
      { identity: {}, mayReadValues: () => values },
    );
  }
  const create = (name: string, more: object = {}, metadata: object = {}) =>
    lab().api.send('POST', `/api/v1/namespaces/${namespace}/secrets`, {
      metadata: { name, ...metadata },
      data: { password: encoded, 'tls.crt': encoded },
      ...more,
    });
  const kept = <T>(answer: T): T => {
    answers.push(answer);
    return answer;
  };

  before(async () => {
    namespace = await lab().namespace('vault');
    proxy = await startKubeFaultProxy(lab().access);
    await create('db', { type: 'kubernetes.io/basic-auth', immutable: true }, { labels: { team: 'shop' } });
    const note = { 'example.com/note': canary, 'kubectl.kubernetes.io/last-applied-configuration': encoded };
    await create('web', { stringData: { user: canary } }, { annotations: note });
    await create('empty', { data: {} });
    // Sent back without managed fields, as some tools do: then the metadata do not tell the keys.
    await create('bare');
    const path = `/api/v1/namespaces/${namespace}/secrets/bare`;
    await lab().api.send('PATCH', path, { metadata: { managedFields: [{}] } }, 'application/merge-patch+json');
  });
  after(() => proxy.close());

  it('lists names and labels', async () => {
    const { items, complete, problem } = kept(await open().keys('', neverCancelled));
    assert.deepEqual([items.map(({ key }) => key), complete, problem], [['bare', 'db', 'empty', 'web'], true, undefined]);
    assert.deepEqual(items[1]?.tags, [{ name: 'team', value: 'shop' }]);
  });

  it('tells keys from the managed fields, with or without stringData, and nothing where those say nothing', async () => {
    const catalog = open();
    const names = async (key: string, from = catalog) => {
      const { items, complete, problem } = kept(await from.properties(key, undefined, neverCancelled));
      return [items.map(({ property }) => property), complete, problem?.code];
    };
    assert.deepEqual(await names('db'), [['password', 'tls.crt'], true, undefined]);
    assert.deepEqual(await names('web'), [['password', 'tls.crt', 'user'], true, undefined]);
    assert.deepEqual(await names('empty'), [[], true, undefined]);
    assert.deepEqual(await names('bare'), [[], false, 'values-not-allowed']);
    assert.deepEqual(await names('gone'), [[], false, 'not-found']);
    assert.deepEqual(await names('bare', open({ values: true })), [['password', 'tls.crt'], true, undefined]);
  });

  it('describes a Secret by the table that kubectl prints', async () => {
    const found = kept(await open().describe('db', neverCancelled));
    assert.ok(found.state === 'found');
    assert.deepEqual(found.item.details, [
      { name: 'type', value: 'kubernetes.io/basic-auth' },
      { name: 'keys', value: '2' },
      { name: 'immutable', value: 'is set' },
    ]);
    assert.deepEqual(found.item.tags, [{ name: 'team', value: 'shop' }]);
    assert.ok(found.item.created !== undefined && Math.abs(found.item.created - Date.now()) < 120_000);
    assert.equal(kept(await open().lookup('gone', neverCancelled)).state, 'missing');
  });

  it('asks for whole Secrets only where values may be read and must be', () => {
    assert.equal(log.filter(({ operation }) => operation.includes('whole')).length, 1);
    assert.ok(
      log.every(({ operation }) => /\((metadata|table|whole)/.test(operation)),
      JSON.stringify(log),
    );
  });

  it('goes through pages within its budget, and says when that is spent', async () => {
    await Promise.all(Array.from({ length: 1_100 }, (_, i) => create(`many-${i}`)));
    const progress: number[] = [];
    const all = kept(await open().keys('', neverCancelled, (soFar) => progress.push(soFar.length)));
    assert.deepEqual([all.items.length, all.complete, progress], [1_104, true, [500, 1_000]]);
    const cut = await open({ maxCalls: 2 }).keys('', neverCancelled);
    assert.deepEqual([cut.items.length, cut.complete, cut.problem?.code], [1_000, false, 'call-budget']);
    const exact = await open({ maxCalls: 3 }).keys('', neverCancelled);
    assert.equal(exact.complete, true);
  });

  it('says which right is missing, and looks single Secrets up all the same', async () => {
    const reader = await lab().user({
      name: 'reader',
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['db'] }],
      namespaces: [namespace],
    });
    const catalog = open({ kubeconfig: reader });
    const listing = kept(await catalog.keys('', neverCancelled));
    assert.deepEqual([listing.items, listing.complete], [[], false]);
    assert.equal(listing.problem?.code, 'denied');
    assert.equal(listing.problem.permission, `list secrets in namespace ${namespace}`);
    assert.equal((await catalog.lookup('db', neverCancelled)).state, 'found');
    const other = await catalog.lookup('web', neverCancelled);
    assert.ok(other.state === 'unknown' && other.problem.code === 'denied');
  });

  it('says that a login is unknown, with what to do', async () => {
    const file = writeKubeconfig(`${lab().kubeconfig}-expired`, { ...lab().access, token: canary });
    const { problem } = kept(await open({ kubeconfig: file }).keys('', neverCancelled));
    assert.equal(problem?.code, 'expired-credentials');
    assert.match(problem.message, /Log in as you do for kubectl/);
  });

  it('never goes where the manifest leads', async () => {
    const before = log.length;
    const { problem } = await open({ url: 'https://127.0.0.1:1' }).keys('', neverCancelled);
    assert.match(problem?.message ?? '', /No context of your kubeconfig leads to https:\/\/127\.0\.0\.1:1\./);
    assert.equal(log.length, before);
    assert.equal((await open({ url: proxy.url }).keys('', neverCancelled)).complete, true);
  });

  it('answers with data whatever goes wrong on the way', async () => {
    const faults = [
      [{ kind: 'status', status: 500, body: canary }, 'failed'],
      [{ kind: 'status', status: 429, body: canary, headers: { 'retry-after': '0' } }, 'throttled'],
      [{ kind: 'status', status: 503, body: `<html>${canary}` }, 'failed'],
      [{ kind: 'status', status: 200, body: `{"kind":"Secret","data":{"a":"${encoded}"}` }, 'unreachable'],
      [{ kind: 'cut' }, 'unreachable'],
    ] as const;
    for (const [fault, code] of faults) {
      proxy.add(fault);
      const catalog = open();
      assert.equal(kept(await catalog.keys('', neverCancelled)).problem?.code, code);
      const looked = kept(await catalog.describe('db', neverCancelled));
      assert.equal(looked.state === 'unknown' && looked.problem.code, code);
      proxy.clear();
    }
    proxy.add({ kind: 'hang' });
    const cancellation = createCancellation();
    const asked = open().keys('', cancellation.token);
    setTimeout(cancellation.cancel, 200);
    assert.equal((await asked).problem?.code, 'cancelled');
    proxy.clear();
  });

  it('takes a whole Secret that was not asked for as no answer', async () => {
    const whole = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, data: { password: encoded } };
    proxy.add({ kind: 'status', status: 200, body: JSON.stringify(whole) });
    const looked = kept(await open().describe('db', neverCancelled));
    assert.ok(looked.state === 'unknown');
    const list = { apiVersion: 'v1', kind: 'SecretList', metadata: {}, items: [whole] };
    proxy.clear();
    proxy.add({ kind: 'status', status: 200, body: JSON.stringify(list) });
    assert.deepEqual(kept(await open().keys('', neverCancelled)).items, [{ key: 'db', tags: [] }]);
    proxy.clear();
  });

  it('has given no value away', () => {
    const text = JSON.stringify([answers, log]);
    for (const form of [canary, encoded]) assert.ok(!text.includes(form), 'a value is in what the catalog gives');
    assert.ok(text.includes('team'));
  });
});
