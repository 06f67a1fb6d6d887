import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awsStore, createLab, externalSecret } from '../lab.ts';

const lab = createLab();

/** The text from a line on. */
function from(text: string, line: string): string {
  return text.slice(text.indexOf(line));
}

test('an empty document offers whole manifests', async () => {
  for (const fixture of ['│', '\n│', '# a comment\n│', `${awsStore}---\n│`]) {
    const { labels } = await lab.complete(fixture);
    assert.deepEqual(labels.slice(0, 3), ['ExternalSecret', 'SecretStore', 'ClusterSecretStore'], fixture);
    assert.deepEqual(labels.slice(7, 9), ['New ExternalSecret…', 'New SecretStore…'], fixture);
    assert.deepEqual(labels.slice(-2), ['apiVersion', 'kind'], fixture);
  }
  const text = (await lab.complete('exter│')).chosen('ExternalSecret');
  assert.match(text, /^apiVersion: external-secrets\.io\/v1\nkind: ExternalSecret\nmetadata:\n {2}name: ‹1:my-secret›\n/);
  assert.match(text, /\n {4}kind: ‹4:SecretStore,ClusterSecretStore›\n/);
});

test('a document that is begun by hand is offered its header', async () => {
  assert.equal((await lab.complete('api│')).chosen('apiVersion'), 'apiVersion: ');
  // What the editor compares with the typed text are names alone: "api" must not bring manifests to the top.
  for (const { filterText, label } of (await lab.complete('api│')).items) {
    assert.equal(filterText?.startsWith('api'), label === 'apiVersion');
  }
  assert.equal((await lab.complete('kind: PushSecret\nap│')).chosen('apiVersion'), 'kind: PushSecret\napiVersion: ');
  assert.equal(
    (await lab.complete('apiVersion: external-secrets.io/v1\nki│')).chosen('kind'),
    'apiVersion: external-secrets.io/v1\nkind: ',
  );
  assert.deepEqual((await lab.complete('kind: Deployment\nap│')).labels, []);
});

test('an old ESO version is offered no manifest that it does not serve', async () => {
  const old = await createLab({ operatorVersion: '0.10.7' }).complete('│');
  assert.ok(!old.labels.includes('ClusterPushSecret'));
  assert.ok(!old.labels.includes('ss-openbao-token'));
  assert.match(old.chosen('ExternalSecret'), /^apiVersion: external-secrets\.io\/v1beta1\n/);
});

test('documents of other tools are left alone', async () => {
  for (const fixture of [
    'apiVersion: apps/v1\nkind: Deployment\nspec:\n  │\n',
    'apiVersion: apps/v1\nkind: │\n',
    'apiVersion: │\nkind: Deployment\n',
    'services:\n  web:\n    │\n',
    'version: 3\n│\n',
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\n│',
  ]) {
    assert.deepEqual((await lab.complete(fixture)).labels, [], fixture);
  }
});

test('apiVersion: what is served first, what is not struck out', async () => {
  const offered = await lab.complete('apiVersion: │\n');
  assert.equal(offered.labels[0], 'external-secrets.io/v1');
  assert.deepEqual(offered.item('external-secrets.io/v1beta1').tags, [1]);
  assert.equal(offered.chosen('external-secrets.io/v1'), 'apiVersion: external-secrets.io/v1\n');
  assert.deepEqual((await lab.complete('apiVersion: "ext│"\nkind: PushSecret\n')).labels, ['external-secrets.io/v1alpha1']);
  assert.equal((await lab.complete('apiVersion:│\n')).chosen('external-secrets.io/v1'), 'apiVersion: external-secrets.io/v1\n');
});

test('kind: those of the apiVersion; without one it is added', async () => {
  assert.deepEqual((await lab.complete('apiVersion: external-secrets.io/v1\nkind: │')).labels, [
    'ExternalSecret',
    'SecretStore',
    'ClusterSecretStore',
    'ClusterExternalSecret',
  ]);
  const text = (await lab.complete('kind: Push│\nmetadata:\n  name: x\n')).chosen('PushSecret');
  assert.equal(text, 'apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata:\n  name: x\n');
});

