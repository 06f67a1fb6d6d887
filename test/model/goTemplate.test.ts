import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parameterOf, templateFunctions } from '../../server/src/model/goTemplate/catalogue.ts';
import { parseTemplate } from '../../server/src/model/goTemplate/parseTemplate.ts';
import { templateTexts } from '../../server/src/model/goTemplate/texts.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';

const read = (text: string) => parseTemplate(text, { name: 'K', hasFunction: (name) => templateFunctions.has(name) });

describe('parseTemplate', () => {
  // Templates, the part that is wrong, and the answers of Go 1.26. Thousands more are asked beside Go where that is installed.
  for (const [text, part, line, answer] of [
    ['a {{ .db-password }}', '.db-', 1, "bad character U+002D '-'"],
    ['{{ .a', '{{ .a', 1, 'unclosed action'],
    ['{{ .a\n', '{{ .a\n', 2, 'unclosed action started at K:1'],
    ['{{ .a } }}', '}', 1, 'unexpected "}" in operand'],
    ['{{ .a | nope }}', 'nope', 1, 'function "nope" not defined'],
    ['{{ $x }}', '$x', 1, 'undefined variable "$x"'],
    ['x{{ if .a }}y{{ end }}\n{{ range .b }}', '{{ range .b }}', 2, 'unexpected EOF'],
    ['{{ end }}', '{{ end }}', 1, 'unexpected {{end}}'],
    ['{{ "a }}', '"a }}', 1, 'unterminated quoted string'],
    ['{{ (.a }}', '{{ (.a ', 1, 'unclosed left paren'],
    ['{{ .a | "b" }}', '"b"', 1, 'non executable command in pipeline stage 2'],
    ['{{ if }}x{{ end }}', '}}', 1, 'missing value for if'],
    ['{{ 089 }}', '089', 1, 'integer overflow: "089"'],
    ['{{ "a".b }}', '"a".b', 1, 'unexpected . after term "\\"a\\""'],
    ['{{/* a */ }}', '/* a */', 1, 'comment ends before closing delimiter'],
    ['{{ break }}', '{{ break }}', 1, '{{break}} outside {{range}}'],
    ['{{ define "x" }}a{{ end }}{{ define "x" }}b{{ end }}', '"x"', 1, 'template: multiple definition of template "x"'],
  ] as const) {
    it(`says what Go says to ${JSON.stringify(text)}, and where`, () => {
      const { error } = read(text);
      assert.equal(error?.message, answer);
      assert.equal(error?.line, line);
      assert.ok(part.startsWith(text.slice(error?.range.start, error?.range.end)) && error.range.start < error.range.end);
    });
  }

  it('makes a tree with places for everything', () => {
    const text = 'a {{- range $k, $v := .items }}{{ printf "%s" ($.a.b | quote) }}{{ else }}none{{ end -}} b';
    const { nodes, error } = read(text);
    assert.equal(error, undefined);
    const [before, range, after] = nodes;
    assert.deepEqual(
      [before?.type, before?.type === 'text' && before.text, after?.type === 'text' && after.text],
      ['text', 'a', 'b'],
    );
    assert.ok(range?.type === 'range');
    const shown = (node: { readonly range: { readonly start: number; readonly end: number } } | undefined) =>
      text.slice(node?.range.start, node?.range.end);
    assert.equal(text.slice(range.head.start, range.head.end), '{{- range $k, $v := .items }}');
    assert.deepEqual(range.pipeline.variables.map(shown), ['$k', '$v']);
    assert.equal(range.otherwise?.length, 1);
    const [action] = range.body;
    assert.ok(action?.type === 'action');
    const [name, format, parentheses] = action.pipeline.commands[0]?.operands ?? [];
    assert.deepEqual([shown(name), shown(format), shown(parentheses)], ['printf', '"%s"', '($.a.b | quote)']);
    const field = parentheses?.type === 'parentheses' ? parentheses.pipeline.commands[0]?.operands[0] : undefined;
    assert.deepEqual(field?.type === 'variable' ? field.fields.map(shown) : [], ['.a', '.b']);
  });

  it('keeps definitions apart', () => {
    const { nodes, definitions } = read('{{ define "x" }}a{{ end }}{{ block "y" . }}b{{ end }}{{ template "x" . }}');
    assert.deepEqual(
      nodes.map(({ type }) => type),
      ['define', 'block', 'template'],
    );
    assert.deepEqual([...definitions.keys()], ['x', 'y']);
  });

  it('judges nothing that is nested beyond all use, and stays quick', () => {
    assert.deepEqual(read(`{{ ${'('.repeat(50_000)}`).error, undefined);
    assert.deepEqual(read('{{ if . }}'.repeat(50_000)).nodes, []);
    assert.equal(read('{{ if . }}'.repeat(1000)).error, undefined);
    assert.equal(read(`${'{{ .a }}\n'.repeat(50_000)}{{ .b-c }}`).error?.line, 50_001);
  });
});

