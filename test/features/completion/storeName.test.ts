import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awsStore, createLab } from '../lab.ts';

const clusterStore = awsStore
  .replace('kind: SecretStore', 'kind: ClusterSecretStore')
  .replace('name: aws-secretsmanager\n  namespace: default', 'name: shared');
const files = {
  'file:///w/a.yaml': awsStore,
  'file:///w/b.yaml': clusterStore,
  'file:///w/c.yaml': awsStore.replace('name: aws-secretsmanager\n  namespace: default', 'name: elsewhere\n  namespace: other'),
};
const lab = createLab({ files });

function reference(lines: string): string {
  return `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: x\n  namespace: default\nspec:\n${lines}`;
}

function spec(text: string): string {
  return text.slice(text.indexOf('spec:\n') + 6);
}

test('the stores of the workspace that the namespace may use, with provider and kind', async () => {
  const offered = await lab.complete(reference('  secretStoreRef:\n    name: │\n'));
  assert.deepEqual(offered.labels, ['aws-secretsmanager', 'shared']);
  assert.equal(offered.item('aws-secretsmanager').detail, 'aws');
  assert.equal(offered.item('aws-secretsmanager').labelDetails?.description, 'SecretStore · default');
});

test('a ClusterSecretStore brings its kind along', async () => {
  const chosen = async (lines: string, label = 'shared') => spec((await lab.complete(reference(lines))).chosen(label));
  assert.equal(
    await chosen('  secretStoreRef:\n    name: │\n  data: []\n'),
    '  secretStoreRef:\n    name: shared\n    kind: ClusterSecretStore\n  data: []\n',
  );
  assert.equal(
    await chosen('  secretStoreRef:\n    name: sh│'),
    '  secretStoreRef:\n    name: shared\n    kind: ClusterSecretStore',
  );
  assert.equal(
    await chosen('  secretStoreRef:\n    kind: SecretStore # ours\n    name: │\n'),
    '  secretStoreRef:\n    kind: ClusterSecretStore # ours\n    name: shared\n',
  );
  assert.equal(
    await chosen('  secretStoreRef:\n    name: │\n    kind: "ClusterSecretStore"\n'),
    '  secretStoreRef:\n    name: shared\n    kind: "ClusterSecretStore"\n',
  );
  assert.equal(
    await chosen('  secretStoreRef:\n    name: │\n    kind:\n'),
    '  secretStoreRef:\n    name: shared\n    kind: ClusterSecretStore\n',
  );
  assert.equal(
    await chosen('  secretStoreRef:\n    name: │\n    kind: ClusterSecretStore\n', 'aws-secretsmanager'),
    '  secretStoreRef:\n    name: aws-secretsmanager\n    kind: SecretStore\n',
  );
  assert.equal(
    await chosen('  secretStoreRef:\n    name: │\n', 'aws-secretsmanager'),
    '  secretStoreRef:\n    name: aws-secretsmanager\n',
    'without a kind ESO takes a SecretStore',
  );
});

test('the kind of another entry is not touched', async () => {
  const push = (lines: string) =>
    `apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata:\n  name: x\nspec:\n  secretStoreRefs:\n${lines}`;
  const text = (
    await lab.complete(push('    - kind: SecretStore\n      name: a\n    - name: │\n    - kind: SecretStore\n      name: c\n'))
  ).chosen('shared');
  assert.equal(
    spec(text),
    '  secretStoreRefs:\n    - kind: SecretStore\n      name: a\n    - name: shared\n      kind: ClusterSecretStore\n    - kind: SecretStore\n      name: c\n',
  );
  const above = (await lab.complete(push('    - kind: SecretStore\n      name: │\n'))).chosen('shared');
  assert.equal(spec(above), '  secretStoreRefs:\n    - kind: ClusterSecretStore\n      name: shared\n');
});

test('one ExternalSecret entry may have its own store', async () => {
  const fixture = reference(
    '  data:\n    - secretKey: a\n      remoteRef: {key: b}\n      sourceRef:\n        storeRef:\n          name: │\n',
  );
  assert.deepEqual((await lab.complete(fixture)).labels, ['aws-secretsmanager', 'shared']);
});

test('the kind of the reference is one of two', async () => {
  assert.deepEqual((await lab.complete(reference('  secretStoreRef:\n    name: shared\n    kind: │\n'))).labels, [
    'SecretStore',
    'ClusterSecretStore',
  ]);
});
