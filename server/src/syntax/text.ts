/** Offset of the next line break at or after `offset`, or of the end of the text. */
export function endOfLine(text: string, offset: number): number {
  for (let i = offset; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || c === 13) return i;
  }
  return text.length;
}

/** Offset of the first character of the line that holds `offset`; a caret between `\r` and `\n` belongs to the line before. */
export function startOfLine(text: string, offset: number): number {
  for (let i = offset; i > 0; i--) {
    const c = text.charCodeAt(i - 1);
    if (c === 10 || (c === 13 && text.charCodeAt(i) !== 10)) return i;
  }
  return 0;
}

/** Offset of the line after the break at `lineEnd`, or the end of the text where there is none. */
export function nextLine(text: string, lineEnd: number): number {
  if (text[lineEnd] === '\r' && text[lineEnd + 1] === '\n') return lineEnd + 2;
  return Math.min(lineEnd + 1, text.length);
}

/** Offset of the first character at or after `offset` that is neither space nor tab. */
export function skipBlanks(text: string, offset: number): number {
  let i = offset;
  while (text[i] === ' ' || text[i] === '\t') i++;
  return i;
}

/** Whether the character is a space, tab or line break, or there is none. */
export function isBlankOrEnd(c: string | undefined): boolean {
  return c === undefined || c === ' ' || c === '\t' || c === '\n' || c === '\r';
}

/**
 * The text before an action that has its lines for itself, and empty lines in place of them, as long as they are: the action, the blanks
 * before it, and the sign of the comment in which it stands. In a block string blanks would not do: a line of them above the first line of
 * the content may not reach further than that.
 */
export function asEmptyLines(before: string, action: string): string {
  let start = endOfText(before);
  if (before[start - 1] === '#') start = endOfText(before.slice(0, start - 1));
  return before.slice(0, start) + '\n'.repeat(before.length - start + action.length);
}

/** Offset behind the last character that is neither space nor tab. */
function endOfText(text: string): number {
  let i = text.length;
  while (text[i - 1] === ' ' || text[i - 1] === '\t') i--;
  return i;
}
