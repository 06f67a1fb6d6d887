import { parseDocument } from './document.ts';
import { linesOf } from './fileLines.ts';
import { countLineBreaks } from './lineIndex.ts';
import type { ManifestDocument, ManifestFile, ParsedDocument, TextChange } from './manifest.ts';
import { lastStart } from './search.ts';
import { endOfDocument } from './split.ts';

/** Reads texts into files and keeps what an edit does not touch. Holds counters and nothing else. */
export interface ManifestParser {
  /** The file with this text. Documents whose text is also in `reuse` are taken from it. */
  parse(text: string, reuse?: ManifestFile): ManifestFile;
  /** The file after changes that follow one another, each in the offsets of the text as it then is. */
  update(file: ManifestFile, changes: readonly TextChange[]): ManifestFile;
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
    update: (file, changes) => changes.reduce((current, change) => applyChange(current, change, read), file),
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
    append(documents, text.slice(start, end), known, read);
    start = end;
  }
  return fileOf(documents, text);
}

function applyChange(file: ManifestFile, change: TextChange, read: Read): ManifestFile {
  const old = file.documents;
  const length = old.at(-1)?.end ?? 0;
  const from = clamp(change.start, 0, length);
  const to = clamp(change.end, from, length);
  const delta = change.text.length - (to - from);
  // What is written at the very start of a document may belong to the one before; and joined with it, a document that was only
  // comments may change how that one ends.
  const first = Math.max(0, indexAt(old, Math.max(0, from - 1)) - 1);
  const documents = old.slice(0, first);
  const base = (old[first] as ManifestDocument).start;
  let next = indexAt(old, to);
  // The text around the change: how a document ends is seen where the next one begins.
  let behind = next + 2;
  const before = textOf(old.slice(first, behind));
  let text = before.slice(0, from - base) + change.text + before.slice(to - base);
  const known = byText(old.slice(first, behind));
  for (let start = 0; start < text.length || documents.length === 0; ) {
    while (next < old.length && (old[next] as ManifestDocument).start + delta < base + start) next++;
    const same = old[next];
    if (start < text.length && same !== undefined && same.start >= to && same.start + delta === base + start) {
      keep(documents, old.slice(next));
      break;
    }
    const end = endOfDocument(text, start);
    if (end === text.length && behind < old.length) {
      text += textOf(old.slice(behind, behind + 1));
      behind++;
      continue;
    }
    append(documents, text.slice(start, end), known, read);
    start = end;
  }
  return fileOf(documents);
}

/** Puts the next document behind the others, one that is known where that has the same text. */
function append(documents: ManifestDocument[], text: string, known: ReadonlyMap<string, ParsedDocument>, read: Read): void {
  const { start, line } = placeBehind(documents);
  documents.push({ index: documents.length, start, end: start + text.length, line, parsed: known.get(text) ?? read(text) });
}

/** Puts documents behind the others that are as they were. */
function keep(documents: ManifestDocument[], kept: readonly ManifestDocument[]): void {
  const place = placeBehind(documents);
  const moved = place.start - (kept[0]?.start ?? 0);
  const lines = place.line - (kept[0]?.line ?? 0);
  for (const { start, end, line, parsed } of kept)
    documents.push({ index: documents.length, start: start + moved, end: end + moved, line: line + lines, parsed });
}

/** Where the document behind these begins. */
function placeBehind(documents: readonly ManifestDocument[]): { readonly start: number; readonly line: number } {
  const last = documents.at(-1);
  return last === undefined ? { start: 0, line: 0 } : { start: last.end, line: last.line + countLineBreaks(last.parsed.text) };
}

function textOf(documents: readonly ManifestDocument[]): string {
  return documents.map(({ parsed }) => parsed.text).join('');
}

function byText(documents: readonly ManifestDocument[]): ReadonlyMap<string, ParsedDocument> {
  return new Map(documents.map(({ parsed }) => [parsed.text, parsed]));
}

function fileOf(documents: readonly ManifestDocument[], text?: string): ManifestFile {
  let whole = text;
  return {
    get text() {
      whole ??= textOf(documents);
      return whole;
    },
    lines: linesOf(documents),
    documents,
    documentAt: (offset) => documents[indexAt(documents, offset)] as ManifestDocument,
  };
}

/** Index of the last document that starts at or before the offset. */
function indexAt(documents: readonly ManifestDocument[], offset: number): number {
  return lastStart(documents.length, (i) => (documents[i] as ManifestDocument).start, offset);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
