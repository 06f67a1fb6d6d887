import { createLineIndex, type LineIndex } from './lineIndex.ts';
import type { ManifestDocument } from './manifest.ts';
import { lastStart } from './search.ts';

/** The line index of a file, from those of its documents: an edit has the lines of one document counted. */
export function linesOf(documents: readonly ManifestDocument[]): LineIndex {
  const indexes = new Map<ManifestDocument, LineIndex>();
  const linesIn = (document: ManifestDocument): LineIndex => {
    const known = indexes.get(document) ?? createLineIndex(document.parsed.text);
    indexes.set(document, known);
    return known;
  };
  const lastFrom = (key: 'start' | 'line', value: number) =>
    documents[lastStart(documents.length, (i) => (documents[i] as ManifestDocument)[key], value)] as ManifestDocument;
  return {
    get lineCount() {
      const last = lastFrom('line', Number.POSITIVE_INFINITY);
      return last.line + linesIn(last).lineCount;
    },
    positionAt(offset) {
      const document = lastFrom('start', offset);
      const { line, character } = linesIn(document).positionAt(offset - document.start);
      return { line: document.line + line, character };
    },
    offsetAt({ line, character }) {
      const document = lastFrom('line', line);
      return document.start + linesIn(document).offsetAt({ line: line - document.line, character });
    },
  };
}
