import { type ScanSpan, scanYaml } from './scan.ts';

/**
 * Kubernetes' reader lets `{…}` and `[…]` go on at any indentation, the library does not: those of several lines are made one line,
 * position by position. Undefined where there are none.
 */
export function loosenFlows(text: string): string | undefined {
  const { flows, spans } = scanYaml(text, false);
  const behind = new Map(spans.map((span) => [span.start, span.end]));
  const pieces: string[] = [];
  let done = 0;
  for (const { start } of flows) {
    const end = start < done ? start : closeOf(text, start, behind);
    const source = text.slice(start, end);
    if (!/[\r\n]/.test(source) || isSplit(text, start, end, spans)) continue;
    pieces.push(text.slice(done, start), asOneLine(source, start, spans));
    done = end;
  }
  return pieces.length === 0 ? undefined : pieces.join('') + text.slice(done);
}

/**
 * Behind the bracket that closes the one at `start`, wherever it stands; `start` where none does.
 *
 * @param behind where each string and comment ends, by where it starts
 */
function closeOf(text: string, start: number, behind: ReadonlyMap<number, number>): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    i = behind.get(i) ?? i;
    const c = text[i];
    if (c === '{' || c === '[') depth++;
    else if ((c === '}' || c === ']') && --depth === 0) return i + 1;
  }
  return start;
}

/** Whether a comment stands between two words of one text, which it ends. */
function isSplit(text: string, start: number, end: number, spans: readonly ScanSpan[]): boolean {
  return spans.some(
    (span) =>
      span.kind === 'comment' &&
      span.start > start &&
      span.end < end &&
      /[^\s,:[{]\s*$/.test(text.slice(start, span.start)) &&
      /^\s*[^\s,:\]}#]/.test(text.slice(span.end, end)),
  );
}

function asOneLine(source: string, start: number, spans: readonly ScanSpan[]): string {
  let result = source;
  for (const span of spans) {
    if (span.kind !== 'comment' || span.start < start || span.end > start + source.length) continue;
    result = result.slice(0, span.start - start) + ' '.repeat(span.end - span.start) + result.slice(span.end - start);
  }
  return result.replace(/[\r\n]/g, ' ');
}
