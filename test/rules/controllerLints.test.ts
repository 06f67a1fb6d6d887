import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pushExample } from '../../server/src/rules/pushView.ts';
import { type Told, tell } from '../support/applyFixes.ts';

async function says(text: string, ...expected: readonly string[]): Promise<readonly Told[]> {
  const told = await tell(text);
  assert.deepEqual(
    told.map(({ rule, severity, marked }) => `${severity} ${rule}: ${marked}`),
    expected,
    text,
  );
  return told;
}

/** An ExternalSecret with lines of its metadata and spec, indented by two. */
function externalSecret(spec: string, metadata = ''): string {
  return `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: a\n${metadata}spec:\n  secretStoreRef: {name: s, kind: ClusterSecretStore}\n${spec}`;
}

const extract = '  dataFrom:\n    - extract: {key: k}\n';

describe('unanchored-find', () => {
  const find = (pattern: string) => externalSecret(`  dataFrom:\n    - find: {name: {regexp: ${pattern}}}\n`);
  it('offers the anchors, and makes nobody take them', async () => {
    const [told] = await says(find('"prod/db"'), 'hint unanchored-find: "prod/db"');
    assert.deepEqual([told?.fixed, told?.preferred], [[find('"^prod/db$"')], undefined]);
  });
  it('speaks of what reads like a whole name only', async () => {
    for (const pattern of ['^db', 'db$', 'db.*', 'db-', 'prod/', 'a|b', '".*"', '{{ .Values.a }}']) await says(find(pattern));
  });
  it('is silent beside a rewrite, which expects longer names', async () => {
    await says(find('secrets').replace('}}\n', `}}\n      rewrite: [{regexp: {source: '^.*secrets/', target: ''}}]\n`));
  });
});

describe('rewrite-without-conversion', () => {
  const find = (pattern: string, ...sources: readonly string[]) =>
    externalSecret(
      `  dataFrom:\n    - find: {name: {regexp: ${pattern}}}\n      rewrite: [${sources.map((source) => `{regexp: {source: '${source}', target: _}}`).join(', ')}]\n`,
    );
  it('speaks where every name has a slash that stays', async () => {
    await says(find('^a/b-', '-', '^a(b)+$'), 'warning rewrite-without-conversion: rewrite');
    await says(find('/a/.*', 'x'), 'warning rewrite-without-conversion: rewrite');
  });
  it('is silent where a rewrite may take it, or a name may have none', async () => {
    for (const source of ['/', '^.*x', '[^a]', '\\W', '\\x2f', '{{ .Values.source }}']) await says(find('^a/b-', '-', source));
    for (const pattern of ['"^a/?b-"', '^a.*/b-', '"^(a/)?b-"', '^a/b-|^c-']) await says(find(pattern, '-'));
    await says(find('^a/b-').replace('rewrite: []', 'rewrite: [{transform: {template: "{{ .value }}"}}]'));
    await says(find('^a/b-').replace('      rewrite: []\n', ''));
  });
});

