import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { neverCancelled } from '../../../server/src/cancellation.ts';
import type { ClusterConnection } from '../../../server/src/cluster/clusterClient.ts';
import { createClusterNames } from '../../../server/src/cluster/names.ts';
import { completeAt } from '../../../server/src/features/completion/index.ts';
import { english } from '../../../server/src/localisation.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { createMemoryCluster } from '../../support/memoryCluster.ts';
import { awsStore, createLab } from '../lab.ts';

const eso = 'external-secrets.io/v1';
const generators = 'generators.external-secrets.io/v1alpha1';

function object(apiVersion: string, kind: string, name: string, namespace?: string, more: JsonObject = {}): JsonObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, ...more };
}

const objects = [
  object(eso, 'SecretStore', 'aws-secretsmanager', 'default'),
  object(eso, 'SecretStore', 'vault-live', 'default'),
  object(eso, 'SecretStore', 'of-others', 'prod'),
  object(eso, 'ClusterSecretStore', 'shared-live'),
  object(generators, 'Password', 'long-password', 'default'),
  object(generators, 'Password', 'of-others', 'prod'),
  object(generators, 'ClusterGenerator', 'everywhere'),
  object('v1', 'Secret', 'login', 'default', { data: { username: 'dmFsdWU=', password: 'dmFsdWU=' } }),
  object('v1', 'Secret', 'elsewhere', 'prod', { data: { token: 'dmFsdWU=' } }),
  object('v1', 'ConfigMap', 'templates', 'default', { data: { 'app.tpl': 'text' } }),
  object('v1', 'ServiceAccount', 'external-secrets', 'default'),
  object('v1', 'ServiceAccount', 'reader', 'prod'),
  object('v1', 'Namespace', 'default'),
  object('v1', 'Namespace', 'prod'),
];

const namesOf = (connection: ClusterConnection | undefined) => createClusterNames(() => connection, { now: () => 0 }, english);

function labOf(cluster = createMemoryCluster({ objects })) {
  return { cluster, ...createLab({ cluster: namesOf(cluster.connection) }) };
}

