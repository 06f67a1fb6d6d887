import type { ScanSpan, YamlScan } from './scan.ts';
import { CARET_MARK, type CaretSite, styleOf } from './site.ts';
import { commentBetween, spanStartingAt } from './spans.ts';
import { endOfLine, isBlankOrEnd, startOfLine } from './text.ts';

/** The caret's place inside `{…}` or `[…]`. */
export function flowSite(
  text: string,
  caret: number,
  scan: YamlScan,
  flow: { readonly start: number; readonly end: number; readonly closed: boolean },
): CaretSite | undefined {
  const before = readFlow(text, flow.start, caret, scan);
  const token = tokenAt(text, caret, before.boundary, scan);
  if (token.span !== undefined && token.span.kind === 'comment') return undefined;
  const inMap = before.brackets.endsWith('{');
  const colonBehind = /^[ \t]*:/.test(text.slice(token.end));
  const isKey = inMap && !before.afterColon;
  const needsComma = /^\s*[^\s,:}\]]/.test(text.slice(token.end, flow.end)) && !colonBehind;
  const written = `${CARET_MARK}${isKey && !colonBehind ? ': ' : ''}${needsComma ? ',' : ''}`;
  const space = isBlankOrEnd(text[token.start - 1]) ? '' : ' ';
  const closers = flow.closed
    ? ''
    : [...openBrackets(text, flow, token.end, before.brackets, scan)]
        .reverse()
        .map((c) => (c === '{' ? '}' : ']'))
        .join('');
  const close = flow.closed ? flow.end : endOfContent(text, Math.max(token.end, lastLineEnd(text, flow.end)), scan);
  const lineStart = startOfLine(text, flow.start);
  return {
    part: isKey ? 'key' : 'value',
    token: { start: token.start, end: token.end },
    style: styleOf(token.span, text),
    indent: /^[ -]*/.exec(text.slice(lineStart, flow.start))?.[0].length ?? 0,
    needsDash: false,
    hasColon: isKey && colonBehind,
    whole: text.slice(0, token.start) + space + written + text.slice(token.end, close) + closers + text.slice(close),
    path: undefined,
  };
}

interface FlowBefore {
  /** The brackets that are open at the caret, from the outermost. */
  readonly brackets: string;
  /** Offset behind the last bracket, comma or colon before the caret: a token cannot begin earlier. */
  readonly boundary: number;
  readonly afterColon: boolean;
}

function readFlow(text: string, start: number, caret: number, scan: YamlScan): FlowBefore {
  let brackets = '';
  let boundary = start;
  let afterColon = false;
  for (let i = start; i < caret; i++) {
    const span = spanStartingAt(scan, i);
    if (span !== undefined) {
      if (span.end > caret || (span.end === caret && span.kind !== 'comment')) break;
      i = span.end - 1;
      continue;
    }
    const c = text[i] as string;
    if (c === '{' || c === '[') brackets += c;
    else if (c === '}' || c === ']') brackets = brackets.slice(0, -1);
    else if (
      c !== ',' &&
      !(c === ':' && (i + 1 >= caret || isBlankOrEnd(text[i + 1]) || /[,[\]{}"']/.test(text[i + 1] as string)))
    )
      continue;
    boundary = i + 1;
    afterColon = c === ':';
  }
  return { brackets, boundary, afterColon };
}

function tokenAt(
  text: string,
  caret: number,
  boundary: number,
  scan: YamlScan,
): { readonly start: number; readonly end: number; readonly span: ScanSpan | undefined } {
  const span = scan.spans.find((each) => each.start >= boundary && each.start < caret && caret <= each.end);
  if (span !== undefined) {
    let end = span.end;
    if (!span.closed) while (end > caret && /[\s,}\]]/.test(text[end - 1] as string)) end--;
    return { start: span.start, end, span };
  }
  let start = boundary;
  while (start < caret && isBlankOrEnd(text[start])) start++;
  let end = caret;
  while (end < text.length && !/[,[\]{}\r\n]/.test(text[end] as string) && !(text[end] === ':' && isBlankOrEnd(text[end + 1])))
    end++;
  if (start === caret && isBlankOrEnd(text[caret])) return { start, end: caret, span: undefined };
  while (end > caret && isBlankOrEnd(text[end - 1])) end--;
  return { start, end, span: undefined };
}

/** The brackets that are still open where an unclosed collection has to end. */
function openBrackets(text: string, flow: { readonly end: number }, from: number, brackets: string, scan: YamlScan): string {
  let open = brackets;
  for (let i = from; i < flow.end; i++) {
    const span = spanStartingAt(scan, i);
    if (span !== undefined) i = span.end - 1;
    else if (text[i] === '{' || text[i] === '[') open += text[i];
    else if (text[i] === '}' || text[i] === ']') open = open.slice(0, -1);
  }
  return open;
}

/** Where the last line of an unclosed collection ends: lines below it may belong to the entry after it. */
function lastLineEnd(text: string, end: number): number {
  let i = end;
  while (i > 0 && isBlankOrEnd(text[i - 1])) i--;
  return i;
}

function endOfContent(text: string, offset: number, scan: YamlScan): number {
  const end = endOfLine(text, offset);
  const comment = commentBetween(scan, offset, end);
  let i = comment?.start ?? end;
  while (i > offset && isBlankOrEnd(text[i - 1])) i--;
  return i;
}