describe('misread-deletion-policy', () => {
  const above = (comment: string) => externalSecret(`  target:\n    # ${comment}\n    deletionPolicy: Retain\n${extract}`);
  const behind = (comment: string) => externalSecret(`  target:\n    deletionPolicy: Delete   # ${comment}\n${extract}`);
  const misread = 'Delete K8s Secret when ExternalSecret is deleted';
  it('corrects the comment, on the line or above it, and nothing else', async () => {
    const [told] = await says(behind(misread), `hint misread-deletion-policy: # ${misread}`);
    const meaning = 'once the vault has none of the data any more, the Secret is deleted';
    assert.deepEqual([told?.fixed, told?.preferred], [[behind(meaning)], undefined]);
    const [kept] = await says(
      above('keep it on deletion of the ExternalSecret'),
      'hint misread-deletion-policy: # keep it on deletion of the ExternalSecret',
    );
    assert.match(kept?.message ?? '', /Orphan keeps it/);
    assert.deepEqual(kept?.fixed, [above('when data vanish from the vault, the Secret is left as it is')]);
    for (const { fixed } of [told, kept].filter((each) => each !== undefined)) await says(fixed[0] ?? '');
  });
  it('is silent about comments that say otherwise, or may be meant otherwise', async () => {
    for (const comment of [
      'delete the Secret when the secret is deleted',
      'delete when the external secret is deleted in the vault',
      'not used when the ExternalSecret is deleted',
      'delete when the ExternalSecret is deleted, or the data are gone from the vault',
      'the ExternalSecret is deleted by Argo CD',
      'see the docs',
    ]) {
      await says(behind(comment));
      await says(above(comment));
    }
  });
  it('reads no comment of another line, and none of a PushSecret, where it is right', async () => {
    await says(externalSecret(`  # ${misread}\n  target:\n    name: b\n    deletionPolicy: Delete\n${extract}`));
    await says(externalSecret(`  target:\n    name: b # ${misread}\n    deletionPolicy: Delete\n${extract}`));
    await says(externalSecret(`  target:\n    # ${misread}\n\n    deletionPolicy: Delete\n${extract}`));
    await says(
      pushExample(`  deletionPolicy: Delete # ${misread}\n  data: [{match: {secretKey: a, remoteRef: {remoteKey: b}}}]\n`),
    );
  });
});

describe('short-refresh-interval', () => {
  const every = (interval: string, more = '') => externalSecret(`  refreshInterval: ${interval}\n${more}${extract}`);
  it('speaks of less than a minute', async () => {
    const [told] = await says(every('"15s"'), 'hint short-refresh-interval: "15s"');
    assert.deepEqual(told?.fixed, [every('"5m"')]);
    await says(every('1m'));
    await says(every('{{ .Values.interval }}'));
  });
  it('leaves an interval that nothing looks at to others', async () => {
    const told = await tell(every('10s', '  refreshPolicy: OnChange\n'));
    assert.deepEqual(
      told.map(({ rule }) => rule),
      ['refresh-interval-ignored'],
    );
  });
});

describe('labels-not-copied', () => {
  const label = 'argocd.argoproj.io/secret-type';
  const labels = `  labels:\n    app: a\n    ${label}: cluster\n`;
  const made = (template: string) => externalSecret(`  target:\n    template:\n${template}${extract}`, labels);
  it('adds the label as deep as there is something already', async () => {
    const wrong = `warning labels-not-copied: ${label}`;
    const [plain] = await says(made('      type: Opaque\n'), wrong);
    const entry = `${label}: "cluster"`;
    assert.deepEqual(plain?.fixed, [made(`      type: Opaque\n      metadata: {labels: {${entry}}}\n`)]);
    await says(plain?.fixed[0] ?? '');
    const [beside] = await says(made('      metadata:\n        labels:\n          b: c\n'), wrong);
    assert.deepEqual(beside?.fixed, [made(`      metadata:\n        labels:\n          b: c\n          ${entry}\n`)]);
  });
  it('speaks of annotations too, and of what a ClusterExternalSecret gives its children', async () => {
    const text = `apiVersion: external-secrets.io/v1\nkind: ClusterExternalSecret\nmetadata: {name: a}\nspec:\n  namespaceSelectors: [{}]\n  externalSecretMetadata:\n    annotations:\n      replicator.v1.mittwald.de/replicate-to: b\n  externalSecretSpec:\n    secretStoreRef: {name: s, kind: ClusterSecretStore}\n    target: {template: {type: Opaque}}\n    dataFrom: [{extract: {key: k}}]\n`;
    await says(text, 'warning labels-not-copied: replicator.v1.mittwald.de/replicate-to');
  });
  it('is silent without a template, and where the template may have it', async () => {
    await says(externalSecret(extract, labels));
    await says(made(`      metadata: {labels: {${label}: cluster}}\n`));
    await says(made('      metadata:\n        labels:\n          {{- toYaml .Values.labels | nindent 10 }}\n'));
    await says(made('      templateFrom: [{target: Labels, literal: "a: b"}]\n      data: {a: b}\n'));
    await says(externalSecret(`  target: {template: {type: Opaque}}\n${extract}`, '  labels: {app: a}\n'));
  });
});

