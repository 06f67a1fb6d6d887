import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLab } from '../lab.ts';

const generator = (kind: string, name: string, more = '') =>
  `apiVersion: generators.external-secrets.io/v1alpha1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${more}`;
const files = {
  'file:///w/a.yaml': generator('Password', 'database', '  namespace: default\n'),
  'file:///w/b.yaml': generator('Password', 'anywhere'),
  'file:///w/c.yaml': generator('UUID', 'request', '  namespace: default\n'),
  'file:///w/d.yaml': generator('Password', 'of-others', '  namespace: other\n'),
  'file:///w/e.yaml': generator('ClusterGenerator', 'shared', 'spec:\n  kind: Password\n  generator:\n    passwordSpec: {}\n'),
  'file:///w/f.yaml': generator('GeneratorState', 'kept', '  namespace: default\n'),
  'file:///w/g.yaml': generator('Password', '"{{ .Values.name }}"'),
  'file:///w/overlay/a.yaml': generator('Password', 'database', '  namespace: default\n'),
};
const lab = createLab({ files });

const head = (kind: string, version = 'v1', namespace = '  namespace: default\n') =>
  `apiVersion: external-secrets.io/${version}\nkind: ${kind}\nmetadata:\n  name: x\n${namespace}spec:\n`;
const fetching = (lines: string) => `${head('ExternalSecret')}  dataFrom:\n    - sourceRef:\n        generatorRef:\n${lines}`;

test('the generators of the kind that the namespace may use, each once', async () => {
  const offered = await lab.complete(fetching('          kind: Password\n          name: │\n'));
  assert.deepEqual(offered.labels, ['anywhere', 'database']);
  assert.equal(offered.item('database').labelDetails?.description, 'Password · default');
  assert.equal(offered.item('anywhere').labelDetails?.description, 'Password');
  const shared = await lab.complete(fetching('          name: │\n          kind: ClusterGenerator\n'));
  assert.deepEqual(shared.labels, ['shared']);
  assert.equal(shared.item('shared').detail, 'Password');
});

test('without a kind all of them, and the choice brings it along', async () => {
  const offered = await lab.complete(fetching('          name: │\n'));
  assert.deepEqual([...offered.labels].sort(), ['anywhere', 'database', 'request', 'shared']);
  assert.equal(offered.chosen('request'), fetching('          name: request\n          kind: UUID\n'));
  const empty = await lab.complete(fetching('          kind:\n          name: sha│\n'));
  assert.equal(empty.chosen('shared'), fetching('          kind: ClusterGenerator\n          name: shared\n'));
  const inFlow = await lab.complete(`${head('ExternalSecret')}  dataFrom: [{sourceRef: {generatorRef: {name: │}}}]\n`);
  assert.equal(
    inFlow.chosen('request'),
    `${head('ExternalSecret')}  dataFrom: [{sourceRef: {generatorRef: {name: request, kind: UUID}}}]\n`,
  );
});

test('in PushSecrets and the kinds for several namespaces as well', async () => {
  const push = `${head('PushSecret', 'v1alpha1')}  selector:\n    generatorRef:\n      kind: UUID\n      name: │\n`;
  assert.deepEqual((await lab.complete(push)).labels, ['request']);
  const cluster = `${head('ClusterExternalSecret', 'v1', '')}  externalSecretSpec:\n    dataFrom:\n      - sourceRef:\n          generatorRef:\n            kind: Password\n            name: │\n`;
  assert.deepEqual((await lab.complete(cluster)).labels, ['anywhere', 'database', 'of-others']);
});

test('not where ESO reads no generator', async () => {
  const entry = `${head('ExternalSecret')}  data:\n    - secretKey: a\n      sourceRef:\n        generatorRef:\n          kind: UUID\n          name: │\n`;
  assert.deepEqual((await lab.complete(entry)).labels, []);
});