const manifest = (kind: string, spec: string, apiVersion = eso) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: x\n${kind.startsWith('Cluster') ? '' : '  namespace: default\n'}spec:\n${spec}`;
const externalSecret = (spec: string) => manifest('ExternalSecret', spec);
const pushSecret = (spec: string) => manifest('PushSecret', spec, 'external-secrets.io/v1alpha1');

function spec(text: string): string {
  return text.slice(text.indexOf('spec:\n') + 6);
}

describe('stores', () => {
  test("come behind the workspace's own, none of them twice, none of other namespaces", async () => {
    const offered = await labOf().complete(externalSecret('  secretStoreRef:\n    name: │\n'));
    assert.deepEqual(offered.labels, ['aws-secretsmanager', 'vault-live', 'shared-live']);
    assert.equal(offered.item('aws-secretsmanager').detail, 'aws', 'as the workspace knows it');
    assert.equal(offered.item('vault-live').detail, 'in the cluster');
    assert.equal(offered.item('vault-live').labelDetails?.description, 'SecretStore · default');
    assert.equal(offered.isIncomplete, false);
  });

  test('of a manifest that leaves its namespace open are offered from there alone', async () => {
    const files = { 'file:///w/a.yaml': awsStore.replace('  namespace: default\n', '') };
    const lab = createLab({ files, cluster: namesOf(createMemoryCluster({ objects }).connection) });
    const offered = await lab.complete(externalSecret('  secretStoreRef:\n    name: │\n'));
    assert.deepEqual(offered.labels, ['aws-secretsmanager', 'vault-live', 'shared-live']);
  });

  test('bring their kind along', async () => {
    const { complete } = labOf();
    assert.equal(
      spec((await complete(externalSecret('  secretStoreRef:\n    name: sh│\n  data: []\n'))).chosen('shared-live')),
      '  secretStoreRef:\n    name: shared-live\n    kind: ClusterSecretStore\n  data: []\n',
    );
    assert.equal(
      spec((await complete(pushSecret('  secretStoreRefs:\n    - name: "│"\n'))).chosen('vault-live')),
      '  secretStoreRefs:\n    - name: "vault-live"\n',
    );
  });

  test('that only look alike are both there', async () => {
    const files = { 'file:///w/a.yaml': awsStore.replace('namespace: default', 'namespace: prod') };
    const cluster = createMemoryCluster({ objects });
    const offered = await createLab({ files, cluster: namesOf(cluster.connection) }).complete(
      externalSecret('  secretStoreRef:\n    name: │\n'),
    );
    assert.equal(offered.item('aws-secretsmanager').detail, 'in the cluster', "the workspace's is of another namespace");
  });
});

describe('names at the places that refer to something', () => {
  const password =
    '  dataFrom:\n    - sourceRef:\n        generatorRef:\n          apiVersion: generators.external-secrets.io/v1alpha1\n';
  const template = '  target:\n    template:\n      templateFrom:\n';
  const jwt = (more: string) => `  provider:\n    aws:\n      auth:\n        jwt:\n          serviceAccountRef:\n${more}`;
  const secretRef = (more: string) =>
    `  provider:\n    aws:\n      auth:\n        secretRef:\n          accessKeyIDSecretRef:\n${more}`;
  const account = '            name: │\n';
  const key = '            name: login\n            key: │\n';

  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['generators of the kind', externalSecret(`${password}          kind: Password\n          name: │\n`), ['long-password']],
    [
      'generators of all namespaces',
      externalSecret(`${password}          kind: ClusterGenerator\n          name: │\n`),
      ['everywhere'],
    ],
    ['no generators without a kind', externalSecret(`${password}          name: │\n`), []],
    ['Secrets of templates', externalSecret(`${template}        - secret:\n            name: │\n`), ['login']],
    ['ConfigMaps of templates', externalSecret(`${template}        - configMap:\n            name: │\n`), ['templates']],
    [
      'their keys',
      externalSecret(
        `${template}        - configMap:\n            name: templates\n            items:\n              - key: │\n`,
      ),
      ['app.tpl'],
    ],
    ['the Secret to push', pushSecret('  selector:\n    secret:\n      name: │\n'), ['login']],
    [
      'its keys',
      pushSecret('  selector:\n    secret:\n      name: login\n  data:\n    - match:\n        secretKey: │\n'),
      ['password', 'username'],
    ],
    ['ServiceAccounts', manifest('SecretStore', jwt(account)), ['external-secrets']],
    ['ServiceAccounts of all namespaces', manifest('ClusterSecretStore', jwt(account)), ['external-secrets', 'reader']],
    [
      'ServiceAccounts of the namespace that is named',
      manifest('ClusterSecretStore', jwt(`            namespace: prod\n${account}`)),
      ['reader'],
    ],
    ['Secrets to log in with', manifest('SecretStore', secretRef(account)), ['login']],
    ['keys of the Secret to log in with', manifest('SecretStore', secretRef(key)), ['password', 'username']],
    [
      'namespaces of what is referred to',
      manifest('ClusterSecretStore', secretRef('            namespace: │\n')),
      ['default', 'prod'],
    ],
    [
      'a certificate authority in a ConfigMap',
      manifest('SecretStore', '  provider:\n    vault:\n      caProvider:\n        type: ConfigMap\n        name: │\n'),
      ['templates'],
    ],
    ['namespaces', `apiVersion: ${eso}\nkind: ExternalSecret\nmetadata:\n  name: x\n  namespace: │\n`, ['default', 'prod']],
    [
      'namespaces of conditions',
      manifest('ClusterSecretStore', '  conditions:\n    - namespaces:\n        - │\n'),
      ['default', 'prod'],
    ],
    ['namespaces of a ClusterExternalSecret', manifest('ClusterExternalSecret', '  namespaces:\n    - │\n'), ['default', 'prod']],
    [
      'Secrets of a generator',
      manifest('Webhook', '  secrets:\n    - name: a\n      secretRef:\n        name: │\n', generators),
      ['login'],
    ],
    [
      'the Secrets to push from all namespaces',
      manifest(
        'ClusterPushSecret',
        '  pushSecretSpec:\n    selector:\n      secret:\n        name: │\n',
        'external-secrets.io/v1alpha1',
      ),
      ['elsewhere', 'login'],
    ],
    ['nothing for what it calls itself', externalSecret('  target:\n    name: │\n'), []],
    ['nothing for keys of the vault', manifest('ExternalSecret', '  data:\n    - remoteRef:\n        key: │\n'), []],
  ];

  for (const [what, fixture, expected] of cases)
    test(what, async () => {
      const { items } = await labOf().complete(fixture);
      const names = items.filter(({ detail }) => /in the cluster$/.test(detail ?? '')).map(({ label }) => label);
      assert.deepEqual(names, expected);
    });

  test('leave a generator that a file of the workspace has to that file', async () => {
    const text = `apiVersion: ${generators}\nkind: Password\nmetadata:\n  name: long-password\n`;
    const cluster = namesOf(createMemoryCluster({ objects }).connection);
    const { complete } = createLab({ cluster, files: { 'file:///w/password.yaml': text } });
    const { items } = await complete(externalSecret(`${password}          kind: Password\n          name: │\n`));
    assert.deepEqual(
      items.map(({ label, detail }) => [label, detail]),
      [['long-password', undefined]],
    );
  });

  test('are written over what is there, quotes included', async () => {
    const { complete } = labOf();
    assert.equal(
      spec((await complete(manifest('SecretStore', jwt('            name: "ext│ernal"\n')))).chosen('external-secrets')),
      jwt('            name: "external-secrets"\n'),
    );
    assert.equal(
      spec((await complete(manifest('ClusterSecretStore', '  conditions:\n    - namespaces: [│]\n'))).chosen('prod')),
      '  conditions:\n    - namespaces: [prod]\n',
    );
  });
});

describe('a cluster that does not help', () => {
  const fixture = externalSecret('  secretStoreRef:\n    name: │\n');

  test('changes nothing where there is none', async () => {
    const without = await createLab().complete(fixture);
    assert.deepEqual((await createLab({ cluster: namesOf(undefined) }).complete(fixture)).items, without.items);
  });

  test("takes nothing of the workspace's own away", async () => {
    const { cluster, complete } = labOf(
      createMemoryCluster({ objects, denied: ['list secretstores', 'list clustersecretstores'] }),
    );
    const offered = await complete(fixture);
    assert.equal(offered.labels[0], 'aws-secretsmanager');
    assert.equal(offered.isIncomplete, true);
    assert.ok(cluster.calls.length > 0);
  });

  test('says which right is missing, and choosing that changes nothing', async () => {
    const { complete } = labOf(createMemoryCluster({ objects, denied: ['list secrets'] }));
    const push = pushSecret('  selector:\n    secret:\n      name: lo│\n');
    const { labels, chosen } = await complete(push);
    assert.equal(labels.length, 1);
    assert.match(labels[0] ?? '', /list secrets in namespace default/);
    assert.equal(chosen(labels[0] ?? ''), push.replace('│', ''));
  });

  test('is not waited for longer than a second', async () => {
    const cluster = createMemoryCluster({ objects });
    let answer = () => {};
    const slow: ClusterConnection = {
      ...cluster.connection,
      listMetadata: (...question) =>
        new Promise((resolve) => {
          const before = answer;
          answer = () => {
            before();
            resolve(cluster.connection.listMetadata(...question));
          };
        }),
    };
    const lab = createLab({ cluster: namesOf(slow) });
    const listed = completeAt(lab.place(fixture), neverCancelled);
    for (let turn = 0; turn < 100 && lab.host.clock.waiting < 2; turn++) await cluster.settled();
    assert.equal(lab.host.clock.waiting, 2, 'one wait for each kind of store');
    lab.host.clock.advance(1_000);
    const { items, isIncomplete } = await listed;
    assert.deepEqual([items.map(({ label }) => label), isIncomplete], [['aws-secretsmanager'], true]);
    answer();
    await cluster.settled();
    const { labels } = await lab.complete(fixture);
    assert.deepEqual(labels, ['aws-secretsmanager', 'vault-live', 'shared-live'], 'what came later is there the next time');
  });

  test('never shows what a Secret holds', async () => {
    const { cluster, complete } = labOf();
    const { items } = await complete(pushSecret('  selector:\n    secret:\n      name: │\n'));
    assert.doesNotMatch(JSON.stringify(items), /dmFsdWU|value"/);
    assert.deepEqual(
      cluster.calls.map(({ method }) => method),
      ['listMetadata'],
    );
  });
});
