import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAtlas, dataOf, deploymentOf, secretOf } from './atlas.ts';

type Texts = Readonly<Record<string, string>>;

const store = `apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata:\n  name: vault # the store\nspec:\n  provider: {}\n`;

/** The files after a rename at the caret, by what of each is replaced; all others must stay as they are. */
function checkRename(files: Texts, newName: string, changed: Readonly<Record<string, (text: string) => string>>): void {
  const renamed = createAtlas(files).rename(newName);
  assert.ok(typeof renamed === 'object', String(renamed));
  const plain = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replace('│', '')]));
  assert.deepEqual(Object.keys(renamed).sort(), Object.keys(changed).sort());
  for (const [path, change] of Object.entries(changed)) assert.equal(renamed[path], change(plain[path] ?? ''));
}

const refusal = (files: Texts, newName = 'new-name') => createAtlas(files).rename(newName);

describe('renaming a store', () => {
  const files = {
    'store.yaml': store,
    'a.yaml': secretOf('vault')
      .replace('name: vault\n', "name: 'vault' # here\n")
      .replace('    name: vault', "    name: 'vault'"),
    'b.json': JSON.stringify({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      spec: { secretStoreRef: { name: 'vault' } },
    }),
    'c.yaml': `# vault\r\n${secretOf('c').replaceAll('\n', '\r\n')}`,
    'kustomization.yaml': 'resources: [store.yaml]\npatches:\n- target: {kind: SecretStore, name: vault}\n  path: p.yaml\n',
  };
  const changed = {
    'store.yaml': (text: string) => text.replace('name: vault', 'name: team-vault'),
    'a.yaml': (text: string) => text.replace("    name: 'vault'", "    name: 'team-vault'"),
    'b.json': (text: string) => text.replace('"vault"', '"team-vault"'),
    'c.yaml': (text: string) => text.replace('    name: vault', '    name: team-vault'),
    'kustomization.yaml': (text: string) => text.replace('name: vault', 'name: team-vault'),
  };

  it('renames its references, in their quotes, and nothing else', () => {
    checkRename({ ...files, 'store.yaml': store.replace('vault', 'vaul│t') }, 'team-vault', changed);
    checkRename({ ...files, 'c.yaml': files['c.yaml'].replace('    name: vault', '    name: │vault') }, 'team-vault', changed);
  });

  it('quotes a name that YAML would take for something else', () => {
    const at = { 'store.yaml': store.replace('vault', 'vaul│t'), 'a.yaml': secretOf('a') };
    checkRename(at, '123', {
      'store.yaml': (text) => text.replace('name: vault', 'name: "123"'),
      'a.yaml': (text) => text.replace('name: vault', 'name: "123"'),
    });
    checkRename({ 'store.yaml': `${store.replace('vault', '"vaul│t"')}` }, 'true', {
      'store.yaml': (text) => text.replace('"vault"', '"true"'),
    });
    checkRename({ 'store.yaml': store.replace('name: vault # the store', 'name: >-\n    va│ult') }, 'other', {
      'store.yaml': (text) => text.replace('    vault', '    other'),
    });
  });

  it('leaves the namesakes of other places alone', () => {
    checkRename(
      {
        'a/store.yaml': store.replace('vault', 'vaul│t'),
        'a/es.yaml': secretOf('a'),
        'b/store.yaml': store,
        'b/es.yaml': secretOf('a'),
      },
      'new',
      {
        'a/store.yaml': (text) => text.replace('name: vault', 'name: new'),
        'a/es.yaml': (text) => text.replace('name: vault', 'name: new'),
      },
    );
  });

  it('renames all that one reference may mean', () => {
    const overlays = {
      'base/es.yaml': secretOf('db'),
      'dev/store.yaml': store.replace('vault', 'v│ault').replace(' # the store', '\n  namespace: dev'),
      'prod/store.yaml': store.replace(' # the store', '\n  namespace: prod'),
    };
    const rename = (text: string) => text.replace('name: vault', 'name: new');
    checkRename(overlays, 'new', { 'base/es.yaml': rename, 'dev/store.yaml': rename, 'prod/store.yaml': rename });
  });

  it('is refused where the store is in none of the files', () => {
    assert.equal(
      refusal({ 'a.yaml': secretOf('a').replace('vault', '│vault') }),
      'SecretStore "vault" is not defined in this workspace: renaming what refers to it would only break that.',
    );
  });

  it('is refused for names that Kubernetes does not take, and for those that are taken', () => {
    const at = { 'store.yaml': store.replace('vault', 'vaul│t') };
    for (const name of ['Vault', 'a_b', '-a', 'a.', 'a..b', '', 'a b', 'x'.repeat(254)])
      assert.match(
        String(refusal(at, name)),
        /^Kubernetes does not take ".*" for a name: it has at most 253 lower-case letters, digits/,
        name,
      );
    assert.equal(createAtlas(at).renameable(), 'vault');
    assert.deepEqual(refusal(at, 'vault'), {});
    assert.equal(
      refusal({ ...at, 'other.yaml': store.replace('vault', 'new-name') }),
      'There is a SecretStore "new-name" already, in other.yaml. Choose another name.',
    );
    assert.equal(typeof refusal({ ...at, 'other/other.yaml': store.replace('vault', 'new-name') }), 'object');
  });
});

