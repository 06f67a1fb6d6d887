import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Told, tell } from '../support/applyFixes.ts';

/** An ExternalSecret with the lines of its spec given, indented by two. */
function externalSecret(spec: string): string {
  return `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: a
spec:
  secretStoreRef:
    name: s
    kind: ClusterSecretStore
${spec}`;
}

const extract = '  dataFrom:\n    - extract:\n        key: k\n';

/** The same spec in a ClusterExternalSecret. */
function cluster(text: string): string {
  const [head, spec] = text.split('spec:\n');
  const inner = (spec ?? '').replace(/^(?=.)/gm, '  ');
  return `${head?.replace('ExternalSecret', 'ClusterExternalSecret')}spec:\n  namespaceSelectors: [{}]\n  externalSecretSpec:\n${inner}`;
}

function short(told: readonly Told[]): readonly string[] {
  return told.map(({ rule, severity, marked }) => `${severity} ${rule}: ${marked}`);
}

async function says(text: string, ...expected: readonly string[]): Promise<readonly Told[]> {
  const told = await tell(text);
  assert.deepEqual(short(told), expected, text);
  return told;
}

describe('delete-without-ownership', () => {
  const target = (creation: string, deletion: string) =>
    externalSecret(`  target:\n    creationPolicy: ${creation}\n    deletionPolicy: ${deletion}\n${extract}`);

  for (const creation of ['Merge', 'None', 'CreateOrMerge']) {
    it(`refuses Delete with ${creation}`, async () => {
      const [told] = await says(target(creation, 'Delete'), 'error delete-without-ownership: Delete');
      assert.match(told?.message ?? '', new RegExp(`creationPolicy Owner, and it is ${creation}: the webhook refuses it`));
      assert.deepEqual(told?.fixed, [target(creation, 'Retain'), target('Owner', 'Delete')]);
    });
  }
  it('warns of Orphan, which is admitted and fails later', async () => {
    await says(target('Orphan', 'Delete'), 'warning delete-without-ownership: Delete');
  });
  it('accepts Delete with Owner, written and by default', async () => {
    await says(target('Owner', 'Delete'));
    await says(externalSecret(`  target:\n    deletionPolicy: Delete\n${extract}`));
    await says(externalSecret(`  target:\n    deletionPolicy: Delete\n    creationPolicy:\n${extract}`));
  });
  it('says of a ClusterExternalSecret that its children are refused', async () => {
    const [told] = await says(cluster(target('Merge', 'Delete')), 'error delete-without-ownership: Delete');
    assert.match(told?.message ?? '', /ClusterExternalSecret is admitted, but every ExternalSecret/);
  });
  it('leaves a wrong value to the structure', async () => {
    await says(target('merge', 'Delete'), 'error not-allowed-value: merge');
  });
  it('judges v1beta1 text by the same rules, and other versions not', async () => {
    const rules = async (text: string) => (await tell(text)).map(({ rule }) => rule);
    const text = target('Merge', 'Delete');
    assert.deepEqual(await rules(text.replace('/v1', '/v1beta1')), ['unserved-version', 'delete-without-ownership']);
    assert.deepEqual(await rules(text.replace('/v1', '/v1alpha1')), ['unserved-version']);
  });
  it('offers no fix where an alias brings the value', async () => {
    const text = externalSecret(`  target:\n    <<: &t {creationPolicy: Merge, deletionPolicy: Delete}\n    name: b\n${extract}`);
    const told = await tell(text);
    assert.deepEqual(
      told.map(({ rule, fixed }) => [rule, fixed]),
      [['delete-without-ownership', []]],
    );
  });
});

describe('merge-without-secret', () => {
  const target = (creation: string, deletion: string) =>
    externalSecret(`  target: {creationPolicy: ${creation}, deletionPolicy: ${deletion}}\n${extract}`);

  it('refuses Merge with None, and only that', async () => {
    const [told] = await says(target('None', 'Merge'), 'error merge-without-secret: Merge');
    assert.deepEqual(told?.fixed, [target('None', 'Retain'), target('Owner', 'Merge')]);
    for (const creation of ['Owner', 'Orphan', 'Merge', 'CreateOrMerge']) await says(target(creation, 'Merge'));
    await says(target('None', 'Retain'));
  });
});

