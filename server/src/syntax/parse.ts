import { parseDocument } from './document.ts';
import type { ManifestDocument, ManifestFile, ParsedDocument, TextChange } from './manifest.ts';
import { lastStart } from './search.ts';
import { endOfDocument } from './split.ts';

/** Reads texts into files and keeps what an edit does not touch. Holds counters and nothing else. */
export interface ManifestParser {
  /** The file with this text. Documents whose text is also in `reuse` are taken from it. */
  parse(text: string, reuse?: ManifestFile): ManifestFile;
  /**
   * The file after changes that follow one another, each in the offsets of the text as it then is. `text`: what comes of them, where the
   * caller has it, so that there is one copy of it.
   */
  update(file: ManifestFile, changes: readonly TextChange[], text?: string): ManifestFile;
  /** `parsed`: documents whose YAML was read since the parser was made; reading happens when a document is first looked into. */
  readonly counters: { readonly parsed: number };
}

/** A parser with counters of its own. */
export function createManifestParser(): ManifestParser {
  const counters = { parsed: 0 };
  const read = (text: string): ParsedDocument =>
    parseDocument(text, () => {
      counters.parsed++;
    });
  return {
    parse: (text, reuse) => parseText(text, reuse?.documents ?? [], read),
    update: (file, changes, text) =>
      changes.reduce(
        (current, change, i) => applyChange(current, change, read, i === changes.length - 1 ? text : undefined),
        file,
      ),
    counters,
  };
}

/** The documents of two versions of a file without those that both begin with, and those that both end with. */
export function changedDocuments(
  before: readonly ManifestDocument[],
  after: readonly ManifestDocument[],
): { readonly gone: readonly ManifestDocument[]; readonly come: readonly ManifestDocument[] } {
  const most = Math.min(before.length, after.length);
  let first = 0;
  while (first < most && before[first]?.parsed === after[first]?.parsed) first++;
  let last = 0;
  while (last < most - first && before.at(-1 - last)?.parsed === after.at(-1 - last)?.parsed) last++;
  return { gone: before.slice(first, before.length - last), come: after.slice(first, after.length - last) };
}

/** {@link ManifestParser.parse} for callers that do not count. */
export function parseManifestFile(text: string, reuse?: ManifestFile): ManifestFile {
  return createManifestParser().parse(text, reuse);
}

type Read = (text: string) => ParsedDocument;

function parseText(text: string, reuse: readonly ManifestDocument[], read: Read): ManifestFile {
  const known = byText(reuse);
  const documents: ManifestDocument[] = [];
  for (let start = 0; start < text.length || documents.length === 0; ) {
    const end = endOfDocument(text, start);
    documents.push(documentOf(documents.length, text, start, end, known, read));
    start = end;
  }
  return fileOf(text, documents);
}

function applyChange(file: ManifestFile, change: TextChange, read: Read, whole?: string): ManifestFile {
  const from = clamp(change.start, 0, file.text.length);
  const to = clamp(change.end, from, file.text.length);
  const text = whole ?? file.text.slice(0, from) + change.text + file.text.slice(to);
  const delta = text.length - file.text.length;
  const old = file.documents;
  // What is written at the very start of a document may belong to the one before; and joined with it, a document that was only
  // comments may change how that one ends.
  const first = Math.max(0, indexAt(old, Math.max(0, from - 1)) - 1);
  const documents = old.slice(0, first);
  let next = indexAt(old, to);
  const known = byText(old.slice(first, next + 2));
  let start = (old[first] as ManifestDocument).start;
  while (start < text.length || documents.length === 0) {
    while (next < old.length && (old[next] as ManifestDocument).start + delta < start) next++;
    const same = old[next];
    if (start < text.length && same !== undefined && same.start >= to && same.start + delta === start) break;
    const end = endOfDocument(text, start);
    documents.push(documentOf(documents.length, text, start, end, known, read));
    start = end;
  }
  if (start < text.length) {
    for (const kept of old.slice(next)) {
      documents.push({ index: documents.length, start: kept.start + delta, end: kept.end + delta, parsed: kept.parsed });
    }
  }
  return fileOf(text, documents);
}

function documentOf(
  index: number,
  text: string,
  start: number,
  end: number,
  known: ReadonlyMap<string, ParsedDocument>,
  read: Read,
): ManifestDocument {
  const own = text.slice(start, end);
  return { index, start, end, parsed: known.get(own) ?? read(own) };
}

function byText(documents: readonly ManifestDocument[]): ReadonlyMap<string, ParsedDocument> {
  return new Map(documents.map(({ parsed }) => [parsed.text, parsed]));
}

function fileOf(text: string, documents: readonly ManifestDocument[]): ManifestFile {
  return { text, documents, documentAt: (offset) => documents[indexAt(documents, offset)] as ManifestDocument };
}

/** Index of the last document that starts at or before the offset. */
function indexAt(documents: readonly ManifestDocument[], offset: number): number {
  return lastStart(documents.length, (i) => (documents[i] as ManifestDocument).start, offset);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
