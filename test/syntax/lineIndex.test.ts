import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createLineIndex, type LineIndex } from '../../server/src/syntax/lineIndex.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { fc } from '../support/fuzz.ts';

describe('lines of a text', () => {
  it('end as LSP has it', () => {
    const lines = createLineIndex('a\r\nbc\rd\n😀e');
    assert.equal(lines.lineCount, 4);
    assert.deepEqual(lines.positionAt(4), { line: 1, character: 1 });
    assert.deepEqual(lines.positionAt(10), { line: 3, character: 2 });
    assert.deepEqual(lines.positionAt(2), { line: 0, character: 1 });
    assert.equal(lines.offsetAt({ line: 1, character: 99 }), 5);
    assert.equal(lines.offsetAt({ line: 9, character: 0 }), 11);
  });

  /** The index of a text says of every place what the protocol's own text document says. */
  function agree(units: readonly string[], linesOf: (text: string) => LineIndex): void {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...units) }),
        fc.integer({ min: -1, max: 40 }),
        fc.integer({ min: -1, max: 8 }),
        fc.nat(8),
        (source, offset, line, character) => {
          const reference = TextDocument.create('file:///x', 'yaml', 1, source);
          const lines = linesOf(source);
          assert.equal(lines.lineCount, reference.lineCount);
          assert.deepEqual(lines.positionAt(offset), reference.positionAt(offset));
          assert.equal(lines.offsetAt({ line, character }), reference.offsetAt({ line, character }));
        },
      ),
    );
  }

  it("agree with the protocol's own text document", () => {
    agree(['a', '\n', '\r', '\r\n', '😀', ' '], createLineIndex);
    agree(['a', '\n', '😀', ' '], createLineIndex);
  });

  it('are put together of those of the documents of a file', () => {
    agree(['a', '\n', '\r', '\r\n', '---\n', '\n---', '...\r\n', '#'], (text) => parseManifestFile(text).lines);
  });
});
