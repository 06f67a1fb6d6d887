import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { secretPreview } from '../../server/src/features/secretPreview/index.ts';
import { resourceAt } from '../../server/src/model/resourceAt.ts';
import { readPlainYaml } from '../../server/src/syntax/plainYaml.ts';
import { awsStore, createLab, externalSecret, type LabOptions } from './lab.ts';

const data = `  data:
    - secretKey: username
      remoteRef: {key: prod/db, property: username}
    - secretKey: ca
      remoteRef: {key: prod/ca, decodingStrategy: Base64}
`;
const extract = '  dataFrom:\n    - extract: {key: prod/myapp/database}\n';

interface Options extends LabOptions {
  readonly asksVaults?: boolean;
}

/** The preview of the resource at the caret, or of the first. */
async function preview(text: string, { asksVaults = true, files = {}, ...options }: Options = {}): Promise<string> {
  const lab = createLab({ ...options, files: { 'file:///w/store.yaml': awsStore, ...files } });
  const { file, offset } = lab.place(text.includes('│') ? text : `│${text}`);
  const resource = resourceAt(file, offset);
  assert.ok(resource);
  const setting = { context: lab.context, uri: lab.uri, asksVaults };
  const written = await secretPreview(setting, file, file.documentAt(offset), resource, neverCancelled);
  if (written.state === 'refused') return `refused: ${written.why}`;
  assert.notEqual(readPlainYaml(written.text), undefined, 'it is YAML');
  return written.text;
}

/** A part of the preview: the field with the lines below it. */
async function part(field: string, text: string, options?: Options): Promise<string> {
  const lines = (await preview(text, options)).split('\n');
  const start = lines.findIndex((line) => line.trimStart().startsWith(`${field}:`));
  const indent = lines[start]?.search(/\S/) ?? 0;
  const length = lines.slice(start + 1).findIndex((line) => line.search(/\S/) <= indent);
  return lines
    .slice(start, length < 0 ? undefined : start + 1 + length)
    .map((line) => line.slice(indent))
    .join('\n')
    .trimEnd();
}

const target = (fields: string) => `  target:\n${fields}`;
const templated = (fields: string) => externalSecret(data, target(`    template:\n${fields}`));