describe('PushSecrets', () => {
  it('push nothing without data', async () => {
    await says(pushExample(''), 'warning pushes-nothing: spec');
    await says(pushExample('  data: []\n'), 'warning pushes-nothing: data');
    await says(pushExample('  data: {{ toYaml .Values.data | nindent 4 }}\n'));
    await says(pushExample('  {{- include "data" . | nindent 2 }}\n'));
    await says(pushExample('  data: [\n    {{- include "data" . | nindent 4 }}\n  ]\n'));
    await says(pushExample('  datas: []\n'), 'error unknown-field: datas');
    const nowhere = pushExample('  data: [{match: {remoteRef: {remoteKey: k}}}]\n').replace(/Refs:\n.*\n.*\n/, 'Refs: []\n');
    await says(nowhere, 'warning pushes-nothing: secretStoreRefs');
    const cluster = `apiVersion: external-secrets.io/v1alpha1\nkind: ClusterPushSecret\nmetadata: {name: a}\nspec:\n  namespaceSelectors: [{}]\n  pushSecretSpec:\n    secretStoreRefs: [{name: s}]\n    selector: {secret: {name: a}}\n`;
    await says(cluster, 'warning pushes-nothing: pushSecretSpec');
  });
  it('find the store of dataTo by name and kind', async () => {
    const dataTo = (ref: string) => pushExample(`  dataTo:\n    - storeRef: ${ref}\n`);
    const [kind] = await says(dataTo('{name: vault}'), 'error data-to-store-not-listed: vault');
    assert.equal(kind?.preferred, dataTo('{name: vault, kind: ClusterSecretStore}'));
    await says(kind?.preferred ?? '');
    const [name] = await says(dataTo('{name: b, kind: ClusterSecretStore}'), 'error data-to-store-not-listed: b');
    assert.deepEqual(name?.fixed, [dataTo('{name: vault, kind: ClusterSecretStore}')]);
    await says(dataTo('{labelSelector: {matchLabels: {a: b}}, kind: ClusterSecretStore}'));
  });
  it('may have any store where a selector or a template lists them', async () => {
    const listed = (refs: string) =>
      pushExample('  dataTo: [{storeRef: {name: b}}]\n').replace('    - name: vault\n      kind: ClusterSecretStore\n', refs);
    await says(listed('    - labelSelector: {matchLabels: {a: b}}\n'));
    await says(listed('    - name: {{ .Values.store }}\n'));
    await says(listed('    {{- toYaml .Values.stores | nindent 4 }}\n    - name: c\n'));
    await says(listed('    - name: c\n'), 'error data-to-store-not-listed: b');
  });
});