test('fields: what is required and usual first, what is there left out', async () => {
  const { labels, item } = await lab.complete(externalSecret('  │\n'));
  assert.deepEqual(labels, ['target', 'data', 'dataFrom', 'refreshInterval', 'refreshPolicy', 'syncWindows']);
  assert.equal(item('refreshInterval').detail, 'string · default 1h0m0s');
  const remote = await lab.complete(
    externalSecret('  data:\n    - secretKey: a\n      remoteRef:\n        property: b\n        │\n'),
  );
  assert.equal(remote.labels[0], 'key');
  assert.equal(remote.item('key').detail, 'string · required');
  assert.ok(!remote.labels.includes('property'));
});

test('a block brings what it needs, with tab stops, in the style of the file', async () => {
  const data = (await lab.complete(externalSecret('  da│\n'))).chosen('data');
  assert.equal(
    from(data, '  data:'),
    '  data:\n    - secretKey: ‹1›\n      remoteRef:\n        key: ‹2›\n        property: ‹3›\n',
  );
  const flush = externalSecret('  dataFrom:\n  - extract:\n      key: x\n  │\n');
  assert.equal(
    from((await lab.complete(flush)).chosen('data'), '  data:'),
    '  data:\n  - secretKey: ‹1›\n    remoteRef:\n      key: ‹2›\n      property: ‹3›\n',
  );
  const wide = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n    name: x\nspec:\n    │\n';
  assert.equal(
    from((await lab.complete(wide)).chosen('secretStoreRef'), 'spec:'),
    'spec:\n    secretStoreRef:\n        name: ‹1›\n        kind: ‹2:SecretStore,ClusterSecretStore›\n',
  );
});

test('a provider brings its usual block, and a second one is not offered', async () => {
  const store = 'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata:\n  name: x\nspec:\n  provider:\n    │\n';
  assert.equal(
    from((await lab.complete(store)).chosen('aws'), '  provider:'),
    '  provider:\n    aws:\n      service: ‹1:SecretsManager,ParameterStore,CertificateManager›\n      region: ‹2›\n      auth:\n        jwt:\n          serviceAccountRef:\n            name: ‹3›\n',
  );
  assert.deepEqual((await lab.complete(awsStore.replace('    aws:', '    │\n    aws:'))).labels, []);
  const vault = (await lab.complete(store)).chosen('vault');
  assert.match(vault, /vault:\n {6}server: ‹1›\n {6}path: ‹2›\n {6}version: ‹3:v2,v1›\n {6}auth:\n/);
});

test('enums and booleans are choices; on a value they are items with what each does', async () => {
  const policy = await lab.complete(externalSecret('  target:\n    creationPolicy: │\n'));
  assert.equal(policy.labels[0], 'Owner');
  assert.equal(policy.item('Owner').detail, 'default');
  assert.match(await policy.documentation('Orphan'), /without owning/);
  assert.match(policy.chosen('Orphan'), / {4}creationPolicy: Orphan\n$/);
  const key = (await lab.complete(externalSecret('  target:\n    │\n'))).chosen('immutable');
  assert.match(key, / {4}immutable: ‹1:true,false›\n$/);
  assert.deepEqual((await lab.complete(externalSecret('  target:\n    immutable: t│\n'))).labels, ['true', 'false']);
  assert.match((await lab.complete(externalSecret('  refreshInterval: │\n'))).chosen('1h0m0s'), / {2}refreshInterval: 1h0m0s\n$/);
});

