import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Range } from 'vscode-languageserver-types';
import { createTemplateHighlighter } from '../../../server/src/features/semanticTokens/index.ts';
import { createLineIndex } from '../../../server/src/syntax/lineIndex.ts';
import { parseManifestFile } from '../../../server/src/syntax/parse.ts';

/** The pieces of a text that are coloured: `type text`. */
function coloured(text: string, range?: Range): readonly string[] {
  const lines = createLineIndex(text);
  return createTemplateHighlighter()
    .colours(parseManifestFile(text), lines, range)
    .map(({ line, character, length, type }) => {
      const start = lines.offsetAt({ line, character });
      const piece = text.slice(start, start + length);
      assert.equal(piece.length, length);
      assert.doesNotMatch(piece, /[\r\n]|^\s|\s$/, 'a piece of one line');
      return `${type} ${piece}`;
    });
}

/** An ExternalSecret with this below `template`, lines indented by six. */
function template(text: string): string {
  return `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db}
spec:
  secretStoreRef: {name: vault}
  target:
    template:
${text}
  data:
    - secretKey: username
      remoteRef: {key: prod/db}
`;
}

const data = (value: string) => template(`      data:\n        url: ${value}`);

const action = ['operator {{', 'property .username', 'operator }}'];

describe('colours in templates', () => {
  it('tell functions, fields, variables, keywords, texts, numbers and comments apart', () => {
    const text = data(`|
          {{- range $i, $k := (list "a" \`b\`) }}{{/* not put out */}}
          {{ if and .username (eq (len $k) 2) -}} {{ $.user.name | upper | nosuch }} {{ else }} {{ . }} {{ true }} {{ nil }} {{ end }}
          {{- end }}`);
    assert.deepEqual(coloured(text), [
      'operator {{-',
      'keyword range',
      'variable $i',
      'operator ,',
      'variable $k',
      'operator :=',
      'operator (',
      'function list',
      'string "a"',
      'string `b`',
      'operator )',
      'operator }}',
      'comment {{/* not put out */}}',
      'operator {{',
      'keyword if',
      'function and',
      'property .username',
      'operator (',
      'function eq',
      'operator (',
      'function len',
      'variable $k',
      'operator )',
      'number 2',
      'operator )',
      'operator -}}',
      'operator {{',
      'variable $',
      'property .user',
      'property .name',
      'operator |',
      'function upper',
      'operator |',
      'operator }}',
      'operator {{',
      'keyword else',
      'operator }}',
      'operator {{',
      'variable .',
      'operator }}',
      'operator {{',
      'keyword true',
      'operator }}',
      'operator {{',
      'keyword nil',
      'operator }}',
      'operator {{',
      'keyword end',
      'operator }}',
      'operator {{-',
      'keyword end',
      'operator }}',
    ]);
  });

  for (const [style, value] of [
    ['plain', 'postgres://{{ .username }}@db'],
    ['plain over two lines', 'postgres\n          //{{ .username }}@db'],
    ['single-quoted', `'it''s {{ .username }}'`],
    ['double-quoted', String.raw`"\tit\u0027s 🔑 {{ .username }}"`],
    ['double-quoted over two lines', '"one\n\n          two \\\n          {{ .username }}"'],
    ['literal', '|-\n          user: 🔑\n            {{ .username }}'],
    ['folded', '>\n          one\n          two {{ .username }}\n\n          three'],
    ['literal with more indentation', '|2\n            {{ .username }}'],
    ['anchored', '&url "{{ .username }}"'],
  ] as const) {
    it(`are exact in a ${style} scalar, whatever ends the lines`, () => {
      assert.deepEqual(coloured(data(value)), action);
      assert.deepEqual(coloured(data(value).replaceAll('\n', '\r\n')), action);
    });
  }

  it('keep escapes of the YAML around a text, and divide what goes over several lines', () => {
    assert.deepEqual(coloured(data(String.raw`"{{ index . \"db-user\" }}"`)), [
      'operator {{',
      'function index',
      'variable .',
      String.raw`string \"db-user\"`,
      'operator }}',
    ]);
    assert.deepEqual(coloured(data(`'{{ index . ''db'' }}'`)).slice(0, 3), ['operator {{', 'function index', 'variable .']);
    assert.deepEqual(coloured(data('|\n          {{/* one\n\n            two */}}\n          x')), [
      'comment {{/* one',
      'comment two */}}',
    ]);
    assert.deepEqual(coloured(data('"{{ print\n          `a\n          b` }}"')), [
      'operator {{',
      'function print',
      'string `a',
      'string b`',
      'operator }}',
    ]);
  });

  it('are in labels, annotations and literals too, and in what is pushed', () => {
    const labels = template(`      metadata:
        labels: {owner: "{{ .username }}"}
      templateFrom:
        - literal: "{{ .username }}"
        - target: Data
          literal: |
            {{ .username }}`);
    assert.deepEqual(coloured(labels), [...action, ...action, ...action]);
    const push = `apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata: {name: push}
spec:
  secretStoreRefs: [{name: vault}]
  selector: {secret: {name: db}}
  template:
    data:
      url: "{{ .username }}"
  data: []
`;
    assert.deepEqual(coloured(push), action);
    assert.deepEqual(coloured(push.replace('external-secrets.io', 'example.com')), [], 'what is pushed by others');
  });

  it('go on behind an action that cannot be read', () => {
    assert.deepEqual(coloured(data('|\n          {{ .db-user }} {{ .username }}\n          {{ "x\n          {{ .username }}')), [
      'operator {{',
      ...action,
      'operator {{',
      ...action,
    ]);
    assert.deepEqual(coloured(data('"{{/* {{ .username }}"')), action);
    assert.deepEqual(coloured(data('"{{ .username"')), ['operator {{', 'property .username']);
  });

  it('are there in what Helm puts out as it stands', () => {
    assert.deepEqual(coloured(data('a{{ `{{ .username }}` }}{{ .Values.b }}')), [
      'operator {{',
      'property .username',
      'operator }}',
    ]);
  });

  it('are none where Helm goes over the document, where nothing is a template, and in what is not of ESO', () => {
    assert.deepEqual(coloured(data('"{{ .username }}"').replace('name: db', 'name: {{ .Release.Name }}')), []);
    assert.deepEqual(coloured(data('plain')), []);
    assert.deepEqual(coloured(data('"{{ .username }}"').replace('metadata: {name: db}', 'metadata: {name: "{{ name }}"}')), []);
    assert.deepEqual(coloured('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {url: "{{ .username }}"}\n'), []);
  });

  it('of a range are those that it touches', () => {
    const text = data('|\n          {{ .username }}\n          {{ upper .username }}\n          {{ .username }}');
    const line = text.split('\n').findIndex((each) => each.includes('upper'));
    const range = { start: { line, character: 0 }, end: { line, character: 99 } };
    assert.deepEqual(coloured(text, range), ['operator {{', 'function upper', 'property .username', 'operator }}']);
    const highlighter = createTemplateHighlighter();
    const many = [text, text, text].join('---\n');
    highlighter.colours(parseManifestFile(many), createLineIndex(many), range);
    assert.equal(highlighter.colouredDocuments, 1, 'other documents are not looked into');
  });
});
