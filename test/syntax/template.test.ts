import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ParsedDocument } from '../../server/src/syntax/manifest.ts';
import type { YamlNode } from '../../server/src/syntax/node.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { maskTemplate } from '../../server/src/syntax/template.ts';

function only(source: string): ParsedDocument {
  const [document, ...rest] = parseManifestFile(source).documents;
  assert.ok(document !== undefined && rest.length === 0);
  return document.parsed;
}

/** A tree in short: `?` for placeholders, `…` for what may have more entries, and plain values. */
function sketch(node: YamlNode | undefined): string {
  if (node === undefined) return 'nothing';
  if (node.type === 'scalar') return node.placeholder ? '?' : JSON.stringify(node.value);
  const parts =
    node.type === 'seq'
      ? node.items.map(sketch)
      : node.entries.map((entry) => `${entry.key.placeholder ? '?' : entry.name}: ${sketch(entry.value)}`);
  if (node.open) parts.push('…');
  return node.type === 'seq' ? `[${parts.join(', ')}]` : `{${parts.join(', ')}}`;
}

describe('Helm text is out of the way', () => {
  const cases: readonly (readonly [source: string, expected: string])[] = [
    ['a: {{ .Values.x }}\nb: 1', '{a: ?, b: 1}'],
    ['a: x-{{ .Values.x }}-y', '{a: ?}'],
    ['{{ .Values.key }}: 1', '{?: 1}'],
    ['a: {{ .x | default "a: b # c" | quote }} # c\nb: 1', '{a: ?, b: 1}'],
    ['a: {{ include "x"\n  . }}\nb: 1', '{a: ?, b: 1}'],
    ['- {{ .x }}\n- a', '[?, "a"]'],
    ['labels:\n  {{- include "x" . | nindent 2 }}\nb: 1', '{labels: ?, b: 1}'],
    ['labels:\n  {{- include "x" . | nindent 2 }}\n  a: 1\nb: 1', '{labels: {a: 1, …}, b: 1}'],
    ['labels: {{- include "x" . | nindent 2 }}\n  a: 1\nb: 1', '{labels: {a: 1, …}, b: 1}'],
    ['labels: {{ include "x" . }}\nb: 1', '{labels: ?, b: 1}'],
    ['list: {{- toYaml .x | nindent 0 }}\n- a', '{list: ["a", …], …}'],
    ['a:\n{{ toYaml .x | indent 2 }}\nb: 1', '{a: ?, b: 1}'],
    ['s:\n  a: 1\n{{- if .x }}\n  b: 2\n{{- end }}\nc: 3', '{s: {a: 1, b: 2, …}, c: 3}'],
    ['s:\n{{- if .x }}\n  a: 1\n{{- else }}\n  a: 2\n{{- end }}', '{s: {a: 1, a: 2, …}}'],
    ['{{- if .x }}\na: 1\nb:\n  c: 1\n{{- end }}', '{a: 1, b: {c: 1}}'],
    ['{{- if .x }}\na: 1\n{{- end }}\nb:\n  c: 1', '{a: 1, b: {c: 1}, …}'],
    ['l:\n{{- range .x }}\n  - a: {{ . }}\n{{- end }}', '{l: [{a: ?}, …]}'],
    ['d:\n{{- range .x }}\n  {{ .k }}: 1\n{{- end }}\n  b: 2\n{{- end }}\n', '{d: {?: 1, b: 2, …}}'],
    ['{{ include "x" . }}\n---\na: 1', '{a: 1}'],
    ['{{/* a: comment\n  of two lines */}}\na: 1', '{a: 1}'],
    ['{{- $x := .y }}\na: 1', '{a: 1}'],
    ['a: |\n  x\n{{- if .x }}\n  y\n{{- end }}\n  z\nb: 1', '{a: ?, b: 1}'],
    ['a: |\n{{- range .Values.list }}\n  x\n{{- end }}\nb: 1', '{a: ?, b: 1}'],
    ['a: "{{ include "x" . }}"\nb: 1', '{a: ?, b: 1}'],
    ['a: \'{{ $.Files.Get "x" | trim }}/y\'\nb: 1', '{a: ?, b: 1}'],
    ['a: "{{ "{{ .x }}" }}"\nb: "plain"', '{a: ?, b: "plain"}'],
    ['a: "{{\n  "{{ .x | toString }}"\n}}"\nb: 1', '{a: ?, b: 1}'],
    ['a: "{{ `{{ .x }}` }}"\nb: 1', '{a: ?, b: 1}'],
    ['a: {{ .Values.x }}\nb: "{{ .y }}"\nc: |\n  {{ .z }}\nd: "w"', '{a: ?, b: ?, c: ?, d: "w"}'],
    ['a: [{{ .x }}, b]', '{a: [?, "b"]}'],
    ['a: {{ if .x }}1{{ else }}2{{ end }}\nb: 1', '{a: ?, b: 1}'],
    ['a: {{ .Values.x\nb: 1', '{a: ?, b: 1}'],
  ];
  for (const [source, expected] of cases) {
    it(JSON.stringify(source), () => {
      const document = only(source);
      assert.deepEqual(document.problems, []);
      assert.equal(document.templated, true);
      assert.equal(sketch(document.root), expected);
    });
  }

  it('and every other character stays where it is', () => {
    const source = 'a: {{ x }} # c\r\n{{- if y }}\r\nb: "{{ z }}"\r\n';
    assert.equal(maskTemplate(source).text, 'a: xxxxxxx # c\r\n           \r\nb: "xxxxxxx"\r\n');
  });

  it('and only keys of mappings that it may change are free to repeat', () => {
    const problems = only('s:\n{{- if .x }}\n  a: 1\n{{- end }}\n  a: 2\nt:\n  b: 1\n  b: 2\n').problems;
    assert.deepEqual(
      problems.map(({ code, name }) => `${code} ${name}`),
      ['duplicate-key b'],
    );
  });
});

