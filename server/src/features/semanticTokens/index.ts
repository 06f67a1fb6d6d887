import type { Range } from 'vscode-languageserver-types';
import { isEsoResource } from '../../model/esoKinds.ts';
import { helmTemplateTexts } from '../../model/goTemplate/helmTemplateTexts.ts';
import { templateTexts } from '../../model/goTemplate/texts.ts';
import type { LineIndex } from '../../syntax/lineIndex.ts';
import type { ManifestFile, ParsedDocument } from '../../syntax/manifest.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import { type Colour, type ColourType, coloursIn } from './templateColours.ts';

/** A part of one line of a file, and what it is. */
export interface PlacedColour {
  readonly line: number;
  readonly character: number;
  readonly length: number;
  readonly type: ColourType;
}

/** Colours the templates in manifests of ESO's kinds; the YAML around them is left to the editor. */
export interface TemplateHighlighter {
  /**
   * The parts of all templates in the order of the text; with a range those of the documents that it touches, within the range.
   * Where Helm goes over the document first, of what it puts out as it stands.
   */
  colours(file: ManifestFile, lines: LineIndex, range?: Range): readonly PlacedColour[];
  /** How many YAML documents have been coloured so far. */
  readonly colouredDocuments: number;
}

/** A highlighter that has coloured nothing yet. A document is coloured once for as long as its text stays the same. */
export function createTemplateHighlighter(): TemplateHighlighter {
  const known = new WeakMap<ParsedDocument, readonly Colour[]>();
  let coloured = 0;

  function coloursOf(parsed: ParsedDocument): readonly Colour[] {
    const before = known.get(parsed);
    if (before !== undefined) return before;
    coloured++;
    const colours = colourDocument(parsed);
    known.set(parsed, colours);
    return colours;
  }

  return {
    colours(file, lines, range) {
      const from = range === undefined ? 0 : lines.offsetAt(range.start);
      const to = range === undefined ? file.text.length : lines.offsetAt(range.end);
      return file.documents
        .filter(({ start, end }) => start < to && from < end)
        .flatMap(({ start: base, parsed }) =>
          coloursOf(parsed)
            .filter(({ start, end }) => base + start < to && from < base + end)
            .map(({ start, end, type }) => ({ ...lines.positionAt(base + start), length: end - start, type })),
        );
    },
    get colouredDocuments() {
      return coloured;
    },
  };
}

/** Offsets are relative to the document. */
function colourDocument(parsed: ParsedDocument): readonly Colour[] {
  return parsed.resources
    .filter(isEsoResource)
    .flatMap((resource) => [...templateTexts(resource, parsed), ...helmTemplateTexts(resource, parsed)])
    .flatMap((template) =>
      coloursIn(template.text).flatMap(({ type, ...range }) => {
        const place = template.exactPlaceOf(range);
        return place === undefined ? [] : linesOf(parsed.text, place).map((line) => ({ ...line, type }));
      }),
    )
    .sort((a, b) => a.start - b.start);
}

/** The pieces of a range, one a line, without the indentation of the scalar: not every editor takes tokens of several lines. */
function linesOf(text: string, { start, end }: OffsetRange): readonly OffsetRange[] {
  const pieces = text.slice(start, end).matchAll(/[^\s](?:[^\r\n]*[^\s])?/g);
  return [...pieces].map(({ 0: piece, index }) => ({ start: start + index, end: start + index + piece.length }));
}
