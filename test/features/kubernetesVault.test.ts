import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { vaultFindings } from '../../server/src/features/vaultDiagnostics.ts';
import { createKubernetesProvider } from '../../server/src/providers/kubernetes/kubernetesProvider.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { createManualClock } from '../providers/manualClock.ts';
import { createMemoryCluster } from '../support/memoryCluster.ts';
import { fullConsent } from '../support/memoryHost.ts';
import { createLab, externalSecret } from './lab.ts';

const canary = 'Y2FuYXJ5';
const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: aws-secretsmanager, namespace: default}
spec:
  provider:
    kubernetes:
      remoteNamespace: shared
      auth: {serviceAccount: {name: reader}}
`;
const labels = { team: 'shop', 'app.kubernetes.io/name': 'db' };
const objects = [
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db', namespace: 'shared', labels },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': canary, 'tls.key': canary },
  },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'web', namespace: 'shared' }, data: { password: canary } },
];

function start(consent = fullConsent) {
  const cluster = createMemoryCluster({ objects });
  const provider = createKubernetesProvider({ clusters: cluster.client, clock: createManualClock() });
  return { cluster, lab: createLab({ providers: [provider], files: { 'file:///w/store.yaml': store }, consent }) };
}

const entry = (key: string, more = '') =>
  externalSecret(`  data:\n    - secretKey: a\n      remoteRef:\n        key: ${key}\n${more}`);

test('Secrets of the remote namespace are offered as keys, and their data keys as properties', async () => {
  const { lab, cluster } = start();
  assert.deepEqual((await lab.complete(entry('│'))).labels, ['db', 'web']);
  const properties = await lab.complete(entry('db', '        property: │\n'));
  assert.deepEqual(properties.labels, ['tls.crt', 'tls.key']);
  assert.match(properties.chosen('tls.crt'), /property: tls\.crt\n/, 'a dot needs no escape here');
  const fetched = await lab.complete(entry('db', '        metadataPolicy: Fetch\n        property: │\n'));
  assert.deepEqual(fetched.labels, ['annotations', 'labels', 'labels.team']);
  assert.ok(!cluster.calls.some(({ method }) => method === 'digestSecret'));
});

test('hover says what is known of a Secret, and no value', async () => {
  const { lab } = start();
  const text = await lab.hover(entry('d│b'));
  assert.match(text, /^\*\*db\*\* · Kubernetes Secrets · namespace shared of memory\.example/);
  assert.match(text, /Type: kubernetes\.io\/tls · keys: 2/);
  assert.match(text, /Tags: team=shop/);
  assert.match(text, /Properties: tls\.crt, tls\.key \(names only\)/);
  assert.ok(!text.includes(canary));
});

test('a missing Secret and a missing data key are reported; what may be inside a value is not', async () => {
  const { lab } = start();
  const judge = async (text: string) => {
    const [resource] = parseManifestFile(text).documents.flatMap(({ parsed }) => parsed.resources);
    assert.ok(resource);
    return (await vaultFindings(lab.context, lab.uri, resource, neverCancelled)).map(({ message }) => message);
  };
  assert.deepEqual(await judge(entry('wbe')), [
    'Key "wbe" is not in store aws-secretsmanager (Kubernetes Secrets, namespace shared of memory.example, kubeconfig context memory). Did you mean "web"?',
  ]);
  assert.deepEqual(await judge(entry('web', '        property: passwrd\n')), [
    'Secret "web" has no property "passwrd". Did you mean "password"? It has: password.',
  ]);
  assert.deepEqual(await judge(entry('web', '        property: password.inner\n')), []);
});

test('a find by labels is previewed', async () => {
  const { lab } = start();
  const find = externalSecret('  dataFrom:\n    - find:\n        ta│gs:\n          team: shop\n');
  assert.match(await lab.hover(find), /^\*\*Find\*\* · 1 of 2 names matches, [^\n]+\n\n- `db` → `db`/);
});

test('the question names context, server and namespace', async () => {
  const { lab } = start();
  const from = { uri: lab.uri, namespace: 'default' };
  const config = lab.context.index.resolveStore({ kind: 'SecretStore', name: 'aws-secretsmanager' }, from)?.config;
  assert.ok(config);
  lab.host.consent = undefined;
  await lab.context.vaults.connect(config);
  const [question] = lab.host.questions;
  assert.match(
    question?.message ?? '',
    /list secret names in Kubernetes Secrets, namespace shared of memory\.example, with your kubeconfig context memory\?/,
  );
  assert.match(question?.detail ?? '', /Calls go to https:\/\/memory\.example\.\nAccount: developer\./);
  lab.host.consent = { ...fullConsent, readValues: false };
  await lab.context.vaults.allowValues(config);
  assert.match(
    lab.host.questions[1]?.message ?? '',
    /read secret values in Kubernetes Secrets, .*, to list their key names where the metadata do not tell them\?/,
  );
});
