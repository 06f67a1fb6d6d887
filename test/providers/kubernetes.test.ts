import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { KubeContext } from '../../server/src/cluster/clusterClient.ts';
import { createKubernetesProvider } from '../../server/src/providers/kubernetes/kubernetesProvider.ts';
import { findProperty } from '../../server/src/providers/propertyDialect.ts';
import type { Identity, SecretProvider, StoreConfig } from '../../server/src/providers/secretProvider.ts';
import { createVaultAccess } from '../../server/src/providers/vaultAccess.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { createMemoryCluster, type MemoryCluster, type MemoryClusterOptions, refused } from '../support/memoryCluster.ts';
import { createManualClock } from './manualClock.ts';

const store = (config: JsonObject = {}): StoreConfig => ({
  kind: 'ClusterSecretStore',
  name: 'shared',
  provider: 'kubernetes',
  config: { remoteNamespace: 'shared', ...config },
});

const context = (name: string, server: string, more: Partial<KubeContext> = {}): KubeContext => ({
  name,
  server,
  user: `${name}-user`,
  namespace: undefined,
  loginCommand: undefined,
  ...more,
});

const secret = (name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'shared', labels: { team: 'shop', 'app.kubernetes.io/name': name } },
  type: 'Opaque',
  data: { 'tls.crt': 'Y2FuYXJ5', password: 'Y2FuYXJ5' },
  ...more,
});

let cluster: MemoryCluster;
let provider: SecretProvider;

function start(options: MemoryClusterOptions = {}): void {
  cluster = createMemoryCluster({
    objects: [
      secret('db'),
      secret('web', { immutable: true }),
      { ...secret('other'), metadata: { name: 'other', namespace: 'x' } },
    ],
    ...options,
  });
  provider = createKubernetesProvider({ clusters: cluster.client, clock: createManualClock(), maxCallsPerListing: () => 2 });
}

beforeEach(() => start());

const open = (config: JsonObject = {}, identity: Identity = {}, mayRead = false) =>
  provider.open(store(config), { identity, mayReadValues: () => mayRead });

describe('which cluster the Kubernetes back end asks', () => {
  const others = [
    context('prod', 'https://api.prod.example:6443'),
    context('prod-admin', 'https://api.prod.example:6443/', { loginCommand: 'aws' }),
    context('proxied', 'https://rancher.example/k8s/clusters/c-1'),
  ];
  beforeEach(() => start({ others }));
  const chosen = async (config: JsonObject, identity: Identity = {}) => {
    const found = await provider.destination(store(config), identity);
    return 'code' in found ? `${found.code}: ${found.message}` : `${found.login} · ${found.location} · ${found.endpoint}`;
  };

  it('is the one of the current context, where the store means the cluster that ESO runs in', async () => {
    const own = 'kubeconfig context memory · namespace shared of memory.example · https://memory.example';
    for (const url of [
      'kubernetes.default',
      'https://kubernetes.default.svc:443',
      'https://kubernetes.default.svc.cluster.local',
      '',
    ])
      assert.equal(await chosen({ server: { url } }), own);
    assert.equal(await chosen({}), own);
    assert.match(await chosen({ remoteNamespace: null as never }), /namespace default of/);
  });

  it('is the one that the store names, through a context that leads there', async () => {
    assert.match(await chosen({ server: { url: 'https://API.prod.example:6443/' } }), /^kubeconfig context prod · /);
    assert.match(await chosen({ server: { url: 'rancher.example/k8s/clusters/c-1' } }), /^kubeconfig context proxied · /);
  });

  it('is the one that the settings name; a program that logs in is said', async () => {
    assert.equal(
      await chosen({ server: { url: 'https://elsewhere.example' } }, { context: 'prod-admin' }),
      'kubeconfig context prod-admin, which runs aws to log in · namespace shared of api.prod.example:6443 · https://api.prod.example:6443/',
    );
    assert.match(await chosen({ authRef: { name: 'kubeconfig', key: 'a' } }, { context: 'prod' }), /^kubeconfig context prod · /);
  });

  it('is none that no context leads to, nor one that cannot be known', async () => {
    assert.equal(
      await chosen({ server: { url: 'https://api.evil.example' } }),
      'unreachable: No context of your kubeconfig leads to https://api.evil.example. Name one in externalSecrets.stores.',
    );
    assert.match(await chosen({}, { context: 'gone' }), /^unreachable: Your kubeconfig has no context gone/);
    assert.match(await chosen({ authRef: { name: 'kubeconfig', key: 'a' } }), /^unreachable: .*authRef.*externalSecrets\.stores/);
    assert.match(await chosen({ server: { url: 'https://{{ .Values.host }}' } }), /^incomplete-store: .*server\.url/);
    assert.match(await chosen({ remoteNamespace: '<namespace>' }), /^incomplete-store: .*remoteNamespace/);
  });

  it('is not another one than the user was asked about', async () => {
    const destination = await provider.destination(store(), {});
    assert.ok(!('code' in destination));
    const identity = { context: 'prod' };
    const catalog = provider.open(store(), { identity, mayReadValues: () => true, destination });
    const listing = await catalog.keys('', neverCancelled);
    assert.deepEqual([listing.items, listing.complete, listing.problem?.code], [[], false, 'not-connected']);
    assert.deepEqual(cluster.calls, []);
  });

  it('is not another one once the kubeconfig changes, even for who has the catalog in hand', async () => {
    let current = 'memory';
    const contexts = async () => ({ ...(await cluster.client.contexts()), current });
    const clusters = { ...cluster.client, contexts };
    const clock = createManualClock();
    const consent = { access: 'allow', confirmedStores: [], readValues: true } as const;
    const asked = new Set<string>();
    const vaults = createVaultAccess({
      providers: [createKubernetesProvider({ clusters, clock })],
      consents: {
        get: ({ id }) => (asked.has(id) ? consent : undefined),
        ask: async ({ destination }) => (asked.add(destination.id) ? consent : undefined),
        forget: async () => {},
        noteAccount: async () => {},
      },
      clock,
      trusted: () => true,
      workspace: () => '',
      identityFor: () => ({}),
      cacheMilliseconds: () => 0,
    });
    await vaults.connect(store());
    const answer = await vaults.catalogFor(store());
    assert.ok('catalog' in answer);
    assert.equal((await answer.catalog.lookup('db', neverCancelled)).state, 'found');
    current = 'prod';
    const calls = cluster.calls.length;
    const after = await answer.catalog.lookup('web', neverCancelled);
    assert.ok(after.state === 'unknown' && after.problem.code === 'not-connected');
    assert.equal(cluster.calls.length, calls);
    const anew = await vaults.catalogFor(store());
    assert.ok('problem' in anew && anew.problem.code === 'not-connected');
  });

  it('has a destination of its own for each context, namespace and login', async () => {
    const ids = await Promise.all(
      [
        [{}, {}],
        [{ remoteNamespace: 'b' }, {}],
        [{}, { context: 'prod' }],
        [{}, { context: 'prod-admin' }],
      ].map(async ([config, identity]) => {
        const found = await provider.destination(store(config as JsonObject), identity as Identity);
        return 'id' in found ? found.id : '';
      }),
    );
    assert.equal(new Set(ids).size, 4);
  });
});

