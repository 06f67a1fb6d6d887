import { blockSite } from './blockSite.ts';
import { flowSite } from './flowSite.ts';
import { swallowsEntries } from './quotes.ts';
import { type ScanSpan, scanYaml, type YamlScan } from './scan.ts';
import { CARET_MARK, type CaretSite, styleOf } from './site.ts';
import { endOfLine, startOfLine } from './text.ts';

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

/**
 * A quote that is not closed on its line swallows the entries below. Where that has happened the string is taken to end with its
 * line: in other lines it is overwritten with letters of the same length, in the caret's line {@link blockSite} closes it.
 */
function closeRunawayStrings(masked: string, caret: number): { readonly text: string; readonly scan: YamlScan } {
  let text = masked;
  let scan = scanYaml(text, false);
  for (let round = 0; round < MAX_ROUNDS; round++) {
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

/** Strings repaired at most. */
const MAX_ROUNDS = 10;

function isRunaway(text: string, span: ScanSpan): boolean {
  if (span.kind !== 'double-quoted' && span.kind !== 'single-quoted') return false;
  return !span.closed || swallowsEntries(text, span);
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
