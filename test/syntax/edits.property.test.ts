import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cursorAt, nodePathAt } from '../../server/src/syntax/cursor.ts';
import type { ManifestFile, TextChange } from '../../server/src/syntax/manifest.ts';
import { createManifestParser, parseManifestFile } from '../../server/src/syntax/parse.ts';
import { toJson } from '../../server/src/syntax/resource.ts';
import { fc, runs } from '../support/fuzz.ts';

const FRAGMENTS = [
  'a: 1',
  'key: value',
  'apiVersion: external-secrets.io/v1',
  'kind: ExternalSecret',
  'kind: List',
  'items:',
  'spec:',
  '- x',
  '- a: b',
  '  ',
  '    ',
  '\n',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '---',
  '---\n',
  '\n---\n',
  '\n--- # c\n',
  '...',
  '\n...\n',
  '%YAML 1.2\n',
  '%TAG ! x\n',
  '# comment',
  ' #',
  '"',
  "'",
  '"quoted"',
  "'single'",
  '|',
  '>-\n',
  '{',
  '}',
  '[',
  ']',
  ',',
  ': ',
  ':',
  '&a ',
  '*a',
  '<<: *a',
  '!!int 5',
  '{{ .Values.x }}',
  '{{- if .x }}\n',
  '{{- end }}\n',
  '{{/* c */}}',
  '{{',
  '}}',
  '"{{ .x }}"',
  '{% raw %}\n',
  '\ufeff',
  '\u{1f600}',
  '\ud83d',
  '\udc00',
  '\0',
  '\u2028',
  '\\',
  '? ',
  '- ',
  '-',
  '\u0002',
  '\u0018',
  '\u001f',
] as const;

const text = fc
  .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...FRAGMENTS) }, fc.string({ maxLength: 3 })), { maxLength: 25 })
  .map((parts) => parts.join(''));
const edit = fc.record({
  from: fc.nat(1000),
  length: fc.oneof(fc.constant(0), fc.nat(12)),
  text: fc.oneof(fc.constantFrom(...FRAGMENTS, ''), text),
});

/** All that a reader can see of a file, as plain data. */
function seen(file: ManifestFile): unknown {
  return file.documents.map(({ index, start, end, line, parsed }) => ({
    index,
    start,
    end,
    line,
    text: parsed.text,
    root: parsed.root,
    problems: parsed.problems,
    templated: parsed.templated,
    comments: parsed.comments,
    resources: parsed.resources.map((each) => ({ root: each.root, kind: each.kind, name: each.name, json: each.json() })),
  }));
}

describe('a file', () => {
  it('is the same after edits as when it is read afresh', () => {
    fc.assert(
      fc.property(text, fc.array(edit, { minLength: 1, maxLength: 6 }), (start, edits) => {
        const parser = createManifestParser();
        let file = parser.parse(start);
        let plain = start;
        for (const each of edits) {
          const from = Math.min(each.from % (plain.length + 1), plain.length);
          const change: TextChange = { start: from, end: Math.min(from + each.length, plain.length), text: each.text };
          plain = plain.slice(0, change.start) + change.text + plain.slice(change.end);
          file = parser.update(file, [change]);
        }
        assert.equal(file.text, plain);
        assert.deepEqual(seen(file), seen(parseManifestFile(plain)));
      }),
      runs(5000),
    );
  });

  it('is covered by its documents without gaps', () => {
    fc.assert(
      fc.property(text, (source) => {
        const { documents } = parseManifestFile(source);
        assert.equal(documents[0]?.start, 0);
        assert.equal(documents.at(-1)?.end, source.length);
        documents.forEach((document, i) => {
          assert.equal(document.end, documents[i + 1]?.start ?? source.length);
          assert.equal(document.parsed.text, source.slice(document.start, document.end));
        });
      }),
    );
  });
});

describe('any text at all', () => {
  it('is read without an exception, and so is every place in it', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary', maxLength: 60 })), fc.nat(1000), (source, at) => {
        const file = parseManifestFile(source);
        for (const { parsed } of file.documents) {
          if (parsed.root !== undefined) toJson(parsed.root);
          for (const { range } of parsed.problems)
            assert.ok(range.start >= 0 && range.start <= range.end && range.end <= parsed.text.length);
        }
        const offset = at % (source.length + 1);
        const cursor = cursorAt(file, offset);
        if (cursor !== undefined) {
          assert.ok(cursor.replace.start >= cursor.document.start && cursor.replace.end <= cursor.document.end);
          const { start, end } = cursor.replace;
          assert.ok(
            start <= offset && offset <= end,
            `the caret at ${offset} of ${JSON.stringify(source)} is not in ${start}..${end}`,
          );
        }
        nodePathAt(file, offset);
      }),
      runs(3000),
    );
  });
});
