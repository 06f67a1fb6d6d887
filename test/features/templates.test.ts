import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tell } from '../support/applyFixes.ts';
import { createLab } from './lab.ts';

const body = `metadata:
  name: a
spec:
  secretStoreRef: {name: s, kind: ClusterSecretStore}
  target:
    creationPolicy: Owner
  dataFrom:
    - extract: {key: k}
`;

/** What Helm's own templates may write in place of an apiVersion. */
const headers: Readonly<Record<string, string>> = {
  'a default': 'apiVersion: {{ .Values.apiVersion | default "external-secrets.io/v1" }}\nkind: ExternalSecret\n',
  'a choice in one line':
    'apiVersion: {{ if .Values.new }}external-secrets.io/v1{{ else }}external-secrets.io/v1beta1{{ end }}\nkind: ExternalSecret\n',
  'a choice of lines':
    '{{- if .Capabilities.APIVersions.Has "external-secrets.io/v1" }}\napiVersion: external-secrets.io/v1\n{{- else }}\napiVersion: external-secrets.io/v1beta1\n{{- end }}\nkind: ExternalSecret\n',
  'the version alone': 'apiVersion: external-secrets.io/{{ .Values.version }}\nkind: ExternalSecret\n',
  'all of it': 'apiVersion: {{ include "lib.apiVersion" . }}\nkind: ExternalSecret\n',
  'a variable of Flux': `apiVersion: external-secrets.io/\${VERSION:=v1}\nkind: ExternalSecret\n`,
};

describe('a manifest whose apiVersion a template writes', () => {
  for (const [name, header] of Object.entries(headers)) {
    it(`is served like any other: ${name}`, async () => {
      const lab = createLab();
      assert.match(await lab.hover((header + body).replace('creation', 'crea│tion')), /^\*\*`creationPolicy`/);
      const { labels } = await lab.complete(`${header}${body.replace('Owner', '│')}`);
      assert.deepEqual(labels, ['Owner', 'Orphan', 'Merge', 'None', 'CreateOrMerge']);
      const told = await tell((header + body).replace('Owner', 'owner'));
      assert.deepEqual(
        told.filter(({ severity }) => severity !== 'hint').map(({ rule, marked }) => `${rule} ${marked}`),
        ['not-allowed-value owner'],
      );
    });
  }

  it('says nothing of a version that is written where the cluster serves it', async () => {
    const guarded = `{{- if .Capabilities.APIVersions.Has "external-secrets.io/v1beta1" }}\napiVersion: external-secrets.io/v1beta1\nkind: ExternalSecret\n${body}{{- end }}\n`;
    assert.deepEqual(
      (await tell(guarded, '2.9.0')).map(({ rule }) => rule).filter((rule) => rule !== 'unknown-store'),
      [],
    );
  });
});

const store = (kind: string) => `apiVersion: external-secrets.io/v1
kind: ${kind}
metadata: {name: a, namespace: app}
spec:
  provider:
    vault:
      server: https://vault
      version: v2
      auth:
        tokenSecretRef: {name: a, key: b, namespace: other}
`;

describe('a manifest whose kind a template writes', () => {
  const kinds = [
    '{{ .Values.kind }}',
    '{{ .Values.kind | default "SecretStore" }}',
    '{{ if .Values.wide }}Cluster{{ end }}SecretStore',
    '{{ ternary "ClusterSecretStore" "SecretStore" .Values.wide | quote }}',
  ];
  for (const kind of kinds) {
    it(`is judged as each that it may be: ${kind}`, async () => {
      const lab = createLab();
      assert.match(await lab.hover(store(kind).replace('server', 'ser│ver')), /^\*\*`server`/);
      const { labels } = await lab.complete(store(kind).replace('v2', '│'));
      assert.deepEqual(labels, ['v2', 'v1']);
      // A SecretStore may not name another namespace, a ClusterSecretStore must: nothing is certain.
      assert.deepEqual(await tell(store(kind)), []);
      const told = await tell(store(kind).replace('v2', 'v3'));
      assert.deepEqual(
        told.map(({ rule, marked }) => `${rule} ${marked}`),
        ['not-allowed-value v3'],
      );
    });
  }
});

it('a key whose value is template text has its hover, the text has none', async () => {
  const lab = createLab();
  const text = (line: string) =>
    `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec:\n  ${line}\n`;
  assert.match(await lab.hover(text('refresh│Interval: {{ .Values.interval }}')), /^\*\*`refreshInterval`/);
  assert.equal(await lab.hover(text('refreshInterval: {{ .Val│ues.interval }}')), '');
  assert.equal(await lab.hover(text('{{ .Val│ues.key }}: 1h')), '');
});