describe('templateFunctions', () => {
  it('knows what functions are called with', () => {
    const of = (name: string) => {
      const found = templateFunctions.get(name);
      return [found?.least, found?.most];
    };
    assert.deepEqual(
      [of('b64enc'), of('replace'), of('now')],
      [
        [1, 1],
        [3, 3],
        [0, 0],
      ],
    );
    assert.deepEqual(
      [of('list'), of('dig'), of('merge')],
      [
        [0, Infinity],
        [3, Infinity],
        [1, Infinity],
      ],
    );
    const dig = templateFunctions.get('dig');
    assert.ok(dig !== undefined);
    assert.deepEqual(
      [0, 1, 2, 3].map((n) => parameterOf(dig, n, 4)?.name),
      ['key', 'key', 'default', 'dict'],
    );
  });
  it('leaves out what ESO leaves out', () => {
    for (const name of ['env', 'expandenv', 'getHostByName', 'include', 'tpl', 'lookup', 'required', 'base64decode'])
      assert.equal(templateFunctions.has(name), false, name);
  });
});

describe('templateTexts', () => {
  const inSecret = (data: string) =>
    `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec:\n  target:\n    template:\n      data:\n${data}`;
  const textsIn = (yaml: string) => {
    const [document] = parseManifestFile(yaml).documents;
    assert.ok(document !== undefined);
    return document.parsed.resources.flatMap((resource) => templateTexts(resource, document.parsed));
  };
  /** What stands in the document where the first occurrence of a part of a template is said to be. */
  const shown = (yaml: string, part: string) =>
    textsIn(yaml).map(({ text, placeOf }) => {
      const start = text.indexOf(part);
      const place = placeOf({ start, end: start + part.length });
      return yaml.slice(place.start, place.end);
    });

  it('finds places through all ways to write a value', () => {
    for (const [written, expected] of [
      ['        k: a {{ .a }} b\n', '{{ .a }}'],
      ['        k: "\\t\\"{{ .a }}\\""\n', '{{ .a }}'],
      ["        k: 'it''s {{ .a }}'\n", '{{ .a }}'],
      ['        k: |-\n          x: 1\n            y: {{ .a }}\n', '{{ .a }}'],
      ['        k: | # note\r\n          x\r\n          {{ .a }}\r\n', '{{ .a }}'],
      ['        k: >-\n          some\n          words {{ .a }}\n', '{{ .a }}'],
      ['        k: "some\n          \\\n          words {{ .a }}"\n', '{{ .a }}'],
      ['        k: some\n          words {{ .a }}\n', '{{ .a }}'],
    ] as const)
      assert.deepEqual(shown(inSecret(written), '{{ .a }}'), [expected], written);
  });
  it('maps what escapes stand for to the escapes', () => {
    assert.deepEqual(shown(inSecret('        k: "{{ index . \\"a\\" }}"\n'), '"a"'), ['\\"a\\"']);
    assert.deepEqual(shown(inSecret("        k: '{{ `it''s` }}'\n"), "it's"), ["it''s"]);
  });
  it('writes into a scalar as it wants to be written', () => {
    const edited = (data: string) => {
      const [template] = textsIn(inSecret(data));
      const start = template?.text.indexOf('.a') ?? 0;
      return template?.edit({ start, end: start + 2 }, 'index . "it\'s"')?.newText;
    };
    assert.equal(edited('        k: "{{ .a }}"\n'), 'index . \\"it\'s\\"');
    assert.equal(edited("        k: '{{ .a }}'\n"), 'index . "it\'\'s"');
    assert.equal(edited('        k: |\n          {{ .a }}\n'), 'index . "it\'s"');
  });
  it('knows all fields that ESO renders', () => {
    const count = (yaml: string) => textsIn(yaml).map(({ path, context }) => `${context} ${path.join('.')}`);
    assert.deepEqual(
      count(
        'apiVersion: external-secrets.io/v1\nkind: ClusterExternalSecret\nspec:\n  externalSecretSpec:\n    dataFrom: [{extract: {key: a}, rewrite: [{transform: {template: "{{ .value }}"}}]}]\n    target:\n      template:\n        metadata: {labels: {l: "{{ .l }}"}, annotations: {a: "{{ .a }}"}}\n        templateFrom: [{literal: "{{ .t }}"}]\n',
      ),
      [
        'fetched spec.externalSecretSpec.target.template.templateFrom.0.literal',
        'fetched spec.externalSecretSpec.target.template.metadata.labels.l',
        'fetched spec.externalSecretSpec.target.template.metadata.annotations.a',
        'key spec.externalSecretSpec.dataFrom.0.rewrite.0.transform.template',
      ],
    );
    assert.deepEqual(
      count(
        'apiVersion: external-secrets.io/v1alpha1\nkind: ClusterPushSecret\nspec:\n  pushSecretSpec:\n    template: {data: {k: "{{ .a }}"}}\n',
      ),
      ['secret spec.pushSecretSpec.template.data.k'],
    );
    assert.deepEqual(
      count(
        'apiVersion: external-secrets.io/v1\nkind: SecretStore\nspec:\n  provider: {webhook: {url: "https://x/{{ .remoteRef.key }}", headers: {A: "{{ .auth.token }}"}}}\n',
      ),
      ['request spec.provider.webhook.url', 'request spec.provider.webhook.headers.A'],
    );
  });
  it('leaves alone what another engine renders first', () => {
    const own = '        k: "{{ .a }}"\n';
    assert.equal(textsIn(inSecret(own)).length, 1);
    assert.equal(textsIn(inSecret(own).replace('name: a', 'name: "{{ app }}"')).length, 0);
    assert.equal(textsIn(`${inSecret(own)}        j: {{ .Values.x }}\n`).length, 0);
    assert.equal(textsIn(inSecret('        k: "{{ .a }} ${DOMAIN}"\n')).length, 0);
    assert.equal(textsIn(inSecret('        k: "{{ `{{ .a }}` }}"\n')).length, 0);
  });
});
