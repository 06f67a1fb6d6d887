import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';

/** The problems of a text, each as its code and the text it is shown on. */
function problemsOf(source: string): readonly string[] {
  return parseManifestFile(source).documents.flatMap(({ parsed }) =>
    parsed.problems.map(({ code, range, name }) => {
      const shown = `${code} ${JSON.stringify(parsed.text.slice(range.start, range.end))}`;
      return name === undefined ? shown : `${shown} (${name})`;
    }),
  );
}

describe('a problem has one cause and stands on it', () => {
  const cases: readonly (readonly [source: string, expected: readonly string[]])[] = [
    ['a: 1\nb: [x, y]\n', []],
    ['a:\n\tb: 1\n', ['tab-indentation "\\t"']],
    ['a:\n  b: 1\n c: 2\n', ['bad-indentation "c"']],
    ['spec:\n  refr\n  b: 1\n', ['missing-colon "refr"']],
    ['a: 1\nrefr\n', ['missing-colon "refr"']],
    ['a: "x\n', ['unclosed-quote "\\"x"']],
    ['a: "x\nb: 1\nc: "y"\n', ['unclosed-quote "\\"x"']],
    ["a: 'x\nb: 1\nc: 'y'\n", ['unclosed-quote "\'x"']],
    ['a: [x\nb: 1\n', ['unclosed-flow-collection "["']],
    ['a: {b: c\nd: 1\n', ['unclosed-flow-collection "{"']],
    ['a: b: c\n', ['nested-mapping "b"']],
    ['a: "\\q"\n', ['bad-escape "\\\\q"']],
    ['a: "\\q"\nb: "\\w"\n', ['bad-escape "\\\\q"', 'bad-escape "\\\\w"']],
    ['a: @x\n', ['unexpected-character "@x"']],
    ['a: 1\nb: 2\na: 3\n', ['duplicate-key "a" (a)']],
    // To Kubernetes' reader these are two keys, and one of them is lost only later.
    ['"1": a\n1: b\n', []],
    ['yes: a\n"true": b\n', []],
    ['yes: a\ntrue: b\n', ['duplicate-key "true" (true)']],
    ['a: "b\\/c"\n', ['bad-escape "\\\\/"']],
    ['{"a": "b\\/c"}\n', []],
    ['a: "b\\\\/c"\n', []],
    ['a: "it\\\'s"\n', []],
    ['a: {b:{c: d}}\n', ['missing-colon "b"']],
    ['a: {b:}\n', ['missing-colon "b"']],
    ['a: {b:c, "d":{e: f}}\n', []],
    ['a: .inf\n', ['no-json ".inf"']],
    ['a: !!float .nan\n', ['no-json ".nan"']],
    ['a: {b: c}#d\ne: "f"#g\n', []],
    ['a:\n  b: {c: d\n e}\n  f: [g, # h\ni]\n', []],
    ['a: &b.c d\n', ['unexpected-character "&b.c"']],
    ['a: b\n\t\nc: d\n', ['tab-indentation "\\t"']],
    ['a:\n  b: c\n  \t\nd: e\n', ['tab-indentation "\\t"']],
    ['a: |\n  b\n  \t\nc: [d,\n\t\n  e]\nf: "g\n\t\n  h"\n', []],
    ['a:\n\t# b\n  c: d\n', ['tab-indentation "\\t"']],
    ['a: b\n \t# c\nd: e\n', []],
    ['a: "b"\n \t# c\nd: e\n', ['tab-indentation "\\t"']],
    ['a:\n  - b\n \t# c\n', ['tab-indentation "\\t"']],
    ['a:\n  - b\n   \t# c\n', []],
    ['a:\n-\tb\n', ['tab-indentation "\\t"']],
    ['a:\n- \tb: c\n', ['tab-indentation "\\t"']],
    ['a:\tb\nc: d\t# e\n', []],
    ['a: {b: https://c/d?e=f}\n', ['unexpected-character "?"']],
    ['a: {b: "https://c/d?e=f"}\nc: https://d?e\n', []],
    ['a: [:b]\n', ['unexpected-character ":"']],
    ['a: "\\ud83d\\ude00"\n', ['bad-escape "\\\\ud83d"', 'bad-escape "\\\\ude00"']],
    ['{"a": "\\ud83d\\ude00"}\n', []],
    ['a: !!int 1.0\nb: !!int 1\n', ['unknown-tag "1.0" (!!int)']],
    ['%YAML 1.1\na: b\n', ['bad-directive "%YAML 1.1" (%YAML 1.1)']],
    ['%YAML 1.1\n---\na: b\n', []],
    ['a: 1\nb\n  : c\n', ['missing-colon "b"']],
    ['a: {b :{c: d}}\n', ['missing-colon "b"']],
    ['a: {"b\n  c": d}\n', ['missing-colon "\\"b\\n  c\\""']],
    ['.inf: a\n', []],
    ['9223372036854775808: a\n', ['complex-key "9223372036854775808"']],
    ['a: {b: 1, b: 2}\n', ['duplicate-key "b" (b)']],
    ['a: *b\n', ['unknown-alias "*b" (b)']],
    ['a: &a [*a]\n', ['excessive-aliases "*a" (a)']],
    ['[a, b]: c\n', ['complex-key "[a, b]"']],
    ['~: c\n', ['complex-key "~"']],
    ['a: !!int x\n', ['unknown-tag "x" (!!int)']],
    ['<<: x\n', ['bad-merge "x"']],
    ['%FOO\n---\na: 1\n', ['bad-directive "%FOO" (%FOO)']],
    ['a: \u0000b\n', ['unexpected-character "\\u0000"']],
    ['a: "x" y\nb: [\nc: d: e\n', ['unexpected-character "y"']],
  ];
  for (const [source, expected] of cases) it(JSON.stringify(source), () => assert.deepEqual(problemsOf(source), expected));
});