describe('the preview of a Secret', () => {
  it('shows it as ESO writes it: name, owner, labels of its own and what is copied', async () => {
    const text = externalSecret(data).replace('  namespace: default\n', '  namespace: default\n  labels: {team: a}\n');
    assert.equal(
      await preview(text),
      `# Preview of the Secret that ESO makes of ExternalSecret db-credentials.
# No value was read: <…> stands for one.
# Values are shown as plain text; the cluster keeps them as base64 under data.
# creationPolicy Owner: ESO removes other keys from it, and Kubernetes deletes it with the ExternalSecret.
apiVersion: v1
kind: Secret
metadata:
  name: db-credentials
  namespace: default
  labels:
    # copied from the ExternalSecret
    team: a
    # set by ESO
    reconcile.external-secrets.io/managed: "true"
    # set by ESO
    reconcile.external-secrets.io/created-by: <SHA3-224 of default/db-credentials>
  annotations:
    # set by ESO
    reconcile.external-secrets.io/data-hash: <SHA3-224 of the data>
  ownerReferences:
    - apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      name: db-credentials
      controller: true
      blockOwnerDeletion: true
      uid: <uid of ExternalSecret db-credentials>
type: Opaque
stringData:
  # data[0]: username of prod/db · SecretStore aws-secretsmanager
  username: <username of prod/db>
  # data[1]: prod/ca · SecretStore aws-secretsmanager
  # decoded: Base64
  ca: <prod/ca>
`,
    );
  });

  it('evaluates templates on what stands for the values, and marks what it does not evaluate', async () => {
    const text = templated(`      data:
        url: "postgres://{{ .username }}@db"
        auth: '{{ .username | b64enc }}'
        hash: '{{ .ca | bcrypt }}'
        wrong: '{{ .c-a }}'
`);
    assert.equal(
      await part('stringData', text),
      `stringData:
  # template.data.url
  url: postgres://<username of prod/db>@db
  # template.data.auth
  auth: <base64 of username of prod/db>
  # template.data.hash
  # not evaluated here: {{ .ca | bcrypt }}
  hash: "{{ .ca | bcrypt }}"
  # template.data.wrong
  # not evaluated here: Go does not parse it, bad character U+002D '-'
  wrong: "{{ .c-a }}"`,
    );
  });

  it('copies what is fetched beside the template only with mergePolicy Merge', async () => {
    const keys = async (policy: string) =>
      [
        ...(await part('stringData', templated(`      mergePolicy: ${policy}\n      data: {a: x, ca: y}\n`))).matchAll(
          /^ {2}(\w+):/gm,
        ),
      ].map(([, key]) => key);
    assert.deepEqual(await keys('Replace'), ['a', 'ca']);
    assert.deepEqual(await keys('Merge'), ['username', 'ca', 'a']);
  });

  it('takes labels and annotations from the template as soon as there is one', async () => {
    const text = templated(
      '      type: kubernetes.io/tls\n      metadata: {labels: {user: "{{ .username }}"}, finalizers: [a/b]}\n',
    ).replace('  namespace: default\n', '  namespace: default\n  labels: {team: a}\n');
    const shown = await preview(text);
    assert.match(shown, / {4}# template\.metadata\.labels\.user\n {4}user: <username of prod\/db>\n/);
    assert.match(shown, /\n {2}finalizers:\n {4}- a\/b\n/);
    assert.match(shown, /\ntype: kubernetes\.io\/tls\n/);
    assert.doesNotMatch(shown, /team/);
  });

  it('applies templateFrom in its order, with ConfigMaps of the workspace, and reads no Secret', async () => {
    const text = templated(`      templateFrom:
        - literal: |
            a-{{ .username }}: "{{ .ca }}"
        - target: annotations
          literal: "note: hello"
        - literal: |
            {{ range $k, $v := . }}{{ $v | bcrypt }}{{ end }}
        - configMap: {name: tpl, items: [{key: app.conf}, {key: map, templateAs: KeysAndValues}]}
        - configMap: {name: elsewhere, items: [{key: a}]}
        - secret: {name: s, items: [{key: a}]}
`);
    const map = `apiVersion: v1
kind: ConfigMap
metadata: {name: tpl, namespace: default}
data:
  app.conf: "user={{ .username }}"
  map: |
    k: "{{ .ca }}"
`;
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: default}\nstringData: {a: hidden-text}\n';
    const namesake = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s, namespace: default}\ndata: {a: of-another}\n';
    const files = { 'file:///w/map.yaml': map, 'file:///w/secret.yaml': secret, 'file:///w/namesake.yaml': namesake };
    assert.equal(
      await part('stringData', text, { files }),
      `stringData:
  # templateFrom[0].literal
  a-<username of prod/db>: <prod/ca>
  # templateFrom[3]: ConfigMap tpl, key app.conf
  app.conf: user=<username of prod/db>
  # templateFrom[3]: ConfigMap tpl, key map
  k: <prod/ca>
  # templateFrom[2].literal, not evaluated here:
  #   {{ range $k, $v := . }}{{ $v | bcrypt }}{{ end }}
  # templateFrom[4]: ConfigMap elsewhere, key a (not in the workspace)
  # templateFrom[5]: Secret s, key a (not read)`,
    );
    const shown = await preview(text, { files });
    assert.match(shown, / {4}# templateFrom\[1\]\.literal\n {4}note: hello\n/);
    assert.doesNotMatch(shown, /hidden-text/);
  });

  it('names the keys that dataFrom brings where the vault may tell them, and never a value', async () => {
    const listed = await part('stringData', externalSecret(extract));
    assert.match(
      listed,
      /# dataFrom\[0\]: password of prod\/myapp\/database .+\n {2}password: <password of prod\/myapp\/database>/,
    );
    assert.doesNotMatch(listed, /n[1-5]|5432/);
    const unlisted = 'stringData: {}\n  # and keys of prod/myapp/database (not listed)';
    assert.equal(await part('stringData', externalSecret(extract), { asksVaults: false }), unlisted);
    const generated = '  dataFrom:\n    - sourceRef: {generatorRef: {kind: Password, name: p}}\n';
    assert.equal(await part('stringData', externalSecret(generated)), 'stringData: {}\n  # and keys of Password p');
  });

  it('gives them the names that rewrite and conversionStrategy make of them', async () => {
    const rewritten = `${extract}      rewrite: [{regexp: {source: '^(.*)$', target: 'db-$1'}}]\n`;
    assert.match(await part('stringData', externalSecret(rewritten)), /\n {2}db-username: <username of prod\/myapp\/database>/);
    const find = '  dataFrom:\n    - find: {name: {regexp: database}}\n';
    assert.match(await part('stringData', externalSecret(find)), /\n {2}prod_myapp_database: <prod\/myapp\/database>/);
  });

  it('says what the policies mean', async () => {
    const merged = await preview(externalSecret(data, target('    name: app\n    creationPolicy: Merge\n    immutable: true\n')));
    assert.match(merged, /^# creationPolicy Merge: written only where/m);
    assert.match(merged, /\n {2}name: app\n/);
    assert.match(merged, /\nimmutable: true\n/);
    assert.match(merged, / {2}# and the keys that it has already\n$/);
    assert.doesNotMatch(merged, /ownerReferences|created-by/);
    assert.match(await preview(externalSecret(data, target('    creationPolicy: None\n'))), /nothing of this is written/);
  });

  it('shows an object of another kind as ESO fills it', async () => {
    const manifest = (kind: string, more = '') =>
      externalSecret(data, target(`    manifest: {apiVersion: v1, kind: ${kind}}\n${more}`));
    assert.match(
      await preview(manifest('ConfigMap')),
      /--unsafe-allow-generic-targets[\s\S]+\nkind: ConfigMap\n[\s\S]+\ndata:\n[\s\S]+\n {2}username: </,
    );
    assert.match(await preview(manifest('Foo')), /\nspec:\n {2}data:\n[\s\S]+\n {4}username: </);
    assert.match(await preview(manifest('Foo', '    template: {data: {a: b}}\n')), /is not evaluated here\n$/);
  });

  it('shows the Secret that a ClusterExternalSecret makes in each namespace', async () => {
    const shown = await preview(`apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata: {name: c}
spec:
  namespaces: [a, b]
  externalSecretName: child
  externalSecretMetadata: {labels: {x: z}}
  externalSecretSpec:
    secretStoreRef: {name: s, kind: ClusterSecretStore}
${data.replace(/^/gm, '  ').trimEnd()}
`);
    assert.match(shown, /\n {2}name: child\n {2}namespace: <a, b>\n/);
    assert.match(shown, /# copied from the externalSecretMetadata\n {4}x: z\n/);
    assert.match(shown, /There is one in each namespace/);
  });

  it('shows what a PushSecret has to push, and where', async () => {
    const shown = await preview(`│apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata: {name: p, namespace: default}
spec:
  secretStoreRefs: [{name: aws-secretsmanager}]
  selector: {secret: {name: db-credentials}}
  template: {data: {both: "{{ .username }}:{{ .other }}"}}
  data:
    - match: {secretKey: both, remoteRef: {remoteKey: prod/x, property: p}}
---
${externalSecret(data)}`);
    assert.match(
      shown,
      /# Secret db-credentials, written by ExternalSecret db-credentials\n {2}ca: <ca of Secret db-credentials>\n/,
    );
    assert.match(shown, /# pushed as prod\/x, property p\n {2}both: <username of Secret db-credentials>:\{\{ \.other \}\}\n/);
    assert.match(shown, /# and other keys of Secret db-credentials\n$/);
  });

  it('shows of a file of Helm what Helm puts out as it stands, and words for the rest', async () => {
    const template = (url: string, more = '') =>
      `  target:\n    name: {{ .Release.Name }}-db\n    template:\n${more}      data:\n        url: ${url}\n`;
    const url = 'pg://{{ `{{ .username }}` }}@{{ .Values.db.host | quote }}:{{ include "shop.port" . }}';
    const chart = `{{- if .Values.enabled }}\n${externalSecret(data, template(url))}{{- end }}\n`;
    const shown = await preview(chart.replace('kind:', '│kind:'));
    assert.match(shown, /url: pg:\/\/<username of prod\/db>@<\.Values\.db\.host>:<shop\.port>\n/);
    assert.match(shown, /\n {2}name: <\.Release\.Name>-db\n/);
    assert.match(shown, /# Helm goes over the manifest first/);
    assert.doesNotMatch(shown, /lines of its own/);
    const block = '|\n          {{ `{{ .username | upper }}` }}\n          {{ .Values.more }}';
    const lines = '      metadata:\n        labels:\n          a: b\n          {{- include "labels" . | nindent 10 }}\n';
    const other = await preview(externalSecret(data, template(block, lines)));
    assert.match(other, /url: \|\n {4}<upper case of username of prod\/db>\n {4}<\.Values\.more>\n/);
    assert.match(other, /\n# It also writes lines of its own, which are not shown\.\n.*\n {4}a: b\n/s);
    assert.doesNotMatch(await preview(externalSecret(extract, template(url))), /password of/, 'no vault is asked');
  });

  it('refuses of a file of Helm what may be otherwise', async () => {
    for (const [what, url] of Object.entries({
      'no template of ESO': '{{ .Values.url }}',
      'a condition': '|\n          {{- if .Values.a }}\n          {{ `{{ .username }}` }}\n          {{- end }}',
      'a loop': '{{ `{{ .username }}` }}\n        {{- range .Values.more }}\n        {{ . }}: a\n        {{- end }}',
    }))
      assert.match(
        await preview(externalSecret(data, `  target:\n    template:\n      data:\n        url: ${url}\n`)),
        /^refused: Helm/,
        what,
      );
  });

  it('refuses what is not known yet', async () => {
    const helm = externalSecret(data, '  refreshInterval: {{ .Values.refresh }}\n');
    assert.match(await preview(helm), /^refused: Helm or another template engine/);
    assert.match(await preview(awsStore), /^refused: A SecretStore/);
  });

  it('is bounded', async () => {
    const many = Array.from({ length: 600 }, (_, i) => `    - secretKey: k${i}\n      remoteRef: {key: k}\n`).join('');
    const shown = await preview(externalSecret(`  data:\n${many}`));
    assert.match(shown, /\n {2}# and 100 more\n$/);
  });
});
