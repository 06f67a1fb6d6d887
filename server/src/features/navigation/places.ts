import type { Location, Range } from 'vscode-languageserver-types';
import type { Occurrence } from '../../model/mentions/occurrence.ts';
import type { PlacedDocument } from '../../model/workspaceIndex.ts';
import type { OffsetRange } from '../../syntax/node.ts';

/** Turns a place of a document into one of LSP. */
export function rangeIn({ document, file }: Pick<PlacedDocument, 'file' | 'document'>, { start, end }: OffsetRange): Range {
  return { start: file.lines.positionAt(document.start + start), end: file.lines.positionAt(document.start + end) };
}

/** Where names stand, by file and then in the order of the text; each place once. */
export function locationsOf(occurrences: readonly Occurrence[]): readonly Location[] {
  const found = new Map<string, Location>();
  for (const one of inOrder(occurrences)) {
    const range = rangeIn(one, one.mention.place.range);
    found.set(`${one.uri} ${range.start.line}:${range.start.character}`, { uri: one.uri, range });
  }
  return [...found.values()];
}

/** Occurrences by the URIs of their files, and in each in the order of the text. */
export function inOrder(occurrences: readonly Occurrence[]): readonly Occurrence[] {
  const offsetOf = ({ document, mention }: Occurrence) => document.start + mention.place.range.start;
  return [...occurrences].sort((a, b) => (a.uri === b.uri ? offsetOf(a) - offsetOf(b) : a.uri < b.uri ? -1 : 1));
}

/** Whether the first range lies in the second. */
export function lies(inner: OffsetRange, outer: OffsetRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
