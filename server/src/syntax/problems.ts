import type { YAMLParseError } from 'yaml';
import type { SyntaxProblem, SyntaxProblemCode } from './manifest.ts';
import type { OffsetRange } from './node.ts';
import { swallowsEntries } from './quotes.ts';
import type { ScanSpan } from './scan.ts';
import { endOfLine, skipBlanks, startOfLine } from './text.ts';

/**
 * The library's errors as problems of our closed set: by position, on the smallest span that shows the cause, and without
 * those that only follow from an earlier one. `spans` gives the strings of the same text and is asked for only when needed.
 */
export function syntaxProblems(
  errors: readonly YAMLParseError[],
  text: string,
  spans: () => readonly ScanSpan[],
): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  for (const error of [...errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    const problem = problemOf(error, text);
    const quote = LOCAL.has(problem.code) ? undefined : runawayQuote(problem, text, spans());
    problems.push(quote ?? problem);
    if (quote !== undefined || !LOCAL.has(problem.code)) break;
  }
  return problems;
}

/** Problems that leave the rest of the document as it was meant, so that what follows is worth reporting too. */
const LOCAL: ReadonlySet<SyntaxProblemCode> = new Set(['bad-escape', 'missing-colon', 'unknown-tag', 'bad-directive']);

function problemOf(error: YAMLParseError, text: string): SyntaxProblem {
  const { code, message } = error;
  const start = Math.min(error.pos[0], text.length);
  const range = { start, end: Math.max(start, Math.min(error.pos[1], text.length)) };
  switch (code) {
    case 'TAB_AS_INDENT':
      return { code: 'tab-indentation', range: tabsAt(text, start) };
    case 'BAD_INDENT':
      if (message.includes('end with')) return { code: 'unclosed-flow-collection', range: openingBracket(text, start) };
      return { code: 'bad-indentation', range: wordAt(text, start) };
    case 'BAD_DQ_ESCAPE':
      return { code: 'bad-escape', range: escapeAt(text, start) };
    case 'BAD_DIRECTIVE':
      return { code: 'bad-directive', range: restOfLine(text, start) };
    case 'TAG_RESOLVE_FAILED':
    case 'BAD_COLLECTION_TYPE':
      return { code: 'unknown-tag', range, name: text.slice(range.start, range.end) };
    case 'RESOURCE_EXHAUSTION':
      return { code: 'too-deep', range: wordAt(text, start) };
    case 'NON_STRING_KEY':
      return { code: 'complex-key', range: wordAt(text, start) };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { code: 'nested-mapping', range: wordAt(text, start) };
    case 'BLOCK_IN_FLOW':
      return { code: 'unclosed-flow-collection', range: wordAt(text, start) };
    case 'MULTILINE_IMPLICIT_KEY':
    case 'KEY_OVER_1024_CHARS':
      return { code: 'missing-colon', range: wordAt(text, start) };
    case 'MISSING_CHAR':
      return missing(message, text, range);
    default:
      return { code: 'unexpected-character', range: wordAt(text, start) };
  }
}

function missing(message: string, text: string, range: OffsetRange): SyntaxProblem {
  if (message.includes('closing')) return { code: 'unclosed-quote', range: wordAt(text, range.start) };
  if (message.includes('end with')) return { code: 'unclosed-flow-collection', range: openingBracket(text, range.start) };
  if (message.includes('followed by map values')) return { code: 'missing-colon', range: wordAt(text, range.start) };
  if (message.includes('directives-end')) return { code: 'bad-directive', range: restOfLine(text, range.start) };
  if (message.includes('- indicator')) return { code: 'bad-indentation', range: wordAt(text, range.start) };
  if (message.includes('same line with')) return { code: 'nested-mapping', range: wordAt(text, range.start) };
  return { code: 'unexpected-character', range: wordAt(text, range.start) };
}

/**
 * A string that was never closed swallows lines until some later quote: the error shows up there, but belongs to the first
 * line. A string of several lines whose later lines look like entries is taken for such a one.
 */
function runawayQuote({ code, range }: SyntaxProblem, text: string, spans: readonly ScanSpan[]): SyntaxProblem | undefined {
  const at = range.start;
  for (const span of spans) {
    if (span.start > at) break;
    if (span.kind !== 'double-quoted' && span.kind !== 'single-quoted') continue;
    const firstEnd = endOfLine(text, span.start);
    if (!span.closed || (code === 'unclosed-quote' && at < span.end)) return unclosed(text, span.start);
    if (span.end <= firstEnd || span.end > at + 1 || startOfLine(text, at) > span.end) continue;
    if (swallowsEntries(text, span)) return unclosed(text, span.start);
  }
  return undefined;
}

function unclosed(text: string, start: number): SyntaxProblem {
  return { code: 'unclosed-quote', range: { start, end: trimmedEnd(text, start, endOfLine(text, start)) } };
}

function tabsAt(text: string, start: number): OffsetRange {
  const from = text[start] === '\t' ? start : Math.max(start, text.indexOf('\t', startOfLine(text, start)));
  let end = from;
  while (text[end] === '\t') end++;
  return { start: from, end: Math.max(end, Math.min(from + 1, text.length)) };
}

function escapeAt(text: string, start: number): OffsetRange {
  const length = { x: 4, u: 6, U: 10 }[text[start + 1] ?? ''] ?? 2;
  return { start, end: Math.min(start + length, endOfLine(text, start)) };
}

function restOfLine(text: string, start: number): OffsetRange {
  const from = startOfLine(text, start);
  return { start: from, end: trimmedEnd(text, from, endOfLine(text, from)) };
}

/** The innermost bracket that is open at the offset, by counting back; strings with brackets in them can mislead it. */
function openingBracket(text: string, before: number): OffsetRange {
  let depth = 0;
  for (let i = Math.min(before, text.length) - 1; i >= 0; i--) {
    const c = text[i];
    if (c === '}' || c === ']') depth++;
    else if ((c === '{' || c === '[') && depth-- === 0) return { start: i, end: i + 1 };
  }
  return wordAt(text, before);
}

/** What stands at the offset up to the end of its line or a separator; never empty while the line has text. */
function wordAt(text: string, offset: number): OffsetRange {
  let start = skipBlanks(text, Math.min(offset, text.length));
  let end = endOfLine(text, start);
  if (start === end) {
    start = lastTextBefore(text, start);
    end = Math.min(start + 1, text.length);
    return { start, end };
  }
  const colon = /:(?=[ \t\r\n]|$)| #/.exec(text.slice(start, end));
  if (colon !== null && colon.index > 0) end = start + colon.index;
  return { start, end: trimmedEnd(text, start, end) };
}

function lastTextBefore(text: string, offset: number): number {
  let i = Math.min(offset, text.length) - 1;
  while (i > 0 && /\s/.test(text[i] as string)) i--;
  return Math.max(i, 0);
}

function trimmedEnd(text: string, start: number, end: number): number {
  let i = end;
  while (i > start && (text[i - 1] === ' ' || text[i - 1] === '\t')) i--;
  return i;
}
