import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createLineIndex } from '../../server/src/syntax/lineIndex.ts';
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

  it("agree with the protocol's own text document", () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\r\n', '😀', ' ') });
    fc.assert(
      fc.property(text, fc.nat(40), fc.nat(8), fc.nat(8), (source, offset, line, character) => {
        const reference = TextDocument.create('file:///x', 'yaml', 1, source);
        const lines = createLineIndex(source);
        assert.equal(lines.lineCount, reference.lineCount);
        assert.deepEqual(lines.positionAt(offset), reference.positionAt(offset));
        assert.equal(lines.offsetAt({ line, character }), reference.offsetAt({ line, character }));
      }),
    );
  });
});