describe('renaming a generator', () => {
  it('renames its references', () => {
    const generator = 'apiVersion: generators.external-secrets.io/v1alpha1\nkind: Password\nmetadata: {name: p│w}\n';
    const use = secretOf(
      'pw',
      '  dataFrom:\n    - sourceRef: {generatorRef: {kind: Password, name: pw}}\n    - sourceRef: {generatorRef: {kind: UUID, name: pw}}\n',
    );
    checkRename({ 'g.yaml': generator, 'es.yaml': use }, 'password', {
      'g.yaml': (text) => text.replace('name: pw', 'name: password'),
      'es.yaml': (text) => text.replace('Password, name: pw', 'Password, name: password'),
    });
  });
});

describe('renaming a Secret', () => {
  const es = secretOf('db', `  target:\n    name: db-credentials\n${dataOf('password')}`);
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: db-credentials, labels: {x: db-credentials}}\nspec:\n  imagePullSecrets: [{name: db-credentials}]\n  volumes: [{name: db-credentials, secret: {secretName: db-credentials}}]\n';
  const files = { 'es.yaml': es, 'app.yaml': deploymentOf('"db-credentials"', 'password'), 'pod.yaml': pod };
  const changed = {
    'es.yaml': (text: string) => text.replace('name: db-credentials', 'name: new-name'),
    'app.yaml': (text: string) => text.replace('"db-credentials"', '"new-name"'),
    'pod.yaml': (text: string) =>
      text
        .replace('[{name: db-credentials}]', '[{name: new-name}]')
        .replace('secretName: db-credentials', 'secretName: new-name'),
  };

  it('renames it where it is written and where it is used', () => {
    checkRename({ ...files, 'es.yaml': es.replace('db-c', 'db-│c') }, 'new-name', changed);
    checkRename({ ...files, 'pod.yaml': pod.replace('secretName: db', 'secretName: │db') }, 'new-name', changed);
  });

  it('renames the ExternalSecret where that gives it its name', () => {
    const implied = { 'es.yaml': secretOf('db'), 'app.yaml': deploymentOf('d│b', 'password') };
    const rename = (text: string) => text.replace('name: db\n', 'name: new-name\n');
    checkRename(implied, 'new-name', { 'es.yaml': rename, 'app.yaml': rename });
    checkRename({ 'es.yaml': es.replace('name: db\n', 'name: d│b\n'), 'app.yaml': deploymentOf('db', 'x') }, 'new-name', {
      'es.yaml': rename,
    });
  });

  it('follows Kustomize into its patches', () => {
    const kustomized = {
      'base/kustomization.yaml': 'resources: [es.yaml]\n',
      'base/es.yaml': secretOf('d│b'),
      'dev/kustomization.yaml': `resources: [../base]\npatches:\n- path: es.yaml\n- patch: |\n${deploymentOf('db', 'x').replace(/^/gm, '    ').trimEnd()}\n- patch: "apiVersion: external-secrets.io/v1\\nkind: ExternalSecret\\nmetadata: {name: db}\\n"\n`,
      'dev/es.yaml': secretOf('db', '  refreshInterval: 1h\n'),
    };
    checkRename(kustomized, 'new-name', {
      'base/es.yaml': (text) => text.replace('name: db', 'name: new-name'),
      'dev/es.yaml': (text) => text.replace('name: db', 'name: new-name'),
      'dev/kustomization.yaml': (text) => text.replaceAll('name: db', 'name: new-name'),
    });
  });

  it('is refused where another ExternalSecret writes one of that name', () => {
    assert.equal(
      refusal({ ...files, 'es.yaml': es.replace('db-c', 'db-│c'), 'b.yaml': secretOf('new-name') }),
      'ExternalSecret new-name writes a Secret "new-name" already, in b.yaml. Choose another name.',
    );
  });
});

