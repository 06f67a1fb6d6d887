import type { SyntaxProblem } from './manifest.ts';
import { type ScanSpan, scanYaml } from './scan.ts';

/**
 * Tabs that the library takes and Kubernetes' reader does not (`found character that cannot start any token`): behind the dash of an item,
 * and in the indentation of lines of nothing but white space or a comment. They may stand inside strings and brackets, and where a plain
 * text goes on over the line and it is deep enough for that.
 */
export function foreignTabs(text: string): readonly SyntaxProblem[] {
  if (!/^\ufeff? *(?:[-?] *)*\t/m.test(text)) return [];
  const { spans, flows } = scanYaml(text, false);
  const strings = spans.filter(({ kind }) => kind !== 'comment');
  const inside = [...strings, ...flows];
  return [...text.matchAll(/^(\ufeff? *)(?:\t[ \t]*(?=#|$)|(?:[-?] +)*[-?] *\t)/gm)].flatMap(
    ({ index, 0: lead, 1: blanks = '' }): readonly SyntaxProblem[] => {
      const start = index + lead.indexOf('\t');
      const isBehindDash = lead.trim() !== '';
      const isTaken =
        inside.some((span) => span.start <= start && start < span.end) ||
        (!isBehindDash && isOfPlainText(text, index, blanks.length, spans, flows));
      return isTaken ? [] : [{ code: 'tab-indentation', range: { start, end: start + 1 } }];
    },
  );
}

/** Whether a plain text ends in the last line above that is not blank, so that the reader, looking for more of it, passes over the tab. */
function isOfPlainText(
  text: string,
  line: number,
  column: number,
  spans: readonly ScanSpan[],
  flows: readonly { readonly end: number }[],
): boolean {
  const above = text.slice(0, line).trimEnd();
  const isClosed = [...spans, ...flows].some(({ end }) => end === above.length);
  if (above === '' || isClosed || /(?:^|\s)(?:[-?]|[!&]\S*)$|:$|(?:^|\n)---$/.test(above)) return false;
  // A text that goes on has to be deeper than the innermost key or dash, which may stand some lines above.
  const held =
    above
      .split('\n')
      .filter((each) => /^ *(?:[-?] |[^#\s][^#]*:(?:\s|$))/.test(each))
      .at(-1) ?? '';
  const dashes = /^ *(?:[-?] +)*/.exec(held)?.[0] ?? '';
  return column > (/:(?:\s|$)/.test(held.slice(dashes.length)) ? dashes.length : dashes.search(/[-?] *$/));
}