describe('no-data', () => {
  it('marks the empty list, else the spec, else the kind', async () => {
    await says(externalSecret('  dataFrom: []\n'), 'error no-data: dataFrom');
    await says(externalSecret('  data:\n'), 'error no-data: data');
    await says(externalSecret(''), 'error no-data: spec');
    await says('apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\n', 'error no-data: kind');
  });
  it('says of a ClusterExternalSecret that its children are refused', async () => {
    const [told] = await says(cluster(externalSecret('  data: []\n')), 'error no-data: data');
    assert.match(told?.message ?? '', /every ExternalSecret/);
  });
  it('is silent where the structure already explains it', async () => {
    await says(externalSecret('  datafrom: []\n'), 'error unknown-field: datafrom');
    await says(externalSecret('  data: {}\n'), 'error wrong-type: data');
  });
  it('is silent about Kustomize patches', async () => {
    const told = await tell('apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\n$patch: delete\n');
    assert.ok(!told.some(({ rule }) => rule === 'no-data'));
  });
});

describe('service-account-token-template', () => {
  const type = '      type: kubernetes.io/service-account-token\n';
  const template = (lines: string) => externalSecret(`  target:\n    template:\n${lines}${extract}`);

  it('refuses the annotation, whatever its value', async () => {
    const annotation = (value: string) =>
      template(`${type}      metadata:\n        annotations:\n          kubernetes.io/service-account.name: ${value}\n`);
    await says(annotation('robot'), 'error service-account-token-template: kubernetes.io/service-account.name');
    await says(annotation('{{ .Values.robot }}'), 'error service-account-token-template: kubernetes.io/service-account.name');
  });
  it('refuses annotations from templateFrom, in any case', async () => {
    const from = (target: string) =>
      template(`${type}      templateFrom:\n        - target: ${target}\n          literal: "a: b"\n`);
    const [told] = await says(from('aNNotations'), 'error service-account-token-template: aNNotations');
    assert.match(told?.message ?? '', /annotations from templateFrom/);
    await says(from('Labels'));
  });
  it('accepts the type alone', async () => {
    await says(template(type));
  });
  it('knows that ESO 1.3 accepted it', async () => {
    const text = template(`${type}      metadata: {annotations: {kubernetes.io/service-account.name: a}}\n`);
    assert.deepEqual(await tell(text, '1.3.2'), []);
    assert.equal((await tell(text, '2.9.0')).length, 1);
  });
});

describe('bootstrap-token-template', () => {
  it('refuses the type, also where a template chooses it', async () => {
    const text = externalSecret(
      `  target:\n    template:\n      {{- if .Values.x }}\n      type: bootstrap.kubernetes.io/token\n      {{- end }}\n${extract}`,
    );
    await says(text, 'error bootstrap-token-template: bootstrap.kubernetes.io/token');
  });
});

describe('template-target', () => {
  const target = (lines: string, manifest = '') =>
    externalSecret(
      `  target:\n${manifest}    template:\n      templateFrom:\n        - literal: "a: b"\n          target: ${lines}\n${extract}`,
    );

  it('refuses other paths than the three', async () => {
    const [told] = await says(target('spec.foo'), 'error template-target: spec.foo');
    assert.deepEqual(told?.fixed, []);
    assert.deepEqual((await tell(target('Annotation')))[0]?.fixed, [target('Annotations')]);
  });
  it('accepts the three in any case, and none', async () => {
    for (const good of ['data', 'LABELS', 'Annotations', '""']) await says(target(good));
  });
  it('accepts other paths for a manifest that is not a Secret', async () => {
    const note = 'information generic-target: manifest';
    await says(target('spec.foo', '    manifest: {apiVersion: v1, kind: ConfigMap}\n'), note);
    await says(target('spec.foo', '    manifest: {apiVersion: v1, kind: Secret}\n'), note, 'error template-target: spec.foo');
  });
});

describe('data-from-several-sources', () => {
  it('marks the second source', async () => {
    await says(
      externalSecret('  dataFrom:\n    - find: {name: {regexp: a}}\n      extract: {key: k}\n'),
      'error data-from-several-sources: extract',
    );
    const [told] = await says(
      externalSecret(
        '  refreshPolicy: CreatedOnce\n  dataFrom:\n    - extract: {key: k}\n      sourceRef: {generatorRef: {kind: UUID, name: u}}\n',
      ),
      'error data-from-several-sources: generatorRef',
    );
    assert.match(told?.message ?? '', /has extract and generatorRef: the webhook refuses it/);
  });
  it('accepts a store beside a query', async () => {
    await says(externalSecret('  dataFrom:\n    - extract: {key: k}\n      sourceRef: {storeRef: {name: t}}\n'));
  });
});