describe("ESO's own templates are strings", () => {
  const cases: readonly (readonly [source: string, expected: string])[] = [
    ['a: "{{ .x }}"', '{a: "{{ .x }}"}'],
    ['a: \'{{ .x | f "y" }}\'', '{a: "{{ .x | f \\"y\\" }}"}'],
    ['a: "{{ index . \\"x\\" }} is"\nb: "{{ .y }}"', '{a: "{{ index . \\"x\\" }} is", b: "{{ .y }}"}'],
    ['a: |\n  {{- range .x }}\n  y: {{ . }}\n  {{- end }}\nb: 1', '{a: "{{- range .x }}\\ny: {{ . }}\\n{{- end }}\\n", b: 1}'],
    ['url: http://x/{{ .remoteRef.key }}', '{url: "http://x/{{ .remoteRef.key }}"}'],
    ['# {{ .Values.x }}\na: 1', '{a: 1}'],
    ['{% raw %}\na: "{{ .x }}"\n{% endraw %}\n', '{a: "{{ .x }}"}'],
  ];
  for (const [source, expected] of cases) {
    it(JSON.stringify(source), () => {
      const document = only(source);
      assert.deepEqual(document.problems, []);
      assert.equal(document.templated, false);
      assert.equal(sketch(document.root), expected);
    });
  }

  it('with quotes that end the string too early are one mistake', () => {
    assert.equal(only('a: "{{ .x | filterPEM "KEY" }}"\nb: "{{ .y | filterPEM "KEY" }}"\n').problems.length, 1);
  });
});

describe('a resource with template text', () => {
  const [resource] = only('kind: X\nmetadata:\n  name: {{ .Values.n }}\nspec:\n  {{ .k }}:\n    a: 1\n  b: 2\n').resources;
  it('knows which of its places say nothing', () => {
    assert.equal(resource?.isPlaceholder(['metadata', 'name']), true);
    assert.equal(resource?.isPlaceholder(['spec', 'b']), false);
    assert.equal(resource?.isPlaceholder(['spec', '{{ .k }}', 'a']), true);
    assert.equal(resource?.name, undefined);
  });
});
