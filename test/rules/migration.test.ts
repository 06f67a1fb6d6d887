import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tell } from '../support/applyFixes.ts';

/** The text after *Migrate to v1*. */
async function migrated(text: string, version?: string): Promise<string | undefined> {
  const told = await tell(text, version);
  return told.find(({ rule }) => rule === 'unserved-version')?.preferred;
}

async function says(text: string, version?: string): Promise<readonly string[]> {
  return (await tell(text, version)).map(({ rule, severity, marked }) => `${severity} ${rule} ${marked}`);
}

const old = `apiVersion: external-secrets.io/v1alpha1 # as in 2021
kind: ExternalSecret
metadata:
  name: app
spec:
  secretStoreRef: {name: vault, kind: ClusterSecretStore}
  target:
    template:
      engineVersion: v1 # the only one then
      type: Opaque
  dataFrom:
    - key: prod/app # all of it
      # pinned
      version: "2"
    -   key: prod/other
        property: inner
    - {key: third}
`;

describe('Migrate to v1', () => {
  it('moves the keys of dataFrom into extract and drops the template engine v1', async () => {
    const expected = `apiVersion: external-secrets.io/v1 # as in 2021
kind: ExternalSecret
metadata:
  name: app
spec:
  secretStoreRef: {name: vault, kind: ClusterSecretStore}
  target:
    template:
      type: Opaque
  dataFrom:
    - extract:
        key: prod/app # all of it
        # pinned
        version: "2"
    -   extract:
          key: prod/other
          property: inner
    - {extract: {key: third}}
`;
    assert.equal(await migrated(old), expected);
    assert.deepEqual(await says(expected), []);
    assert.equal(await migrated(old.replaceAll('\n', '\r\n')), expected.replaceAll('\n', '\r\n'));
  });

  it('does the same below externalSecretSpec, and leaves no template empty', async () => {
    const text = `apiVersion: external-secrets.io/v1beta1
kind: ClusterExternalSecret
metadata: {name: app}
spec:
  namespaceSelectors: [{matchLabels: {team: a}}]
  externalSecretSpec:
    secretStoreRef: {name: vault, kind: ClusterSecretStore}
    target: {template: {engineVersion: v1}}
    dataFrom:
      - key: prod/app
`;
    assert.equal(
      await migrated(text),
      text
        .replace('v1beta1', 'v1')
        .replace('engineVersion: v1', 'engineVersion: v2')
        .replace('- key: prod/app', '- extract:\n          key: prod/app'),
    );
  });

  it('writes the map of a fake store as the JSON that its property reads', async () => {
    const text = `apiVersion: external-secrets.io/v1beta1
kind: SecretStore
metadata: {name: fake}
spec:
  provider:
    fake:
      data:
        - key: a
          valueMap:
            user: "it's"
            count: "1"
        - {key: b, valueMap: {c: d}}
        - {key: e, valueMap: {f: "{{ .Values.g }}"}}
`;
    const expected = text
      .replace('v1beta1', 'v1')
      .replace(/valueMap:\n.*\n.*\n/, `value: '{"user":"it''s","count":"1"}'\n`)
      .replace('valueMap: {c: d}', `value: '{"c":"d"}'`);
    assert.equal(await migrated(text), expected);
  });

  it('brings the ServiceAccount of a kubernetes store to where v1 looks', async () => {
    const text = `apiVersion: external-secrets.io/v1alpha1
kind: ClusterSecretStore
metadata: {name: k8s}
spec:
  provider:
    kubernetes:
      server: {caProvider: {type: ConfigMap, name: kube-root-ca.crt, namespace: a, key: ca.crt}}
      auth:
        serviceAccount:
          serviceAccount:
            name: reader
            namespace: a
`;
    const expected = text
      .replace('v1alpha1', 'v1')
      .replace('          serviceAccount:\n', '')
      .replace('            name: reader\n            namespace: a', '          name: reader\n          namespace: a');
    assert.equal(await migrated(text), expected);
    assert.deepEqual(
      (await says(expected)).filter((said) => !said.startsWith('information')),
      [],
    );
  });

  it('writes JSON in JSON', async () => {
    const text = `{
  "apiVersion": "external-secrets.io/v1alpha1",
  "kind": "ExternalSecret",
  "metadata": {"name": "app"},
  "spec": {
    "secretStoreRef": {"name": "vault"},
    "dataFrom": [
      {
        "key": "prod/app"
      },
      {"key": "other"}
    ]
  }
}
`;
    const after = (await migrated(text)) ?? '';
    assert.deepEqual(JSON.parse(after).spec.dataFrom, [{ extract: { key: 'prod/app' } }, { extract: { key: 'other' } }]);
    assert.match(after, /\n {6}\{\n {8}"extract": \{\n {10}"key": "prod\/app"\n {8}\}\n {6}\},/);
  });

  it('keeps template text, and leaves alone what it does not know', async () => {
    const text = `apiVersion: external-secrets.io/v1beta1
kind: ExternalSecret
metadata:
  name: {{ .Release.Name }}
spec:
  secretStoreRef: {{- toYaml .Values.store | nindent 4 }}
  {{- if .Values.all }}
  dataFrom:
    - key: {{ .Values.key | quote }}
  {{- end }}
`;
    assert.equal(await migrated(text), text.replace('v1beta1', 'v1').replace('- key: {{', '- extract:\n        key: {{'));
    assert.equal(await migrated(text.replace('v1beta1', '{{ .Values.version }}')), undefined);
  });
});