describe('renaming a key', () => {
  const template = (data: string, policy = '') => `  target:\n    template:\n${policy}      data:\n${data}`;
  const merge = '      mergePolicy: Merge\n';
  const rename = (from: string, to: string) => (text: string) => text.replace(from, to);

  it('renames the template variables that use it, and who uses it of that Secret', () => {
    const data = `        url: "x:{{ .password }}@password {{ $.password | b64enc }}"\n        other: '{{ index . "password" }} {{ .passwords }}'\n`;
    const files = {
      'es.yaml': secretOf('db', template(data, merge) + dataOf('password', 'passwords')).replace(
        'secretKey: pass',
        'secretKey: pass│',
      ),
      'app.yaml': deploymentOf('db', 'password'),
      'other.yaml': deploymentOf('another', 'password'),
    };
    checkRename(files, 'dbPassword', {
      'es.yaml': (text) =>
        text
          .replace('{{ .password }}', '{{ .dbPassword }}')
          .replace('$.password', '$.dbPassword')
          .replace('"password"', '"dbPassword"')
          .replace('secretKey: password\n', 'secretKey: dbPassword\n'),
      'app.yaml': rename('key: password', 'key: dbPassword'),
    });
  });

  it('writes variables so that Go can read them', () => {
    const es = (data: string) => ({ 'es.yaml': secretOf('db', template(data) + dataOf('pass│word')) });
    const cases = [
      ['        a: "{{ .password }}"\n', '        a: "{{ index . \\"db.password\\" }}"\n'],
      ["        a: '{{ .password | upper }}'\n", `        a: '{{ index . "db.password" | upper }}'\n`],
      [
        '        a: |\n          {{ printf "%s" $.password }}\n',
        '        a: |\n          {{ printf "%s" (index $ "db.password") }}\n',
      ],
      ['        a: x{{ index . "password" }}\n', '        a: x{{ index . "db.password" }}\n'],
      ['        a: x{{ index . `password` }}\n', '        a: x{{ index . `db.password` }}\n'],
      ['        a: "{{ \\"password\\" | index . }}"\n', '        a: "{{ \\"db.password\\" | index . }}"\n'],
      [
        '        a: >-\n          x\n          {{ .password }}\n',
        '        a: >-\n          x\n          {{ index . "db.password" }}\n',
      ],
    ] as const;
    for (const [before, after] of cases)
      checkRename(es(before), 'db.password', {
        'es.yaml': (text) => text.replace(before, after).replace('secretKey: password', 'secretKey: db.password'),
      });
  });

  it('may begin at a variable, at a user, or at the key of a template', () => {
    const data = '        url: "{{ .pass│word }}"\n';
    checkRename(
      { 'es.yaml': secretOf('db', template(data) + dataOf('password')), 'app.yaml': deploymentOf('db', 'password') },
      'pw',
      {
        'es.yaml': (text) => text.replace('.password', '.pw').replace('secretKey: password', 'secretKey: pw'),
      },
    );
    checkRename({ 'es.yaml': secretOf('db', dataOf('password')), 'app.yaml': deploymentOf('db', 'pass│word') }, 'pw', {
      'es.yaml': rename('secretKey: password', 'secretKey: pw'),
      'app.yaml': rename('key: password', 'key: pw'),
    });
    const written = {
      'es.yaml': secretOf('db', template(data.replace('│', '')) + dataOf('password')),
      'app.yaml': deploymentOf('db', 'u│rl'),
    };
    checkRename(written, 'DATABASE_URL', {
      'es.yaml': rename('url:', 'DATABASE_URL:'),
      'app.yaml': rename('key: url', 'key: DATABASE_URL'),
    });
  });

  it('follows what is pushed and logged in with', () => {
    const files = {
      'es.yaml': secretOf('db', dataOf('pass│word')),
      'push.yaml':
        'apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nspec:\n  selector: {secret: {name: db}}\n  template: {data: {x: "{{ .password }}"}}\n  data: [{match: {secretKey: password, remoteRef: {remoteKey: password}}}]\n',
      'store.yaml': store.replace('{}', '{vault: {auth: {tokenSecretRef: {name: db, key: password}}}}'),
    };
    checkRename(files, 'pw', {
      'es.yaml': rename('secretKey: password', 'secretKey: pw'),
      'push.yaml': (text) => text.replace('.password', '.pw').replace('secretKey: password', 'secretKey: pw'),
      'store.yaml': rename('key: password', 'key: pw'),
    });
  });

  it('is refused where the key is taken, is none, or comes from elsewhere', () => {
    const es = { 'es.yaml': secretOf('db', dataOf('pass│word', 'user')) };
    assert.equal(refusal(es, 'user'), 'ExternalSecret db has a key "user" already. Choose another name.');
    for (const key of ['a b', '', '..x', '.', 'a/b', 'ä'])
      assert.match(String(refusal(es, key)), /^Kubernetes does not take ".*" for a key of a Secret/, key);
    assert.equal(typeof refusal(es, '.x'), 'object');
    const found = {
      'es.yaml': secretOf('db', '  dataFrom: [{extract: {key: x}}]\n'),
      'app.yaml': deploymentOf('db', 'pass│word'),
    };
    assert.equal(
      refusal(found, 'x'),
      'Key "password" of Secret "db" is not written in a manifest: dataFrom or templateFrom brings it. Rename it where it comes from.',
    );
  });
});

