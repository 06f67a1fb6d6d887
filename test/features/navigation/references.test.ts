import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAtlas, dataOf, deploymentOf, secretOf } from './atlas.ts';

const store = (more = '') =>
  `apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata:\n  name: vault\n${more}spec:\n  provider: {}\n`;

const references = (files: Readonly<Record<string, string>>) => createAtlas(files).references();

describe('the references of a store', () => {
  const files = {
    'store.yaml': store(),
    'a.yaml': secretOf('a'),
    'b.yaml': `${secretOf('b')}---\n${secretOf('c').replace('name: vault', 'name: "vault"')}`,
    'other.yaml': secretOf('vault').replace('    name: vault', '    name: vault\n    kind: ClusterSecretStore'),
    'push.yaml':
      'apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata: {name: vault}\nspec:\n  secretStoreRefs: [{name: vault}]\n',
  };
  const all = [
    'a.yaml:7: name: ‹vault›',
    'b.yaml:7: name: ‹vault›',
    'b.yaml:15: name: "‹vault›"',
    'push.yaml:5: secretStoreRefs: [{name: ‹vault›}]',
    'store.yaml:4: name: ‹vault›',
  ];

  it('are the same from each of them, with the definition and without', () => {
    const fromStore = { ...files, 'store.yaml': store().replace('vault', 'vaul│t') };
    assert.deepEqual(references(fromStore), all);
    assert.deepEqual(references({ ...files, 'a.yaml': secretOf('a').replace('vault', '│vault') }), all);
    assert.deepEqual(createAtlas(fromStore).uses(), all.slice(0, -1));
  });

  it('are found also where the store is in none of the files', () => {
    const { 'store.yaml': _, ...rest } = { ...files, 'a.yaml': secretOf('a').replace('vault', 'vau│lt') };
    assert.deepEqual(references(rest), all.slice(0, -1));
  });

  it('are those that mean this one', () => {
    const two = {
      'a/store.yaml': store().replace('vault', 'va│ult'),
      'a/es.yaml': secretOf('db'),
      'b/store.yaml': store(),
      'b/es.yaml': secretOf('db'),
      'c/es.yaml': secretOf('db', '', 'prod'),
    };
    assert.deepEqual(references(two), [
      'a/es.yaml:7: name: ‹vault›',
      'a/store.yaml:4: name: ‹vault›',
      'c/es.yaml:8: name: ‹vault›',
    ]);
    const named = { ...two, 'a/store.yaml': store('  namespace: dev\n').replace('vault', 'va│ult') };
    assert.deepEqual(references(named), ['a/es.yaml:7: name: ‹vault›', 'a/store.yaml:4: name: ‹vault›']);
  });
});

describe('the references of a Secret', () => {
  const files = {
    'es.yaml': secretOf('db', `  target:\n    name: db-credentials\n${dataOf('password')}`),
    'app.yaml': `${deploymentOf('db-credentials', 'password')}---\nkind: ConfigMap\nmetadata: {name: db-credentials}\n`,
    'sa.yaml':
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: db-credentials}\nimagePullSecrets: [{name: db-credentials}]\n',
  };
  const all = [
    'app.yaml:14: name: ‹db-credentials›',
    'es.yaml:9: name: ‹db-credentials›',
    'sa.yaml:4: imagePullSecrets: [{name: ‹db-credentials›}]',
  ];

  it('are its users, from the ExternalSecret and from each of them', () => {
    assert.deepEqual(references({ ...files, 'es.yaml': files['es.yaml'].replace('db-c', 'db-│c') }), all);
    assert.deepEqual(references({ ...files, 'app.yaml': files['app.yaml'].replace('db-c', 'db-│c') }), all);
  });

  it('are none of ours where no ExternalSecret writes it', () => {
    const { 'es.yaml': _, ...rest } = { ...files, 'app.yaml': files['app.yaml'].replace('db-c', 'db-│c') };
    assert.deepEqual(references(rest), []);
    assert.deepEqual(createAtlas(rest).highlights(), []);
    assert.equal(createAtlas(rest).renameable(), undefined);
  });

  it('are also those of the ExternalSecret where that gives the Secret its name', () => {
    const implied = {
      'es.yaml': secretOf('d│b', dataOf('password')),
      'app.yaml': deploymentOf('db', 'password'),
      'kustomization.yaml':
        'resources: [es.yaml, app.yaml]\npatches:\n- target: {kind: ExternalSecret, name: db}\n  path: p.yaml\n',
    };
    assert.deepEqual(references(implied), [
      'app.yaml:14: name: ‹db›',
      'es.yaml:4: name: ‹db›',
      'kustomization.yaml:3: - target: {kind: ExternalSecret, name: ‹db›}',
    ]);
  });
});

