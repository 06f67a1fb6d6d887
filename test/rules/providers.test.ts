import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dataOf, fromOf, marked, reader, said, storeOf } from '../support/providerExamples.ts';

const aws = (service: string, more = '') => storeOf(`aws: {service: ${service}, region: eu-central-1${more}}`);
const vault = (more = '') => storeOf(`vault: {server: https://v.example.com, path: secret${more}}`);
const any = (provider: string) => storeOf(`${provider}: {}`);

describe('provider-metadata-policy', () => {
  const rule = 'provider-metadata-policy';
  const fetched = dataOf('key: k, metadataPolicy: Fetch');

  it('speaks where the value would come instead of metadata, and where every sync fails', async () => {
    for (const provider of ['doppler', 'gitlab', 'onepassword', 'openBao', 'webhook', 'fake']) {
      assert.deepEqual(await marked(rule, any(provider) + fetched), ['Fetch'], provider);
    }
    const [ignored] = await said(rule, aws('CertificateManager') + fetched);
    assert.match(ignored?.message ?? '', /AWS Certificate Manager.*secret value instead/);
    for (const store of [any('ovh'), vault(', version: v1')]) {
      assert.match((await said(rule, store + fetched))[0]?.message ?? '', /Every sync fails/);
    }
  });
  it('is silent for providers that have metadata', async () => {
    for (const store of [
      aws('SecretsManager'),
      aws('ParameterStore'),
      vault(),
      any('azurekv'),
      any('gcpsm'),
      any('kubernetes'),
    ]) {
      assert.deepEqual(await marked(rule, store + fetched), [], store);
    }
  });
  it('knows that IBM has them in extract only', async () => {
    assert.deepEqual(await marked(rule, any('ibm') + fetched), ['Fetch']);
    assert.deepEqual(await marked(rule, any('ibm') + fromOf('extract: {key: k, metadataPolicy: Fetch}')), []);
  });
  it('is silent for policy None and for template text', async () => {
    assert.deepEqual(await marked(rule, any('doppler') + dataOf('key: k, metadataPolicy: None')), []);
    assert.deepEqual(await marked(rule, any('doppler') + dataOf('key: k, metadataPolicy: {{ .Values.p }}')), []);
  });
});

describe('provider-version', () => {
  const rule = 'provider-version';
  const versioned = (version: string) => dataOf(`key: k, version: ${version}`);

  it('speaks where a version is refused, passed over or of another form', async () => {
    const words: Readonly<Record<string, RegExp>> = {
      onepassword: /takes no version/,
      secretserver: /takes no version/,
      doppler: /passes over version/,
      kubernetes: /passes over version/,
      akeyless: /for anything else the current value comes/,
      ovh: /whole number, or every sync fails/,
      openBao: /whole number, or every sync fails/,
    };
    for (const [provider, expected] of Object.entries(words)) {
      assert.match((await said(rule, any(provider) + versioned('v2')))[0]?.message ?? '', expected, provider);
    }
    assert.deepEqual(await marked(rule, vault() + versioned('v2')), ['v2']);
    assert.deepEqual(await marked(rule, vault(', version: v1') + versioned('"2"')), ['"2"']);
  });
  it('is silent where the version may be one', async () => {
    for (const store of [vault(), any('akeyless'), any('ovh'), any('openBao'), any('cloudrusm')]) {
      assert.deepEqual(await marked(rule, store + versioned('"2"')), [], store);
    }
    for (const store of [aws('SecretsManager'), aws('ParameterStore'), any('gcpsm'), any('azurekv'), any('webhook')]) {
      assert.deepEqual(await marked(rule, store + versioned('whatever')), [], store);
    }
    assert.deepEqual(await marked(rule, any('cloudrusm') + versioned('latest')), []);
    // It may come to nothing.
    assert.deepEqual(await marked(rule, any('doppler') + versioned("'{{ .Values.v }}'")), []);
    assert.deepEqual(await marked(rule, vault() + versioned('{{ .Values.v }}')), []);
  });
  it('takes the version away', async () => {
    const [told] = await said(rule, any('doppler') + versioned('"2"'));
    assert.match(told?.fixed[0] ?? '', /remoteRef: \{key: k\}/);
  });
});