describe('text of a former apiVersion', () => {
  const store = (version: string, provider: string) =>
    `apiVersion: external-secrets.io/${version}\nkind: SecretStore\nmetadata: {name: a}\nspec:\n  provider: ${provider}\n`;
  const removed =
    '{alibaba: {regionID: a, auth: {secretRef: {accessKeyIDSecretRef: {name: a, key: b}, accessKeySecretSecretRef: {name: a, key: b}}}}}';

  it('is judged by the schema of v1, as a warning where an older ESO that may be there would take it', async () => {
    assert.deepEqual(await says(store('v1beta1', removed)), [
      'warning unserved-version external-secrets.io/v1beta1',
      'warning unknown-field alibaba',
    ]);
    assert.deepEqual(await says(store('v1beta1', removed), '2.9.0'), [
      'error unserved-version external-secrets.io/v1beta1',
      'error unknown-field alibaba',
    ]);
    assert.deepEqual(await says(store('v1beta1', '{aws: {servce: SecretsManager, region: eu-west-1}}')), [
      'warning unserved-version external-secrets.io/v1beta1',
      'error unknown-field servce',
    ]);
  });

  it('may use what v1beta1 never had', async () => {
    const text = `apiVersion: external-secrets.io/v1beta1
kind: ExternalSecret
metadata: {name: a}
spec:
  secretStoreRef: {name: s}
  target: {name: b, creationPolicy: CreateOrMerge}
  dataFrom: [{extract: {key: a}}]
`;
    assert.deepEqual(await says(text), ['warning unserved-version external-secrets.io/v1beta1']);
  });

  it('of v1alpha1 is of former days too, until 0.15', async () => {
    assert.deepEqual((await says(old)).slice(0, 1), ['warning unserved-version external-secrets.io/v1alpha1']);
    assert.deepEqual((await says(old, '1.3.2')).slice(0, 1), ['error unserved-version external-secrets.io/v1alpha1']);
    assert.deepEqual(await says(old, '0.10.7'), []);
  });

  it('that an ESO does not have yet is not', async () => {
    assert.deepEqual((await says(store('v1', '{aws: {service: SecretsManager, region: eu-west-1}}'), '0.10.7')).slice(0, 1), [
      'error unknown-kind external-secrets.io/v1',
    ]);
  });
});
