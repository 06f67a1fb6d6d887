import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fullConsent } from '../../support/memoryHost.ts';
import { createLab, externalSecret, type LabOptions } from '../lab.ts';

const fetched = `  data:
    - secretKey: username
      remoteRef: {key: prod/myapp/database, property: username}
    - secretKey: tls.crt
      remoteRef: {key: prod/tls}
`;
/** An ExternalSecret whose template has an entry, written with its key: `a: "…"`. */
const templated = (entry: string, data = fetched) =>
  externalSecret(data, `  target:\n    template:\n      data:\n        ${entry}\n`);

async function offered(entry: string, data?: string, options?: LabOptions) {
  return createLab(options).complete(templated(entry, data));
}

/** The line of the caret once an item is chosen. */
async function chosen(entry: string, label: string): Promise<string> {
  const list = await offered(entry);
  const line = templated(entry).split('│')[0]?.split('\n').length ?? 0;
  return list.chosen(label).split('\n')[line - 1]?.trim() ?? '';
}

describe('completion in templates', () => {
  for (const [name, entry, expected] of [
    ['double quotes', 'a: "{{ .us│ }}"', 'a: "{{ .username }}"'],
    ['double quotes that are not closed', 'a: "{{ .us│', 'a: "{{ .username'],
    ['single quotes', "a: '{{ .us│ }}'", "a: '{{ .username }}'"],
    ['a plain value', 'a: x{{ .us│', 'a: x{{ .username'],
    ['a literal block', 'a: |\n          x: {{ .us│\n          y: {{ .username }}', 'x: {{ .username'],
    ['a folded block', 'a: >-\n          {{ .us│ }}', '{{ .username }}'],
    ['the word that goes on behind the caret', 'a: "{{ .us│er }}"', 'a: "{{ .username }}"'],
    ['braces without blanks', 'a: "{{│}}"', 'a: "{{ .username }}"'],
    ['the dash that trims', 'a: "{{-│}}"', 'a: "{{- .username }}"'],
    ['an argument', 'a: "{{ printf \\"%s\\" │ }}"', 'a: "{{ printf \\"%s\\" .username }}"'],
  ] as const) {
    it(`inserts a variable in ${name}`, async () => assert.equal(await chosen(entry, '.username'), expected));
  }

  it('reaches names with a dot or dash by index, in the quotes that the scalar needs', async () => {
    assert.equal(await chosen('a: "{{ .tls│ }}"', '.tls.crt'), 'a: "{{ index . \\"tls.crt\\" }}"');
    assert.equal(await chosen("a: '{{ .tls.c│ }}'", '.tls.crt'), `a: '{{ index . "tls.crt" }}'`);
    assert.equal(await chosen("a: '{{ b64enc │ }}'", '.tls.crt'), `a: '{{ b64enc (index . "tls.crt") }}'`);
    assert.equal(await chosen(`a: '{{ index . "│" }}'`, 'tls.crt'), `a: '{{ index . "tls.crt" }}'`);
    assert.equal(await chosen('a: "{{ index . \\"t│ }}"', 'tls.crt'), 'a: "{{ index . \\"tls.crt\\" }}"');
  });

  it('says where a variable comes from, and what a function takes', async () => {
    const list = await offered('a: "{{ │ }}"');
    assert.equal(list.item('.username').labelDetails?.description, 'username of prod/myapp/database');
    assert.equal(list.item('replace').detail, 'replace old new text');
    assert.match(await list.documentation('b64enc'), /^The text in base64\.[\s\S]+`\{\{ printf .+ \| b64enc \}\}`/);
    assert.deepEqual(list.labels.slice(0, 3), ['.username', '.tls.crt', '$']);
  });

  it('offers after a bar what can be called, and no value', async () => {
    const { labels } = await offered('a: "{{ .username | │ }}"');
    assert.ok(labels.includes('b64enc') && !labels.includes('.username') && !labels.includes('if'));
  });

  it('offers the keywords that may stand there', async () => {
    const words = async (entry: string) =>
      (await offered(entry)).items.filter(({ kind }) => kind === 14).map(({ label }) => label);
    assert.deepEqual(await words('a: "{{ │"'), ['if', 'range', 'with', 'template', 'block', 'define']);
    assert.deepEqual((await words('a: "{{ if .username }}{{ │"')).slice(0, 2), ['end', 'else']);
    assert.ok((await words('a: "{{ range . }}{{ │"')).includes('break'));
    assert.deepEqual(await words('a: "{{ if .username }}{{ else │"'), ['if', 'with']);
    assert.deepEqual(await words('a: "{{ printf │"'), []);
  });

  it('goes by $ where the dot is another, and leaves fields of elements alone', async () => {
    const list = await offered('a: "{{ range $k, $v := . }}{{ │ }}{{ end }}"');
    assert.deepEqual(list.labels.slice(0, 5), ['$.username', '$.tls.crt', '$', '$k', '$v']);
    assert.deepEqual((await offered('a: "{{ range . }}{{ .│ }}{{ end }}"')).labels, []);
    assert.deepEqual((await offered('a: "{{ (fromJson .username).│ }}"')).labels, []);
    assert.deepEqual((await offered('a: "{{ define \\"x\\" }}{{ .│ }}"')).labels, []);
    assert.equal(await chosen('a: "{{ with .username }}{{ $.us│ }}"', '$.username'), 'a: "{{ with .username }}{{ $.username }}"');
  });

  it('is silent in text, comments, strings and in what Helm renders first', async () => {
    for (const entry of [
      'a: "us│ {{ .username }}"',
      'a: "{{/* .us│ */}}"',
      'a: "{{ printf \\"us│\\" }}"',
      'a: {{ .us│ }}',
      'a: "{{ .us│ }}"\n        b: {{ .Values.b }}',
      'a: "{{ .us│"\n        b: {{ .Values.b }}',
      'a: |\n          {{ .us│\n        b: {{ .Values.b }}',
    ])
      assert.deepEqual((await offered(entry)).labels, [], entry);
    assert.deepEqual((await createLab().complete(externalSecret('  refreshPolicy: "{{ │"\n'))).labels.includes('b64enc'), false);
  });

  for (const [name, entry, expected] of [
    ['a raw string', 'a: pg://{{ `{{ .us│ }}` }}@{{ .Values.host }}', 'a: pg://{{ `{{ .username }}` }}@{{ .Values.host }}'],
    ['quotes around it', 'a: "{{ `{{ .us│ }}` }}"', 'a: "{{ `{{ .username }}` }}"'],
    ['a string in quotes', 'a: \'{{ "{{ .us│ }}" }}\'', 'a: \'{{ "{{ .username }}" }}\''],
    ['braces that are put out', 'a: {{ "{{" }} .us│ {{ "}}" }}', 'a: {{ "{{" }} .username {{ "}}" }}'],
    ['a string that is not closed', 'a: {{ `{{ .us│\n        b: {{ .Values.b }}', 'a: {{ `{{ .username'],
    ['one that trims', 'a: {{- `{{ .us│ }}` | quote -}}', 'a: {{- `{{ .username }}` | quote -}}'],
    ['a block', 'a: |\n          x: {{ `{{ .us│ }}` }}\n          y: {{ .Values.y }}', 'x: {{ `{{ .username }}` }}'],
    ['a line of a block', 'a: |\n          {{ `{{ .us│ }}` }}', '{{ `{{ .username }}` }}'],
    ['lines of a block', 'a: |\n          {{`\n          {{ .us│ }}\n          `}}', '{{ .username }}'],
  ] as const) {
    it(`inserts a variable in what Helm puts out: ${name}`, async () => assert.equal(await chosen(entry, '.username'), expected));
  }

  it('writes nothing into a string of Helm that would end it', async () => {
    assert.equal(await chosen('a: {{ `{{ .tls│ }}` }}', '.tls.crt'), 'a: {{ `{{ index . "tls.crt" }}` }}');
    const { labels } = await offered('a: {{ "{{ .│ }}" }}');
    assert.deepEqual(labels, ['.username']);
  });

  it('knows in what Helm puts out where the dot is something else, and nothing of what Helm itself renders', async () => {
    const { labels } = await offered('a: {{ `{{ range . }}` }}{{ `{{ │ }}` }}');
    assert.deepEqual(labels.slice(0, 2), ['$.username', '$.tls.crt']);
    for (const entry of [
      'a: {{ `{{ .username }}` }} us│ {{ .Values.b }}',
      'a: {{ .us│ }}{{ `{{ .username }}` }}',
      'a: {{ `{{ .username }}` | re│ }}',
      'a: {{ `us│` }}',
      'a: {{ tpl "{{ .us│ }}" . }}',
      'a: {{ printf "{{ .us│ }}" }}',
    ])
      assert.deepEqual((await offered(entry)).labels, [], entry);
    assert.deepEqual((await createLab().complete(externalSecret('  refreshPolicy: {{ `{{ │ }}` }}\n'))).labels, []);
  });

  it('knows what extract and find bring where the vault is connected, under the names that ESO gives them', async () => {
    const extract = '  dataFrom:\n    - extract: {key: prod/myapp/database}\n';
    const { labels } = await offered('a: "{{ .│ }}"', extract);
    assert.deepEqual(labels, ['.username', '.password', '.host', '.port', '.database']);
    const rewritten = `${extract}      rewrite: [{regexp: {source: '^(.*)$', target: 'db-$1'}}]\n`;
    assert.deepEqual((await offered('a: "{{ .│ }}"', rewritten)).labels[0], '.db-username');
    const find = '  dataFrom:\n    - find: {name: {regexp: database}}\n';
    assert.deepEqual((await offered('a: "{{ .│ }}"', find)).labels, ['.prod_myapp_database']);
    const { access, confirmedStores } = fullConsent;
    const unread = { consent: { access, confirmedStores, readValues: false } };
    assert.deepEqual((await offered('a: "{{ .│ }}"', extract, unread)).labels, []);
  });

  it('knows the keys that a PushSecret is given from the ExternalSecret that writes its Secret', async () => {
    const push = `apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata: {name: p, namespace: default}
spec:
  secretStoreRefs: [{name: aws-secretsmanager}]
  selector: {secret: {name: db-credentials}}
  template:
    data:
      a: "{{ .│ }}"
---
${externalSecret(fetched)}`;
    const list = await createLab().complete(push);
    assert.deepEqual(list.labels, ['.username', '.tls.crt']);
    assert.equal(list.item('.username').labelDetails?.description, 'ExternalSecret db-credentials');
  });

  it('knows what a transform is given', async () => {
    const data = `  dataFrom:\n    - find: {name: {regexp: a}}\n      rewrite:\n        - transform: {template: "{{ .│ }}"}\n`;
    assert.deepEqual((await createLab().complete(externalSecret(data))).labels, ['.value']);
  });
});