describe('generators', () => {
  const generator = (kind: string, spec: string) =>
    `apiVersion: generators.external-secrets.io/v1alpha1\nkind: ${kind}\nmetadata: {name: a}\nspec: ${spec}\n`;
  const cluster = (kind: string, field: string, spec: string) =>
    generator('ClusterGenerator', `{kind: ${kind}, generator: {${field}: ${spec}}}`);

  it('of a cluster have the spec of their kind', async () => {
    const [told] = await says(cluster('Password', 'uuidSpec', '{}'), 'error cluster-generator-spec: Password');
    assert.equal(told?.preferred, cluster('UUID', 'uuidSpec', '{}'));
    await says(cluster('UUID', 'uuidSpec', '{}'));
    await says(cluster('{{ .Values.kind }}', 'uuidSpec', '{}'));
  });

  for (const [spec, marked, answer] of [
    ['{length: 8, digits: 5, symbols: 5, allowRepeat: true}', '8', 'number of digits and symbols must be less than total length'],
    ['{length: 44}', '44', 'number of digits exceeds available digits and repeats are not allowed'],
    ['{length: 70, digits: 5, symbols: 5}', '70', 'number of letters exceeds'],
    ['{length: 40, symbols: 8, symbolCharacters: "-_!"}', '8', 'number of symbols exceeds'],
    ['{length: 30, digits: 1, symbols: 1, noUpper: true}', '30', 'number of letters exceeds'],
    ['{secretKeys: [a, b, a]}', 'a', 'secretKeys must be non-empty and unique'],
    ['{secretKeys: [""]}', '""', 'secretKeys must be non-empty and unique'],
  ] as const) {
    it(`make no password of ${spec}`, async () => {
      const [told] = await says(generator('Password', spec), `error impossible-password: ${marked}`);
      assert.ok(told?.message.includes(answer), told?.message);
      await says(cluster('Password', 'passwordSpec', spec), `error impossible-password: ${marked}`);
      if (told?.preferred !== undefined) await says(told.preferred);
    });
  }
  it('make a password of what fits, or may', async () => {
    for (const spec of [
      '{}',
      '{length: 43}',
      '{length: 128, allowRepeat: true}',
      '{length: 52, digits: 0, symbols: 0}',
      '{length: "{{ .Values.length }}", digits: 20}',
      '{length: 64, allowRepeat: "{{ .Values.repeat }}"}',
      '{length: 40, symbols: 5, symbolCharacters: "äöüß"}',
    ]) {
      assert.deepEqual(
        (await tell(generator('Password', spec))).filter(({ rule }) => rule === 'impossible-password'),
        [],
        spec,
      );
    }
  });

  it('make SSH keys of the sizes that there are', async () => {
    const [told] = await says(generator('SSHKey', '{keyType: ecdsa, keySize: 2048}'), 'warning ssh-key-size: 2048');
    assert.equal(told?.fixed[0], generator('SSHKey', '{keyType: ecdsa, keySize: 521}'));
    await says(cluster('SSHKey', 'sshKeySpec', '{keyType: ed25519, keySize: 521}'), 'information ssh-key-size: keySize');
    await says(generator('SSHKey', '{keySize: 4096}'));
    await says(generator('SSHKey', '{keyType: "{{ .Values.type }}", keySize: 2048}'));
  });

  it('need a login that works', async () => {
    await says(generator('ACRAccessToken', '{registry: a, auth: {}}'), 'error generator-login: auth');
    await says(generator('ACRAccessToken', '{registry: a, auth: {managedIdentity: {}}}'));
    const grafana = (auth: string) => `{url: https://a.example, serviceAccount: {name: a, role: Viewer}, auth: ${auth}}`;
    await says(generator('Grafana', grafana('{}')), 'error generator-login: auth');
    await says(generator('Grafana', grafana('{token: {name: a, key: b}}')));
    const sts = '{region: eu-west-1, auth: {jwt: {serviceAccountRef: {name: a}}}}';
    await says(generator('STSSessionToken', sts), 'error generator-login: jwt');
    await says(cluster('STSSessionToken', 'stsSessionTokenSpec', sts), 'error generator-login: jwt');
    await says(
      'apiVersion: generators.external-secrets.io/v1alpha1\nkind: ACRAccessToken\nmetadata: {name: a}\nspec:\n  registry: a\n  auth:\n    {{- toYaml .Values.auth | nindent 4 }}\n',
    );
    await says(
      'apiVersion: generators.external-secrets.io/v1alpha1\nkind: ACRAccessToken\nmetadata: {name: a}\nspec:\n  registry: a\n  auth:\n    servicePrincipal: null\n    {{- toYaml .Values.auth | nindent 4 }}\n',
    );
  });

  it('are not kinds of that name in other groups', async () => {
    const text = generator('Password', '{length: 44}').replace(
      'generators.external-secrets.io/v1alpha1',
      'external-secrets.io/v1',
    );
    assert.deepEqual(
      (await tell(text)).map(({ rule }) => rule),
      ['unknown-kind'],
    );
  });
});
