import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAtlas, dataOf, deploymentOf, secretOf } from './atlas.ts';

const store = (kind = 'SecretStore', namespace = '', name = 'vault') =>
  `apiVersion: external-secrets.io/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${namespace && `  namespace: ${namespace}\n`}spec:\n  provider:\n    vault: {server: https://vault.example.com}\n`;

const definitions = (files: Readonly<Record<string, string>>) => createAtlas(files).definitions();

describe('a store that is referred to', () => {
  it('is found by name and kind, wherever the reference stands', () => {
    const files = { 'store.yaml': `${store()}---\n${store('ClusterSecretStore')}` };
    const from = (text: string) => definitions({ ...files, 'es.yaml': text });
    assert.deepEqual(from(secretOf('db').replace('vault', 'va│ult')), ['store.yaml:4: name: ‹vault›']);
    assert.deepEqual(from(secretOf('db').replace('name: vault', 'name: │vault\n    kind: ClusterSecretStore')), [
      'store.yaml:12: name: ‹vault›',
    ]);
    const entry = `  data:\n    - secretKey: a\n      sourceRef: {storeRef: {name: "vault│", kind: ClusterSecretStore}}\n`;
    assert.deepEqual(from(secretOf('db', entry)), ['store.yaml:12: name: ‹vault›']);
    const push = (spec: string) =>
      `apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata: {name: p}\nspec:\n${spec}`;
    assert.deepEqual(from(push('  secretStoreRefs:\n  - name: vau│lt\n')), ['store.yaml:4: name: ‹vault›']);
    assert.deepEqual(from(push('  dataTo:\n  - storeRef: {name: vau│lt}\n')), ['store.yaml:4: name: ‹vault›']);
    const cluster = secretOf('db').replace('ExternalSecret', 'ClusterExternalSecret');
    assert.deepEqual(
      from(
        cluster
          .replace('spec:\n', 'spec:\n  externalSecretSpec:\n')
          .replace(/ {2}secretStoreRef:\n {4}name: vault/, '    secretStoreRef:\n      name: va│ult'),
      ),
      ['store.yaml:4: name: ‹vault›'],
    );
  });

  it('is the one of the same namespace; of several without one the nearest', () => {
    const files = { 'stores.yaml': `${store('SecretStore', 'a')}---\n${store('SecretStore', 'b')}` };
    const from = (namespace: string) =>
      definitions({ ...files, 'es.yaml': secretOf('db', '', namespace).replace('vault', 'vaul│t') });
    assert.deepEqual(from('b'), ['stores.yaml:13: name: ‹vault›']);
    assert.deepEqual(from('c'), []);
    assert.deepEqual(from(''), ['stores.yaml:4: name: ‹vault›', 'stores.yaml:13: name: ‹vault›'], 'nothing tells which');
    const apps = { 'a/store.yaml': store(), 'b/store.yaml': store(), 'b/es.yaml': secretOf('db').replace('vault', 'vault│') };
    assert.deepEqual(definitions(apps), ['b/store.yaml:4: name: ‹vault›']);
  });

  it('is not the one of another kind or group', () => {
    const from = (text: string) => definitions({ 'store.yaml': text, 'es.yaml': secretOf('db').replace('vault', 'vault│') });
    assert.deepEqual(from(store('ClusterSecretStore')), []);
    assert.deepEqual(from(store().replace('external-secrets.io', 'example.com')), []);
  });
});

describe('a generator', () => {
  const generator = (kind: string) =>
    `apiVersion: generators.external-secrets.io/v1alpha1\nkind: ${kind}\nmetadata: {name: pw}\n`;
  const files = { 'g.yaml': `${generator('Password')}---\n${generator('UUID')}---\n${generator('ClusterGenerator')}` };
  const from = (kind: string) =>
    definitions({
      ...files,
      'es.yaml': secretOf('db', `  dataFrom:\n    - sourceRef:\n        generatorRef: {kind: ${kind}, name: p│w}\n`),
    });

  it('is found by its kind', () => {
    assert.deepEqual(from('UUID'), ['g.yaml:7: metadata: {name: ‹pw›}']);
    assert.deepEqual(from('ClusterGenerator'), ['g.yaml:11: metadata: {name: ‹pw›}']);
    assert.deepEqual(from('Fake'), []);
  });
});

