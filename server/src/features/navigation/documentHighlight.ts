import { type DocumentHighlight, DocumentHighlightKind } from 'vscode-languageserver-types';
import type { PlaceContext } from '../context.ts';
import { inOrder } from './places.ts';

/** The places of the file that name what is named at a place, its definitions marked as such. */
export function highlightsAt({ file, lines, mentions, offset, uri }: PlaceContext): DocumentHighlight[] | undefined {
  const occurrences = mentions.at(uri, file, offset);
  if (occurrences.length === 0) return undefined;
  const own = file.documents.map((document) => ({ uri, file, document }));
  const found = new Map<number, DocumentHighlight>();
  for (const one of inOrder(mentions.related(occurrences, own)).filter((each) => each.uri === uri)) {
    const start = one.document.start + one.mention.place.range.start;
    const end = one.document.start + one.mention.place.range.end;
    const isDefinition = mentions.isDefinition(one) || found.get(start)?.kind === DocumentHighlightKind.Write;
    found.set(start, {
      range: { start: lines.positionAt(start), end: lines.positionAt(end) },
      kind: isDefinition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    });
  }
  return [...found.values()];
}
