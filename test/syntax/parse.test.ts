import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createManifestParser, parseManifestFile } from '../../server/src/syntax/parse.ts';

function texts(source: string): readonly string[] {
  return parseManifestFile(source).documents.map((document) => document.parsed.text);
}

describe('documents of a file', () => {
  const cases: readonly (readonly [what: string, source: string, expected: readonly string[]])[] = [
    ['nothing at all', '', ['']],
    ['one without marker', 'a: 1\n', ['a: 1\n']],
    ['one with marker', '---\na: 1\n', ['---\na: 1\n']],
    ['two', 'a: 1\n---\nb: 2\n', ['a: 1\n', '---\nb: 2\n']],
    ['CRLF', 'a: 1\r\n---\r\nb: 2\r\n', ['a: 1\r\n', '---\r\nb: 2\r\n']],
    ['lone carriage returns', 'a: 1\r---\rb: 2', ['a: 1\r', '---\rb: 2']],
    ['a marker with content behind it', 'a: 1\n--- b\n', ['a: 1\n', '--- b\n']],
    ['a marker at the end of the text', 'a: 1\n---', ['a: 1\n', '---']],
    ['no marker: more dashes', 'a: 1\n----\n', ['a: 1\n----\n']],
    ['no marker: indented', 'a: |\n  x\n  ---\n  y\n', ['a: |\n  x\n  ---\n  y\n']],
    ['comments before the first marker', '# c\n\n---\na: 1\n', ['# c\n\n---\na: 1\n']],
    ['two markers', '---\n---\na: 1\n', ['---\n', '---\na: 1\n']],
    ['an end marker', 'a: 1\n...\nb: 2\n', ['a: 1\n...\n', 'b: 2\n']],
    ['directives after an end marker', 'a: 1\n...\n# c\n%TAG ! x\n---\nb: 2\n', ['a: 1\n...\n', '# c\n%TAG ! x\n---\nb: 2\n']],
    ['a byte order mark', '\ufeff---\na: 1\n---\n', ['\ufeff---\na: 1\n', '---\n']],
    ['a template around documents', '{{- range .x }}\n---\na: 1\n{{- end }}\n', ['{{- range .x }}\n---\na: 1\n{{- end }}\n']],
    ['markers in a block string', 'a: |\n  x\n---\nb: 1\n', ['a: |\n  x\n', '---\nb: 1\n']],
  ];
  for (const [what, source, expected] of cases) it(what, () => assert.deepEqual(texts(source), expected));

  it('are found by offset, at a boundary the later one', () => {
    const file = parseManifestFile('a: 1\n---\nb: 2\n');
    assert.deepEqual(
      [0, 4, 5, 14, 99].map((offset) => file.documentAt(offset).index),
      [0, 0, 1, 1, 1],
    );
  });

  it('with nothing but comments have no root', () => {
    const [document] = parseManifestFile('# only\n\n').documents;
    assert.equal(document?.parsed.root, undefined);
    assert.deepEqual(document?.parsed.problems, []);
  });
});

describe('an edit', () => {
  const manifest = (i: number): string =>
    `---\napiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: s${i}\n`;
  const source = Array.from({ length: 500 }, (_, i) => manifest(i)).join('');

  function read(file: ReturnType<typeof parseManifestFile>): void {
    for (const { parsed } of file.documents) assert.equal(parsed.resources.length, 1);
  }

  it('in a file of 500 documents reads one of them', () => {
    const parser = createManifestParser();
    const file = parser.parse(source);
    read(file);
    assert.equal(parser.counters.parsed, 500);
    const at = source.indexOf('s250');
    const edited = parser.update(file, [{ start: at, end: at + 1, text: 'renamed-' }]);
    read(edited);
    assert.equal(parser.counters.parsed, 501);
    assert.equal(edited.documents[250]?.parsed.resources[0]?.name, 'renamed-250');
    assert.equal(edited.documents[249]?.parsed, file.documents[249]?.parsed);
    assert.equal(edited.documents[499]?.parsed, file.documents[499]?.parsed);
    assert.equal(edited.documents[499]?.end, edited.text.length);
  });

  it('that puts a document in reads only that', () => {
    const parser = createManifestParser();
    const file = parser.parse(source);
    read(file);
    const edited = parser.update(file, [{ start: source.indexOf('---', 5), end: source.indexOf('---', 5), text: manifest(900) }]);
    read(edited);
    assert.equal(edited.documents.length, 501);
    assert.equal(parser.counters.parsed, 501);
  });

  it('that takes a marker away joins two documents', () => {
    const parser = createManifestParser();
    const edited = parser.update(parser.parse('a: 1\n---\nb: 2\n---\nc: 3\n'), [{ start: 5, end: 9, text: '' }]);
    assert.deepEqual(
      edited.documents.map((document) => document.parsed.text),
      ['a: 1\nb: 2\n', '---\nc: 3\n'],
    );
  });

  it('is one of several that follow one another', () => {
    const parser = createManifestParser();
    const edited = parser.update(parser.parse('a: 1\n'), [
      { start: 3, end: 4, text: '22' },
      { start: 5, end: 5, text: '3' },
    ]);
    assert.equal(edited.text, 'a: 223\n');
  });

  it('of the whole text keeps documents whose text is the same', () => {
    const parser = createManifestParser();
    const file = parser.parse('a: 1\n---\nb: 2\n');
    const again = parser.parse('x: 0\n---\nb: 2\n', file);
    assert.equal(again.documents[1]?.parsed, file.documents[1]?.parsed);
  });
});