describe('the Kubernetes back end', () => {
  it('lists the Secrets of the remote namespace with their labels, by metadata alone', async () => {
    const { items, complete } = await open().keys('d', neverCancelled);
    assert.deepEqual(
      items.map(({ key }) => key),
      ['db', 'web'],
    );
    assert.equal(complete, true);
    assert.deepEqual(items[0]?.tags?.[0], { name: 'team', value: 'shop' });
    assert.deepEqual(
      cluster.calls.map(({ method }) => method),
      ['listMetadata'],
    );
  });

  it('tells the keys of a Secret without reading it', async () => {
    const listing = await open().properties('db', undefined, neverCancelled);
    assert.deepEqual(
      listing.items.map(({ property }) => property),
      ['password', 'tls.crt'],
    );
    assert.equal(listing.complete, true);
    assert.ok(cluster.calls.every(({ method }) => method === 'secretOutline'));
    const state = (property: string) => findProperty(listing.items, property, provider.capabilities.propertyDialect).state;
    assert.deepEqual(['tls.crt', 'passwrd', 'password.inner', 'nothing.inner'].map(state), [
      'found',
      'missing',
      'unknown',
      'missing',
    ]);
  });

  it('says type, number of keys, owner and labels, and what Fetch can name', async () => {
    const owned = { name: 'db', namespace: 'shared', labels: { team: 'shop', 'app.kubernetes.io/name': 'db' } };
    const ownerReferences = [{ kind: 'ExternalSecret', name: 'db', controller: true, apiVersion: 'a', uid: 'u' }];
    cluster.put(secret('db', { metadata: { ...owned, ownerReferences, annotations: { note: 'x' } }, type: 'kubernetes.io/tls' }));
    const found = await open().describe('db', neverCancelled);
    assert.ok(found.state === 'found');
    assert.deepEqual(
      found.item.details?.map(({ name, value }) => `${name} ${value}`),
      ['type kubernetes.io/tls', 'keys 2', 'owner ExternalSecret db'],
    );
    assert.deepEqual(found.item.fetchable, ['labels', 'labels.team', 'annotations', 'annotations.note']);
    const web = await open().describe('web', neverCancelled);
    assert.ok(web.state === 'found' && web.item.details?.some(({ name }) => name === 'immutable'));
    assert.doesNotMatch(JSON.stringify([found, web]), /canary|Y2FuYXJ5/);
  });

  it('tells what is not there from what cannot be known', async () => {
    assert.equal((await open().lookup('db', neverCancelled)).state, 'found');
    assert.equal((await open().lookup('nothing', neverCancelled)).state, 'missing');
    const calls = cluster.calls.length;
    assert.equal((await open().lookup('No/Name', neverCancelled)).state, 'missing');
    assert.equal(cluster.calls.length, calls, 'what can be no name is not asked for');
    start({ denied: ['get secrets', 'list secrets shared'] });
    const denied = await open().lookup('db', neverCancelled);
    assert.ok(denied.state === 'unknown');
    assert.partialDeepStrictEqual(denied.problem, {
      code: 'denied',
      message: 'The login of context memory lacks the right to get secrets in namespace shared.',
      permission: 'get secrets in namespace shared',
    });
    assert.equal((await open().keys('', neverCancelled)).problem?.permission, 'list secrets in namespace shared');
  });

  it('passes no word of a server on', async () => {
    for (const [status, code] of [
      [429, 'throttled'],
      [500, 'failed'],
      [418, 'failed'],
    ] as const) {
      cluster.fail({ method: 'listMetadata' }, refused(status, 'Odd', 'hunter2 [click](command:x)'));
      const { problem } = await open().keys('', neverCancelled);
      assert.equal(problem?.code, code);
      assert.doesNotMatch(JSON.stringify(problem), /hunter2|command/);
    }
  });

  it('says what mends a login', async () => {
    cluster.fail(
      { method: 'secretOutline' },
      { outcome: 'unreachable', why: 'login', message: 'No login.', remedy: 'aws sso login' },
    );
    const found = await open().describe('db', neverCancelled);
    assert.ok(found.state === 'unknown');
    assert.deepEqual(found.problem, { code: 'expired-credentials', message: 'No login.', remedy: 'aws sso login' });
  });
});