describe('data-from-without-source', () => {
  it('finds items that are empty, or have only empty fields', async () => {
    await says(externalSecret('  dataFrom:\n    - {}\n'), 'error data-from-without-source: {}');
    await says(externalSecret('  dataFrom:\n    - extract:\n'), 'error data-from-without-source: extract');
  });
  it('leaves misplaced fields to the structure', async () => {
    await says(externalSecret('  dataFrom:\n    - key: k\n'), 'error unknown-field: key');
  });
  it('leaves an empty sourceRef to the structure', async () => {
    await says(externalSecret('  dataFrom:\n    - sourceRef: {}\n'), 'error wrong-count: sourceRef');
  });
});

describe('duplicate-secret-key', () => {
  const data = (target: string) =>
    externalSecret(
      `${target}  data:\n    - {secretKey: a, remoteRef: {key: x}}\n    - {secretKey: b, remoteRef: {key: x}}\n    - {secretKey: "a", remoteRef: {key: other}}\n`,
    );

  it('marks the second, names the first, and is an error with Retain', async () => {
    const [told] = await says(data(''), 'error duplicate-secret-key: "a"');
    assert.match(told?.message ?? '', /^Item 1 of data already writes the key "a" of the Secret: the webhook refuses it\./);
    await says(data('  target: {deletionPolicy: Retain}\n'), 'error duplicate-secret-key: "a"');
  });
  it('is a warning with Delete and Merge: the last item wins', async () => {
    for (const policy of ['Delete', 'Merge']) {
      const [told] = await says(data(`  target: {deletionPolicy: ${policy}}\n`), 'warning duplicate-secret-key: "a"');
      assert.match(told?.message ?? '', /only the last of them is kept/);
    }
  });
  it('is a warning where a template decides on the policy', async () => {
    await says(data('  target: {deletionPolicy: {{ .Values.policy }}}\n'), 'warning duplicate-secret-key: "a"');
  });
});

describe('rules of the ExternalSecret webhook, in templates', () => {
  const silent: Readonly<Record<string, string>> = {
    'data written by a template': '  data:\n    {{- toYaml .Values.data | nindent 4 }}\n',
    'data inside a condition': '  {{- if .Values.x }}\n  data: []\n  {{- end }}\n  {{- include "more" . | nindent 2 }}\n',
    'a templated list': '  dataFrom: {{ .Values.dataFrom }}\n',
    'a range':
      '  data:\n    {{- range .Values.keys }}\n    - secretKey: {{ . }}\n      remoteRef: {key: {{ . }}}\n    {{- end }}\n',
    'alternatives of an item':
      '  data:\n    {{- if .Values.x }}\n    - {secretKey: a, remoteRef: {key: x}}\n    {{- else }}\n    - {secretKey: a, remoteRef: {key: other}}\n    {{- end }}\n',
    'alternative sources':
      '  dataFrom:\n    - {{- if .Values.x }}\n      extract: {key: k}\n      {{- else }}\n      find: {name: {regexp: a}}\n      {{- end }}\n',
    'alternative policies': `  target:\n    {{- if .Values.x }}\n    creationPolicy: Merge\n    {{- else }}\n    deletionPolicy: Delete\n    {{- end }}\n${extract}`,
    'a substituted policy': `  target:\n    creationPolicy: \${POLICY}\n    deletionPolicy: Delete\n${extract}`,
    'substituted keys':
      '  data:\n    - {secretKey: "${K}", remoteRef: {key: x}}\n    - {secretKey: "${K}", remoteRef: {key: other}}\n',
  };
  for (const [what, lines] of Object.entries(silent)) {
    it(`say nothing about ${what}`, () => says(externalSecret(lines)).then(() => undefined));
  }
});

describe('what a test expects of an object', () => {
  it('is a status without a spec, and lacks nothing', async () => {
    const status = 'status:\n  conditions: [{type: Ready, status: "True"}]\n';
    const head = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: a\n';
    await says(head + status);
    await says(head.replace('ExternalSecret', 'ClusterSecretStore') + status);
    await says(head, 'error no-data: kind');
  });
});
