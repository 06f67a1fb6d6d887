import type { Range } from 'vscode-languageserver-types';
import type { ManifestFile } from './syntax/manifest.ts';
import { createManifestParser } from './syntax/parse.ts';

/** One version of an open document. */
export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly file: ManifestFile;
}

/** A change as the client sends it: without a range the whole text. */
export interface ContentChange {
  readonly range?: Range;
  readonly text: string;
}

/** The documents that the client has open, parsed only where they were edited. */
export interface Documents {
  /** Documents whose text is also in `reuse` are taken from it. */
  open(uri: string, languageId: string, version: number, text: string, reuse?: ManifestFile): OpenDocument;
  /** Undefined where the document is not open. */
  change(uri: string, version: number, changes: readonly ContentChange[]): OpenDocument | undefined;
  close(uri: string): void;
  get(uri: string): OpenDocument | undefined;
  all(): readonly OpenDocument[];
  /** Parses a text that is not open; `reuse` as above. */
  parse(text: string, reuse?: ManifestFile): ManifestFile;
  /** How many YAML documents have been parsed so far. */
  readonly parsedDocuments: number;
}

/** An empty set of open documents. */
export function createDocuments(): Documents {
  const parser = createManifestParser();
  const documents = new Map<string, OpenDocument>();

  function keep(document: OpenDocument): OpenDocument {
    documents.set(document.uri, document);
    return document;
  }

  return {
    open(uri, languageId, version, text, reuse) {
      return keep({ uri, languageId, version, file: parser.parse(text, reuse) });
    },
    change(uri, version, changes) {
      const before = documents.get(uri);
      if (before === undefined) return undefined;
      let { file } = before;
      for (const { range, text } of changes) {
        if (range === undefined) file = parser.parse(text, file);
        else file = parser.update(file, [{ start: file.lines.offsetAt(range.start), end: file.lines.offsetAt(range.end), text }]);
      }
      return keep({ ...before, version, file });
    },
    close: (uri) => void documents.delete(uri),
    get: (uri) => documents.get(uri),
    all: () => [...documents.values()],
    parse: (text, reuse) => parser.parse(text, reuse),
    get parsedDocuments() {
      return parser.counters.parsed;
    },
  };
}
