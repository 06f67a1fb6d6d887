import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awsStore, createLab } from '../lab.ts';

const shared = awsStore
  .replace('kind: SecretStore', 'kind: ClusterSecretStore')
  .replace('name: aws-secretsmanager\n  namespace: default', 'name: shared');
const lab = createLab({ files: { 'file:///w/b.yaml': shared } });
const head = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\n';
const json = (spec: string) => `{"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "spec": ${spec}}`;

/** What a choice makes of the text behind the header. */
async function chosen(spec: string, label: string): Promise<string> {
  return (await lab.complete(head + spec)).chosen(label).slice(head.length);
}

test('inside braces and brackets blocks are written in braces and brackets', async () => {
  const reference = 'secretStoreRef: {name: ‹1›, kind: ‹2:SecretStore,ClusterSecretStore›}';
  assert.equal(await chosen('spec: {│}\n', 'secretStoreRef'), `spec: {${reference}}\n`);
  assert.equal(
    await chosen('spec: {refreshInterval: 1h, secretStoreRef: │}\n', '{…}'),
    `spec: {refreshInterval: 1h, ${reference}}\n`,
  );
  const item = '{secretKey: ‹1›, remoteRef: {key: ‹2›, property: ‹3›}}';
  assert.equal(await chosen('spec: {│}\n', 'data'), `spec: {data: [${item}]}\n`);
  assert.equal(await chosen('spec:\n  data: [{│}]\n', 'secretKey, remoteRef'), `spec:\n  data: [${item}]\n`);
  assert.equal(await chosen('spec:\n  data: [{a: b}, │]\n', 'secretKey, remoteRef'), `spec:\n  data: [{a: b}, ${item}]\n`);
});

test('in JSON keys and texts are quoted', async () => {
  const target = json('{"target": {"name": "‹1›"}}');
  for (const begun of ['{│}', '{"ta│"}']) assert.equal((await lab.complete(json(begun))).chosen('target'), target);
  assert.equal((await lab.complete(json('{\n  │\n}'))).chosen('target'), json('{\n  "target": {"name": "‹1›"}\n}'));
  assert.equal((await lab.complete(json('{"ta│": {}}'))).chosen('target'), json('{"target": {}}'));
});

test('a ClusterSecretStore brings its kind along inside braces', async () => {
  const both = 'spec: {secretStoreRef: {name: shared, kind: ClusterSecretStore}}\n';
  assert.equal(await chosen('spec: {secretStoreRef: {name: │}}\n', 'shared'), both);
  assert.equal(await chosen('spec: {secretStoreRef: {name: │, kind: ClusterSecretStore}}\n', 'shared'), both);
  const written = json('{"secretStoreRef": {"name": "shared", "kind": "ClusterSecretStore"}}');
  assert.equal((await lab.complete(json('{"secretStoreRef": {"name": "│"}}'))).chosen('shared'), written);
});

test('values that are usual where the schema leaves them open', async () => {
  const labels = async (text: string) => (await lab.complete(text)).labels;
  const type = await labels(`${head}spec:\n  target:\n    template:\n      type: │\n`);
  assert.deepEqual(type.slice(0, 3), ['Opaque', 'kubernetes.io/tls', 'kubernetes.io/dockerconfigjson']);
  const selector = 'spec:\n  namespaceSelectors:\n    - matchExpressions:\n        - key: a\n          operator: │\n';
  const fanOut = head.replace('ExternalSecret', 'ClusterExternalSecret');
  assert.deepEqual(await labels(fanOut + selector), ['In', 'NotIn', 'Exists', 'DoesNotExist']);
  const aws = `${head.replace('ExternalSecret', 'SecretStore')}spec:\n  provider:\n    aws:\n      region: eu-│\n`;
  assert.ok((await labels(aws)).includes('eu-central-1'));
  const ecr =
    'apiVersion: generators.external-secrets.io/v1alpha1\nkind: ECRAuthorizationToken\nmetadata: {name: a}\nspec:\n  region: │\n';
  assert.ok((await labels(ecr)).includes('us-gov-west-1'));
});