describe('the references of a key', () => {
  const template = '  target:\n    template:\n      mergePolicy: Merge\n      data:\n        url: "{{ .password }}"\n';
  const files = {
    'es.yaml': secretOf('db', `${template}${dataOf('password', 'user')}`),
    'app.yaml': deploymentOf('db', 'password'),
    'other.yaml': deploymentOf('another', 'password'),
  };
  const all = ['app.yaml:15: key: ‹password›', 'es.yaml:12: url: "{{ .‹password› }}"', 'es.yaml:14: - secretKey: ‹password›'];

  it('are template variables and those who use it of that Secret', () => {
    assert.deepEqual(references({ ...files, 'es.yaml': files['es.yaml'].replace('secretKey: pass', 'secretKey: pass│') }), all);
    assert.deepEqual(references({ ...files, 'es.yaml': files['es.yaml'].replace('{{ .pass', '{{ .pass│') }), all);
    assert.deepEqual(references({ ...files, 'app.yaml': deploymentOf('db', 'passwo│rd') }), all);
  });

  it('that only a template sees are the variables; of one that the template writes its users', () => {
    const replaced = files['es.yaml'].replace('      mergePolicy: Merge\n', '');
    const url = deploymentOf('db', 'url');
    assert.deepEqual(references({ 'app.yaml': url, 'es.yaml': replaced.replace('secretKey: pass', 'secretKey: pass│') }), [
      'es.yaml:11: url: "{{ .‹password› }}"',
      'es.yaml:13: - secretKey: ‹password›',
    ]);
    assert.deepEqual(references({ 'app.yaml': url, 'es.yaml': replaced.replace(' url', ' u│rl') }), [
      'app.yaml:15: key: ‹url›',
      'es.yaml:11: ‹url›: "{{ .password }}"',
    ]);
  });

  it('that comes from dataFrom are its users', () => {
    const found = references({
      'es.yaml': secretOf('db', '  dataFrom: [{extract: {key: app}}]\n'),
      'a.yaml': deploymentOf('db', 'pass│word'),
      'b.yaml': deploymentOf('db', 'password'),
      'c.yaml': deploymentOf('db', 'user'),
    });
    assert.deepEqual(found, ['a.yaml:15: key: ‹password›', 'b.yaml:15: key: ‹password›']);
  });
});

describe('what is highlighted', () => {
  it('are the places of this file, the definition apart', () => {
    const template = '  target:\n    template:\n      data:\n        url: "{{ .pass│word }}{{ .password }}"\n';
    const atlas = createAtlas({
      'es.yaml': secretOf('db', template + dataOf('password')),
      'app.yaml': deploymentOf('db', 'url'),
    });
    assert.deepEqual(atlas.highlights(), [
      'es.yaml:11: url: "{{ .‹password› }}{{ .password }}"',
      'es.yaml:11: url: "{{ .password }}{{ .‹password› }}"',
      'es.yaml:13: - secretKey: ‹password› =',
    ]);
  });

  it('are the users of a Secret in a file of others, as long as an ExternalSecret writes it', () => {
    const app = deploymentOf('d│b', 'password') + deploymentOf('db', 'user').replace(/^/, '---\n');
    assert.deepEqual(createAtlas({ 'es.yaml': secretOf('db'), 'app.yaml': app }).highlights(), [
      'app.yaml:14: name: ‹db›',
      'app.yaml:30: name: ‹db›',
    ]);
    assert.deepEqual(createAtlas({ 'app.yaml': app }).highlights(), []);
  });
});