describe('from a Secret that is used', () => {
  const made = secretOf('db', `  target:\n    name: db-credentials\n${dataOf('password')}`);
  const from = (text: string, es = made) => definitions({ 'es.yaml': es, 'app.yaml': text });
  const there = ['es.yaml:9: name: ‹db-credentials›'];
  const pod = (spec: string, kind = 'Pod') => `apiVersion: v1\nkind: ${kind}\nmetadata: {name: x}\nspec:\n${spec}`;

  it('one gets to the ExternalSecret that writes it', () => {
    assert.deepEqual(from(deploymentOf('db-│credentials', 'password')), there);
    assert.deepEqual(from(deploymentOf('"db-credentials│"', 'password')), there);
    for (const spec of [
      '  containers: [{envFrom: [{secretRef: {name: │db-credentials}}]}]\n',
      '  initContainers:\n  - envFrom:\n    - secretRef:\n        name: │db-credentials\n',
      '  volumes: [{name: v, secret: {secretName: db│-credentials}}]\n',
      '  volumes: [{name: v, projected: {sources: [{secret: {name: db│-credentials}}]}}]\n',
      '  volumes: [{name: v, csi: {driver: d, nodePublishSecretRef: {name: db│-credentials}}}]\n',
      '  imagePullSecrets: [{name: db│-credentials}]\n',
    ])
      assert.deepEqual(from(pod(spec)), there, spec);
  });

  it('whatever runs the Pods', () => {
    const template = '    spec: {imagePullSecrets: [{name: db│-credentials}]}\n';
    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'Rollout'])
      assert.deepEqual(from(pod(`  template:\n${template}`, kind)), there, kind);
    assert.deepEqual(
      from(pod('  jobTemplate: {spec: {template: {spec: {imagePullSecrets: [{name: │db-credentials}]}}}}\n', 'CronJob')),
      there,
    );
    assert.deepEqual(from(pod('  tls: [{secretName: db-│credentials}]\n', 'Ingress')), there);
    assert.deepEqual(
      from('apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: x}\nimagePullSecrets:\n- name: db-credentials│\n'),
      there,
    );
    assert.deepEqual(
      from('apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: x}\nsecrets:\n- name: db-credentials│\n'),
      there,
    );
  });

  it('also in lists, and from ESO’s own kinds', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec: {imagePullSecrets: [{name: │db-credentials}]}\n`;
    assert.deepEqual(from(list), there);
    assert.deepEqual(
      from(pod('  selector: {secret: {name: db│-credentials}}\n', 'PushSecret').replace('v1', 'external-secrets.io/v1alpha1')),
      there,
    );
    const login = store().replace(
      '{server: https://vault.example.com}',
      '{auth: {tokenSecretRef: {name: db-│credentials, key: token}}}',
    );
    assert.deepEqual(from(login), there);
    assert.deepEqual(from(secretOf('x', '  target: {template: {templateFrom: [{secret: {name: │db-credentials}}]}}\n')), there);
    assert.deepEqual(from('apiVersion: v1\nkind: Secret\nmetadata: {name: db-│credentials}\n'), there);
  });

  it('whose name is that of the ExternalSecret where it has no other', () => {
    const implied = secretOf('db', dataOf('password'));
    assert.deepEqual(from(deploymentOf('d│b', 'password'), implied), ['es.yaml:4: name: ‹db›']);
    assert.deepEqual(from(deploymentOf('d│b', 'password')), [], 'the Secret has another name');
    assert.deepEqual(
      from(deploymentOf('d│b', 'password'), implied.replace('  data:', '  target: {creationPolicy: None}\n  data:')),
      [],
    );
    const generic = implied.replace('  data:', '  target: {manifest: {apiVersion: v1, kind: ConfigMap}}\n  data:');
    assert.deepEqual(from(deploymentOf('d│b', 'password'), generic), []);
  });

  it('also of a ClusterExternalSecret, in the namespaces that it selects by name', () => {
    const cluster = (spec: string) =>
      `apiVersion: external-secrets.io/v1\nkind: ClusterExternalSecret\nmetadata:\n  name: all\nspec:\n${spec}  externalSecretSpec:\n    data: [{secretKey: password}]\n`;
    const used = (namespace: string) => deploymentOf('all│', 'password', namespace);
    assert.deepEqual(from(used('a'), cluster('')), ['es.yaml:4: name: ‹all›']);
    assert.deepEqual(from(used('a'), cluster('  namespaces: [a, b]\n')), ['es.yaml:4: name: ‹all›']);
    assert.deepEqual(from(used('c'), cluster('  namespaces: [a, b]\n')), []);
    const selected = '  namespaceSelectors: [{matchLabels: {kubernetes.io/metadata.name: a}}]\n';
    assert.deepEqual(from(used('c'), cluster(selected)), []);
    assert.deepEqual(from(used('c'), cluster('  namespaceSelectors: [{matchLabels: {team: a}}]\n')), ['es.yaml:4: name: ‹all›']);
    assert.deepEqual(from(deploymentOf('chi│ld', 'password'), cluster('  externalSecretName: child\n')), [
      'es.yaml:6: externalSecretName: ‹child›',
    ]);
  });

  it('and nowhere where no ExternalSecret of the workspace writes it', () => {
    assert.deepEqual(from(deploymentOf('oth│er', 'password')), []);
    assert.deepEqual(
      from(deploymentOf('db-│credentials', 'password', 'prod'), made.replace('  name: db\n', '  name: db\n  namespace: dev\n')),
      [],
    );
    const configMap = deploymentOf('db-│credentials', 'password').replace('secretKeyRef', 'configMapKeyRef');
    assert.deepEqual(from(configMap), []);
  });
});

describe('a key of a Secret', () => {
  const from = (key: string, spec: string) =>
    definitions({ 'es.yaml': secretOf('db', spec), 'app.yaml': deploymentOf('db', key) });

  it('is defined by the entry that fetches it', () => {
    assert.deepEqual(from('pass│word', dataOf('user', 'password')), ['es.yaml:12: - secretKey: ‹password›']);
    assert.deepEqual(from('pass│word', dataOf('user')), []);
  });

  it('or by the template, where that writes it', () => {
    const template = '  target:\n    template:\n      data:\n        url: "{{ .password }}"\n';
    assert.deepEqual(from('u│rl', template + dataOf('password')), ['es.yaml:11: ‹url›: "{{ .password }}"']);
    assert.deepEqual(from('│password', template + dataOf('password')), [], 'the template drops it');
    const merged = template.replace('data:', 'mergePolicy: Merge\n      data:');
    assert.deepEqual(from('│password', merged + dataOf('password')), ['es.yaml:14: - secretKey: ‹password›']);
    assert.deepEqual(from('│url', merged + dataOf('url')), ['es.yaml:12: ‹url›: "{{ .password }}"'], 'the template wins');
  });

  it('may come from dataFrom or templateFrom, which are shown then', () => {
    const sources = '  dataFrom:\n    - extract:\n        key: app\n    - find: {name: {regexp: x}}\n';
    assert.deepEqual(from('pass│word', sources), ['es.yaml:9-10', 'es.yaml:11: - ‹find: {name: {regexp: x}}›']);
    assert.deepEqual(from('pass│word', sources + dataOf('password')), ['es.yaml:13: - secretKey: ‹password›']);
  });

  it('in volumes, pushes and logins as well', () => {
    const es = { 'es.yaml': secretOf('db', dataOf('password')) };
    const there = ['es.yaml:9: - secretKey: ‹password›'];
    const pod = (volume: string) => `apiVersion: v1\nkind: Pod\nspec:\n  volumes: [{${volume}}]\n`;
    assert.deepEqual(
      definitions({ ...es, 'p.yaml': pod('secret: {secretName: db, items: [{key: pass│word, path: x}]}') }),
      there,
    );
    assert.deepEqual(
      definitions({ ...es, 'p.yaml': pod('projected: {sources: [{secret: {name: db, items: [{key: │password}]}}]}') }),
      there,
    );
    const push = 'apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nspec:\n  selector: {secret: {name: db}}\n';
    assert.deepEqual(definitions({ ...es, 'p.yaml': `${push}  data: [{match: {secretKey: pass│word}}]\n` }), there);
    assert.deepEqual(definitions({ ...es, 'p.yaml': `${push}  template: {data: {x: "{{ .pass│word }}"}}\n` }), there);
    assert.deepEqual(
      definitions({ ...es, 'p.yaml': `${push}  template: {data: {x: y}}\n  data: [{match: {secretKey: │x}}]\n` }),
      ['p.yaml:5: template: {data: {‹x›: y}}'],
    );
    const login = store().replace('{server: https://vault.example.com}', '{auth: {tokenSecretRef: {name: db, key: pass│word}}}');
    assert.deepEqual(definitions({ ...es, 'p.yaml': login }), there);
  });
});

describe('a template variable', () => {
  const from = (template: string) =>
    definitions({
      'es.yaml': secretOf(
        'db',
        `  target:\n    template:\n      data:\n        url: ${template}\n${dataOf('password', 'db-user')}`,
      ),
    });
  const password = ['es.yaml:13: - secretKey: ‹password›'];
  const user = ['es.yaml:16: - secretKey: ‹db-user›'];

  it('is defined by the entry that fetches it', () => {
    assert.deepEqual(from('"{{ .pass│word }}"'), password);
    assert.deepEqual(from("'{{ $.pass│word | b64enc }}'"), password);
    assert.deepEqual(from('|\n          x={{ printf "%s" .passwor│d }}'), [password[0]?.replace('13', '14')]);
    assert.deepEqual(from('"{{ if .a }}{{ .│password }}{{ end }}"'), password);
    assert.deepEqual(from(`'{{ index . "db-│user" }}'`), user);
    assert.deepEqual(from(`"{{ \\"db-│user\\" | index . }}"`), user);
  });

  it('is none where the dot is something else, or the text no template of ours', () => {
    assert.deepEqual(from('"{{ range .x }}{{ .pass│word }}{{ end }}"'), []);
    assert.deepEqual(from('"{{ (fromJson .x).pass│word }}"'), []);
    assert.deepEqual(from('"{{ .x }} pass│word"'), []);
    assert.deepEqual(from('"{{ .pass│word }}"\n        {{ .Values.more }}: x'), [], 'Helm goes over it first');
  });
});

describe('names that Helm writes', () => {
  const name = '{{ include "app.fullname" . }}-db';
  const chart = (es: string, app: string, folder = 'chart') => ({
    [`${folder}/templates/es.yaml`]: secretOf('x', `  target:\n    name: ${es}\n`),
    'chart/templates/app.yaml': deploymentOf(app, 'password'),
  });

  it('mean the same in one chart if they are written the same', () => {
    const there = ['chart/templates/es.yaml:9: name: ‹{{ include "app.fullname" . }}-db›'];
    assert.deepEqual(definitions(chart(name, '{{ include "app.│fullname" . }}-db')), there);
    assert.deepEqual(definitions(chart(name, '{{- include  "app.fullname" . -}}-d│b')), there, 'whatever the spaces');
    assert.deepEqual(definitions(chart(name, '{{ include "app.│fullname" . }}')), []);
    assert.deepEqual(definitions(chart(name, '{{ include "app.│fullname" . }}-db', 'other')), [], 'another chart');
  });

  it('and those that are written out are as anywhere', () => {
    const files = {
      'chart/templates/es.yaml': `{{- if .Values.db }}\n${secretOf('db', '  target:\n    {{- if .x }}\n    name: db-credentials\n    {{- end }}\n')}{{- end }}\n`,
      'chart/templates/app.yaml': deploymentOf('db-cred│entials', 'password').replace('name: app', 'name: {{ .Release.Name }}'),
    };
    assert.deepEqual(definitions(files), ['chart/templates/es.yaml:11: name: ‹db-credentials›']);
  });
});

describe('with Kustomize', () => {
  const base = {
    'base/kustomization.yaml': 'resources: [es.yaml, app.yaml]\n',
    'base/es.yaml': secretOf('db', dataOf('password')),
    'base/app.yaml': deploymentOf('db', 'password'),
    'dev/kustomization.yaml': 'resources: [../base]\npatches: [{path: es.yaml}]\n',
    'dev/es.yaml': secretOf('db', dataOf('token')),
  };

  it('a patch is no definition of what it is laid over, but may bring keys', () => {
    assert.deepEqual(definitions({ ...base, 'base/app.yaml': deploymentOf('d│b', 'password') }), ['base/es.yaml:4: name: ‹db›']);
    assert.deepEqual(definitions({ ...base, 'dev/es.yaml': base['dev/es.yaml'].replace('name: db', 'name: d│b') }), [
      'base/es.yaml:4: name: ‹db›',
    ]);
    assert.deepEqual(definitions({ ...base, 'base/app.yaml': deploymentOf('db', 'to│ken') }), [
      'dev/es.yaml:9: - secretKey: ‹token›',
    ]);
  });

  it('what meets in a kustomization is nearer than what lies nearer', () => {
    const files = {
      ...base,
      'overlays/dev/kustomization.yaml': 'resources: [../../base, app.yaml]\n',
      'overlays/dev/app.yaml': deploymentOf('d│b', 'password'),
      'overlays/prod/kustomization.yaml': 'resources: [es.yaml]\n',
      'overlays/prod/es.yaml': secretOf('db', dataOf('password')),
    };
    assert.deepEqual(definitions(files), ['base/es.yaml:4: name: ‹db›']);
  });

  it('selectors and patches in a kustomization’s own text lead there as well', () => {
    const kustomization = (text: string) => ({ ...base, 'dev/kustomization.yaml': `resources: [../base]\n${text}` });
    assert.deepEqual(definitions(kustomization('patches:\n- target: {kind: ExternalSecret, name: d│b}\n  path: x.yaml\n')), [
      'base/es.yaml:4: name: ‹db›',
    ]);
    assert.deepEqual(definitions(kustomization('replacements: [{source: {kind: Secret, name: d│b}}]\n')), [
      'base/es.yaml:4: name: ‹db›',
    ]);
    const patch = deploymentOf('d│b', 'password').replace(/^/gm, '    ');
    assert.deepEqual(definitions(kustomization(`patches:\n- patch: |-\n${patch}`)), ['base/es.yaml:4: name: ‹db›']);
    assert.deepEqual(definitions(kustomization('patches:\n- target: {kind: Deployment, name: d│b}\n')), []);
  });
});