test('the documentation of a field is got when it is looked at', async () => {
  const offered = await lab.complete(externalSecret('  │\n'));
  assert.equal(offered.item('dataFrom').documentation, undefined);
  assert.match(await offered.documentation('dataFrom'), /\[Documentation\]\(https:\/\/external-secrets\.io\//);
});

test('half-typed YAML', async () => {
  const expected = '  data:\n    - secretKey: ‹1›\n      remoteRef:\n        key: ‹2›\n        property: ‹3›\n';
  const item = 'secretKey, remoteRef';
  const cases: readonly (readonly [string, string])[] = [
    ['a dangling dash', '  data:\n    -│\n'],
    ['a dash and a blank', '  data:\n    - │\n'],
    ['an empty line under a list', '  data:\n    │\n'],
  ];
  for (const [name, fixture] of cases) {
    assert.equal(from((await lab.complete(externalSecret(fixture))).chosen(item), '  data:'), expected, name);
  }
  const deep = from((await lab.complete(externalSecret('  data:\n      │\n'))).chosen(item), '  data:');
  assert.equal(deep, '  data:\n      - secretKey: ‹1›\n        remoteRef:\n          key: ‹2›\n          property: ‹3›\n');
  const beside = from(
    (await lab.complete(externalSecret('  data:\n    - secretKey: a\n      remoteRef:\n        key: b\n    │\n'))).chosen(item),
    '    - secretKey: ‹1›',
  );
  assert.equal(beside, '    - secretKey: ‹1›\n      remoteRef:\n        key: ‹2›\n        property: ‹3›\n');
  assert.match((await lab.complete(externalSecret('  data:\n    - sec│\n'))).chosen('secretKey'), /\n {4}- secretKey: ‹1›\n$/);
  assert.match(
    (await lab.complete(externalSecret('  target│\n  data: []\n'))).chosen('target'),
    /\n {2}target:\n {4}name: ‹1›\n {2}data: \[\]\n$/,
  );
});

test('a line with too few or too many blanks is put right', async () => {
  const more = externalSecret('  data: []\n   │\n');
  assert.match((await lab.complete(more)).chosen('target'), /\n {2}data: \[\]\n {2}target:\n {4}name: ‹1›\n$/);
  const fewer = externalSecret('  data:\n  │\n    - secretKey: a\n      remoteRef: {key: b}\n');
  assert.equal(
    from((await lab.complete(fewer)).chosen('secretKey, remoteRef'), '  data:'),
    '  data:\n    - secretKey: ‹1›\n      remoteRef:\n        key: ‹2›\n        property: ‹3›\n    - secretKey: a\n      remoteRef: {key: b}\n',
  );
});

test('an unclosed quote above or at the caret does not silence completion', async () => {
  const policy = await lab.complete(externalSecret('  target:\n    creationPolicy: "Or│\n  data: []\n'));
  assert.match(policy.chosen('Orphan'), / {4}creationPolicy: "Orphan"\n {2}data: \[\]\n$/);
  const above = externalSecret('  target:\n    name: "open\n    │\n  data: []\n');
  assert.ok((await lab.complete(above)).labels.includes('creationPolicy'));
});

test('a key that has its colon is only renamed', async () => {
  const text = (await lab.complete(externalSecret('  targ│:\n    name: x\n'))).chosen('target');
  assert.match(text, /\n {2}target:\n {4}name: x\n$/);
});

test('behind a key without a value its block is offered on lines of its own', async () => {
  const text = (await lab.complete(externalSecret('  target: │\n'))).chosen('creationPolicy');
  assert.match(text, /\n {2}target: \n {4}creationPolicy: ‹1:Owner,Orphan,Merge,None,CreateOrMerge›\n$/);
});

test('straight behind a colon the list keeps out of the way of Enter', async () => {
  assert.deepEqual((await lab.complete(externalSecret('  target:│\n'))).labels, []);
});

test('a block whose first gap has a list to choose from opens it', async () => {
  const command = async (fixture: string, label: string) => (await lab.complete(fixture)).item(label).command?.command;
  assert.equal(
    await command('apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n│', 'spec'),
    'editor.action.triggerSuggest',
  );
  assert.equal(
    await command(externalSecret('  data:\n    - secretKey: a\n      │\n'), 'remoteRef'),
    'editor.action.triggerSuggest',
  );
  assert.equal(await command(externalSecret('  │\n'), 'target'), undefined);
});

test('the items of a List and the second document of a file are completed like any other', async () => {
  const list =
    'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: external-secrets.io/v1\n    kind: ExternalSecret\n    spec:\n      │\n';
  assert.ok((await lab.complete(list)).labels.includes('secretStoreRef'));
  assert.ok((await lab.complete(`a: 1\n---\n${externalSecret('  │\n')}`)).labels.includes('target'));
});

test('editors without snippets, or that indent by themselves, get the same text', async () => {
  const plain = createLab({ client: { snippets: false } });
  const text = (await plain.complete(externalSecret('  │\n'))).chosen('target');
  assert.match(text, /\n {2}target:\n {4}name: ?\n$/);
  const data = (await plain.complete(externalSecret('  │\n'))).chosen('data');
  assert.match(data, /\n {4}- secretKey:\n {6}remoteRef:\n {8}key:\n {8}property: \n$/);
  const indenting = createLab({ client: { insertsAsIs: false } });
  const { textEdit } = (await indenting.complete(externalSecret('  │\n'))).item('target');
  assert.equal(textEdit?.newText, 'target:\n  name: $1');
});

test('nothing is offered in comments and template text', async () => {
  assert.deepEqual((await lab.complete(externalSecret('  # tar│\n'))).labels, []);
  assert.deepEqual((await lab.complete(externalSecret('  {{ .Val│ }}\n'))).labels, []);
});