describe('find-not-supported and find-criteria', () => {
  const byName = fromOf('find: {name: {regexp: ^a}}');

  it('speaks where nothing can be looked for', async () => {
    for (const store of [any('webhook'), any('ibm'), any('yandexlockbox'), any('dvls'), aws('CertificateManager')]) {
      assert.deepEqual(await marked('find-not-supported', store + byName), ['find'], store);
    }
    for (const store of [any('github'), any('doppler'), aws('SecretsManager'), vault()]) {
      assert.deepEqual(await marked('find-not-supported', store + byName), [], store);
    }
  });
  it('marks the criterion that is refused or passed over', async () => {
    const cases: readonly (readonly [store: string, find: string, marks: readonly string[]])[] = [
      [any('infisical'), '{tags: {a: b}}', ['tags']],
      [any('gitlab'), '{name: {regexp: a}, tags: {team: b}}', ['tags']],
      [any('gitlab'), '{name: {regexp: a}, tags: {environment_scope: b}}', []],
      [any('gitlab'), '{name: {regexp: a}, path: /b}', ['path']],
      [any('keepersecurity'), '{path: b}', ['path']],
      [any('azurekv'), '{name: {regexp: a}, path: /b}', ['path']],
      [any('azurekv'), '{name: {regexp: a}, tags: {a: b}}', []],
      [any('bitwardensecretsmanager'), '{name: {regexp: a}}', ['name']],
      [any('doppler'), '{tags: {a: b}}', ['tags']],
      [vault(), '{tags: {a: b}}', []],
      [vault(), '{name: {regexp: a}, tags: {a: b}}', ['tags']],
      [vault(', version: v1'), '{tags: {a: b}}', ['tags']],
      [any('kubernetes'), '{name: {regexp: a}, tags: {a: b}}', ['name']],
      [aws('SecretsManager'), '{name: {regexp: a}, tags: {a: b}}', []],
      [any('conjur'), '{path: a}', []],
    ];
    for (const [store, find, marks] of cases) {
      assert.deepEqual(await marked('find-criteria', store + fromOf(`find: ${find}`)), marks, store + find);
    }
  });
  it('knows that a name can keep refused tags from being asked for', async () => {
    const [told] = await said('find-criteria', vault(', version: v1') + fromOf('find: {name: {regexp: a}, tags: {a: b}}'));
    assert.match(told?.message ?? '', /passes over tags/);
  });
  it('adds the name that a find by path needs', async () => {
    for (const store of [aws('SecretsManager'), aws('ParameterStore'), any('gcpsm')]) {
      const [told] = await said('find-criteria', `${store}${fromOf('find:\n        path: /a')}`);
      assert.equal(told?.marked, 'find');
      assert.match(told?.preferred ?? '', /path: \/a\n {8}name: \{ regexp: "\.\*" \}\n/);
      assert.deepEqual(await marked('find-criteria', store + fromOf('find: {path: /a, tags: {b: c}}')), []);
    }
    assert.deepEqual(await marked('find-criteria', vault() + fromOf('find: {path: a}')), []);
  });
  it('claims no absence where templates may add the name', async () => {
    const open = 'find:\n        path: /a\n        {{- if .Values.name }}\n        name: {regexp: a}\n        {{- end }}';
    assert.deepEqual(await marked('find-criteria', aws('SecretsManager') + fromOf(open)), []);
  });
});

describe('property-needs-escape and provider-property', () => {
  it('escapes the names of files where a dot is a step, in their own quotes', async () => {
    const rule = 'property-needs-escape';
    for (const [written, escaped] of [
      ['tls.crt', 'tls\\.crt'],
      ['"tls.key"', '"tls\\\\.key"'],
      ["'.dockerconfigjson'", "'\\.dockerconfigjson'"],
    ] as const) {
      const [told] = await said(rule, any('gitlab') + dataOf(`key: k, property: ${written}`));
      assert.equal(told?.marked, written);
      assert.ok(told?.fixed[0]?.includes(`property: ${escaped}}`), told?.fixed[0]);
      assert.deepEqual(await marked(rule, told?.fixed[0] ?? ''), []);
    }
    assert.deepEqual(await marked(rule, any('gitlab') + dataOf('key: k, property: db.password')), []);
    for (const store of [vault(), aws('SecretsManager'), any('azurekv'), any('scaleway'), any('kubernetes'), any('doppler')]) {
      assert.deepEqual(await marked(rule, store + dataOf('key: k, property: tls.crt')), [], store);
    }
  });
  it('knows the properties that are passed over, fixed or demanded', async () => {
    const rule = 'provider-property';
    for (const store of [any('doppler'), any('previder'), any('bitwardensecretsmanager'), aws('CertificateManager')]) {
      assert.deepEqual(await marked(rule, store + dataOf('key: k, property: p')), ['p'], store);
      assert.deepEqual(await marked(rule, store + dataOf('key: k')), [], store);
    }
    const [told] = await said(rule, any('passbolt') + dataOf('key: k, property: pasword'));
    assert.match(told?.preferred ?? '', /property: password\}/);
    assert.deepEqual(await marked(rule, any('passbolt') + dataOf('key: k, property: password')), []);
    assert.deepEqual(await marked(rule, any('passworddepot') + dataOf('key: k')), ['key']);
    assert.deepEqual(await marked(rule, any('passworddepot') + dataOf('key: k, property: {{ .Values.p }}')), []);
    assert.deepEqual(await marked(rule, any('webhook') + dataOf('key: k, property: p')), []);
  });
});

describe('deletion-never-noticed', () => {
  const rule = 'deletion-never-noticed';
  const deleting = (rest: string, policy = 'Delete') => reader(`  target: {deletionPolicy: ${policy}}\n${rest}`);
  const data = '  data: [{secretKey: a, remoteRef: {key: k}}]';
  const extract = '  dataFrom: [{extract: {key: k}}]';

  it('speaks where no provider ever reports that a secret is missing', async () => {
    assert.deepEqual(await marked(rule, any('gitlab') + deleting(data)), ['Delete']);
    assert.deepEqual(await marked(rule, any('akeyless') + deleting(extract, 'Merge')), ['Merge']);
    assert.deepEqual(await marked(rule, any('kubernetes') + deleting(data)), ['Delete']);
  });
  it('is silent where one may', async () => {
    assert.deepEqual(await marked(rule, any('kubernetes') + deleting(extract)), []);
    assert.deepEqual(await marked(rule, vault() + deleting(data)), []);
    assert.deepEqual(await marked(rule, any('gitlab') + deleting(data, 'Retain')), []);
    assert.deepEqual(await marked(rule, any('doppler') + deleting('  dataFrom: [{find: {name: {regexp: ^a}}}]')), []);
    const other = `${data}\n  dataFrom: [{extract: {key: k}, sourceRef: {storeRef: {name: elsewhere}}}]`;
    assert.deepEqual(await marked(rule, any('gitlab') + deleting(other)), []);
    const open =
      '  data:\n    - {secretKey: a, remoteRef: {key: k}}\n    {{- range .Values.more }}\n    - {{ . }}\n    {{- end }}';
    assert.deepEqual(await marked(rule, any('gitlab') + deleting(open)), []);
  });
});