describe('a rename that cannot be exact', () => {
  it('is refused on an alias and on template text, with the place', () => {
    const aliased = `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: a\n  labels: {store: &store vault}\nspec:\n  secretStoreRef:\n    name: *sto│re\n`;
    assert.equal(
      refusal({ 'es.yaml': aliased, 'store.yaml': store }),
      'es.yaml, line 8: "vault" is brought by an alias or merge. Rename it where its anchor stands.',
    );
    const helm = {
      'c/templates/es.yaml': secretOf('db', '  target:\n    name: {{ .Values.name }}\n'),
      'c/templates/app.yaml': deploymentOf('{{ .Val│ues.name }}', 'x'),
    };
    assert.equal(
      refusal(helm),
      'app.yaml, line 14: "{{ .Values.name }}" is written by a Helm template or the like. Rename it there.',
    );
    assert.equal(createAtlas(helm).renameable(), refusal(helm));
  });

  it('is refused where an alias elsewhere would not follow, or something else would', () => {
    const label = `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: a\n  labels: {store: &store vault}\nspec:\n  secretStoreRef:\n    name: *store\n`;
    assert.equal(
      refusal({ 'es.yaml': label, 'store.yaml': store.replace('vault', 'vau│lt') }),
      'es.yaml, line 8: "vault" is brought by an alias or merge. Rename it where its anchor stands.',
    );
    const anchored = label.replace(/ {2}labels.*\n/, '').replace('*store', '&store va│ult');
    const other = `${anchored}  target: {template: {metadata: {labels: {store: *store}}}}\n`;
    assert.match(
      String(refusal({ 'es.yaml': other, 'store.yaml': store })),
      /^es\.yaml, line \d+: "vault" has an anchor, and an alias uses it for something else/,
    );
  });

  it('is made where all aliases of an anchor mean the same', () => {
    const es = secretOf(
      'db',
      '  dataFrom:\n    - sourceRef: {storeRef: &ref {name: va│ult}}\n    - sourceRef: {storeRef: *ref}\n',
    ).replace('    name: vault\n', '    name: other\n');
    checkRename({ 'es.yaml': es, 'store.yaml': store }, 'new', {
      'es.yaml': (text) => text.replace('{name: vault}', '{name: new}'),
      'store.yaml': (text) => text.replace('name: vault', 'name: new'),
    });
  });

  it('is refused where a template cannot be read that may use the key', () => {
    const escaped = secretOf(
      'db',
      `  target:\n    template:\n      data:\n        a: '{{ "{{ .password }}" }}'\n        b: {{ .Values.b }}\n${dataOf('pass│word')}`,
    );
    assert.match(
      String(refusal({ 'c/templates/es.yaml': escaped })),
      /^es\.yaml, line \d+: a template beside "password" mentions it, and cannot be read because Helm goes over it first/,
    );
    const broken = secretOf('db', `  target:\n    template:\n      data:\n        a: '{{ .password'\n${dataOf('pass│word')}`);
    assert.match(String(refusal({ 'es.yaml': broken })), /mentions it, and cannot be read/);
    const defined = secretOf(
      'db',
      `  target:\n    template:\n      data:\n        a: '{{ define "x" }}{{ .password }}{{ end }}'\n${dataOf('pass│word')}`,
    );
    assert.match(
      String(refusal({ 'es.yaml': defined })),
      /^es\.yaml, line 11: "password" stands in a "define", where the dot may be another one/,
    );
  });
});
