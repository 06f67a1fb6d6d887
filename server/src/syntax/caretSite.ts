import { blockSite } from './blockSite.ts';
import { flowSite } from './flowSite.ts';
import type { OffsetRange, ScalarStyle } from './node.ts';
import type { Path } from './path.ts';
import { type ScanSpan, scanYaml, type YamlScan } from './scan.ts';
import { endOfLine, startOfLine } from './text.ts';

/** Stands in the mended text where the caret's scalar is, so that it can be found again in the tree. */
export const CARET_MARK = 'caretMark0c5e';

/** What the text around the caret says about the place, and the text made whole there. Offsets relative to the document. */
export interface CaretSite {
  readonly part: 'key' | 'value';
  /** The scalar at the caret with its quotes, or the empty span at the caret. */
  readonly token: OffsetRange;
  readonly style: ScalarStyle;
  readonly indent: number;
  readonly needsDash: boolean;
  /** Whether the key at the caret has its colon, so that its entry is there already. */
  readonly hasColon: boolean;
  /** The document's text with {@link CARET_MARK} for the token, or without it where nothing may stand there. */
  readonly whole: string;
  /** The path as indentation shows it; undefined where only the tree can tell. */
  readonly path: Path | undefined;
}

/** Reads the place of the caret in a document's masked text; undefined inside comments, markers and directives. */
export function caretSite(masked: string, caret: number): CaretSite | undefined {
  const { text, scan } = closeRunawayStrings(masked, caret);
  const span = scan.spans.find((each) => each.start < caret && (caret < each.end || (caret === each.end && each.start < caret)));
  if (span?.kind === 'comment') return undefined;
  if (span?.kind === 'block') return blockStringSite(text, caret, span);
  if (span !== undefined && startOfLine(text, caret) > span.start) return stringSite(text, span);
  const flow = scan.flows.find((each) => each.start < caret && (caret < each.end || (!each.closed && caret === each.end)));
  return flow === undefined ? blockSite(text, caret, scan) : flowSite(text, caret, scan, flow);
}

/** How the scalar that a string span holds is written. */
export function styleOf(span: ScanSpan | undefined, text: string): ScalarStyle {
  if (span === undefined || span.kind === 'comment') return 'plain';
  if (span.kind !== 'block') return span.kind;
  return text[span.start] === '|' ? 'literal' : 'folded';
}

/**
 * A quote that is not closed on its line swallows the entries below. Where that has happened the string is taken to end with its
 * line: in other lines it is overwritten with letters of the same length, in the caret's line {@link blockSite} closes it.
 */
function closeRunawayStrings(masked: string, caret: number): { readonly text: string; readonly scan: YamlScan } {
  let text = masked;
  let scan = scanYaml(text, false);
  for (let round = 0; round < 20; round++) {
    const span = scan.spans.find((each) => isRunaway(text, each));
    if (span === undefined) break;
    const end = endOfLine(text, span.start);
    const here = startOfLine(text, caret) === startOfLine(text, span.start);
    if (here) {
      // Read the lines below as if the string were closed; the caret's own line keeps its quote.
      const below = scanYaml(text.slice(0, span.start) + 'x'.repeat(end - span.start) + text.slice(end), false);
      const spans = [...below.spans, { ...span, end, closed: false }].sort((a, b) => a.start - b.start);
      return { text, scan: { ...below, spans } };
    }
    text = text.slice(0, span.start) + 'x'.repeat(end - span.start) + text.slice(end);
    scan = scanYaml(text, false);
  }
  return { text, scan };
}

function isRunaway(text: string, span: ScanSpan): boolean {
  if (span.kind !== 'double-quoted' && span.kind !== 'single-quoted') return false;
  const end = endOfLine(text, span.start);
  if (!span.closed) return true;
  return span.end > end && /^[ \t]*(?:- +)*[\w./-]+:(?:[ \t]|$)|^[ \t]*- /m.test(text.slice(end + 1, span.end));
}

function blockStringSite(text: string, caret: number, span: ScanSpan): CaretSite | undefined {
  if (caret <= endOfLine(text, span.start)) return undefined;
  return stringSite(text, span);
}

/** A string of several lines: its place is known to the tree alone. */
function stringSite(text: string, span: ScanSpan): CaretSite {
  const start = startOfLine(text, span.start);
  return {
    part: 'value',
    token: { start: span.start, end: span.end },
    style: styleOf(span, text),
    indent: /^ */.exec(text.slice(start, span.start))?.[0].length ?? 0,
    needsDash: false,
    hasColon: false,
    whole: text.slice(0, span.start) + CARET_MARK + text.slice(span.end),
    path: undefined,
  };
}