it('a key may have 1024 characters', () => {
  assert.deepEqual(problemsOf(`${'a'.repeat(1024)}: b\n`), []);
  assert.deepEqual(problemsOf(`${'a'.repeat(1025)}: b\n`), [`missing-colon "${'a'.repeat(1025)}"`]);
});

describe('input meant to break readers', () => {
  it('such as an alias bomb is bounded', () => {
    const names = [...'abcdefghij'];
    const lines = names.map(
      (name, i) =>
        `${name}: &${name} [${Array(9)
          .fill(i === 0 ? 'x' : `*${names[i - 1]}`)
          .join(', ')}]`,
    );
    assert.deepEqual(
      problemsOf(lines.join('\n')).map((each) => each.split(' ')[0]),
      ['excessive-aliases'],
    );
  });

  const texts = {
    'deep brackets': '['.repeat(10_000),
    'deep braces': '{a: '.repeat(10_000),
    'deep blocks': Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    'deep dashes': `${'- '.repeat(10_000)}x`,
  };
  for (const [what, text] of Object.entries(texts)) {
    it(`such as ${what} is read to a depth that others can bear`, () => {
      const [document] = parseManifestFile(text).documents;
      assert.ok(document?.parsed.problems.some(({ code }) => code === 'too-deep'));
      assert.ok(depthOf(document?.parsed.root) <= 201);
    });
  }

  it('such as a megabyte of one scalar or of NUL is read', () => {
    assert.deepEqual(problemsOf(`a: ${'x'.repeat(1_000_000)}`), []);
    assert.equal(problemsOf('\0'.repeat(100_000)).length, 1);
  });
});

function depthOf(node: unknown): number {
  const children =
    (node as { entries?: { value: unknown }[]; items?: unknown[] }).entries?.map((each) => each.value) ??
    (node as { items?: unknown[] }).items ??
    [];
  return 1 + Math.max(0, ...children.map(depthOf));
}
