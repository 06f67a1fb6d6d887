import { readGoAction } from './goAction.ts';
import { endOfLine, isBlankOrEnd, nextLine, skipBlanks } from './text.ts';

/**
 * Where the document that starts at `start` ends and the next one begins: at the next `---` line, or behind the next `...` line.
 * Comments, directives and template lines before the first `---` belong to the document of that line. Depends on nothing before
 * `start`, which is what makes re-splitting around an edit possible. At the end of the text the answer is its length.
 */
export function endOfDocument(text: string, start: number): number {
  let at = start;
  if (text.charCodeAt(at) === BYTE_ORDER_MARK) at++;
  at = skipPrefix(text, at);
  // The document's own marker, if it has one, does not end it.
  if (markerAt(text, at) === '---') at += 3;
  const next = nextMarker(text, at);
  return markerAt(text, next) === '...' ? nextLine(text, endOfLine(text, next)) : next;
}

const BYTE_ORDER_MARK = 0xfeff;

/** The document marker at a line's start, if there is one. */
function markerAt(text: string, lineStart: number): '---' | '...' | undefined {
  if (!isBlankOrEnd(text[lineStart + 3])) return undefined;
  if (text.startsWith('---', lineStart)) return '---';
  return text.startsWith('...', lineStart) ? '...' : undefined;
}

/** Offset of the next marker line at or behind `from`, or the end of the text. */
function nextMarker(text: string, from: number): number {
  if (isLineStart(text, from) && markerAt(text, from) !== undefined) return from;
  const marker = /[\n\r](?:---|\.\.\.)(?![^ \t\r\n])/g;
  marker.lastIndex = from;
  const match = marker.exec(text);
  return match === null ? text.length : match.index + 1;
}

/** Offset of the first line that is neither blank nor comment, directive or template, if `---` is what it holds; else `start`. */
function skipPrefix(text: string, start: number): number {
  let limit: number | undefined;
  for (let line = start; line < text.length; ) {
    if (markerAt(text, line) === '---') return line;
    const content = skipBlanks(text, line);
    let end = endOfLine(text, content);
    // No action reaches across a marker: how a document ends must not depend on what comes after it.
    if (text.startsWith('{{', content)) {
      limit ??= nextMarker(text, line);
      end = endOfLine(text, readGoAction(text, content, limit).end);
    } else if (
      content !== end &&
      text[content] !== '#' &&
      !text.startsWith('{%', content) &&
      !text.startsWith('%{', content) &&
      (text[content] !== '%' || content !== line)
    )
      return start;
    line = nextLine(text, end);
    if (end === text.length) break;
  }
  return start;
}

function isLineStart(text: string, offset: number): boolean {
  const before = text[offset - 1];
  return before === undefined || before === '\n' || before === '\r' || (offset === 1 && text.charCodeAt(0) === BYTE_ORDER_MARK);
}
