import { endOfLine, isBlankOrEnd, nextLine } from './text.ts';

/**
 * Collections that may stand within each other as blocks. The library calls itself once for each, so that thousands of them would
 * exhaust the stack; Kubernetes refuses from 10,000 on.
 */
const MAX_BLOCKS = 1000;

/** How much of the text can be read: all, or what stands before the key or dash at which more blocks than that are open. */
export function readableLength(text: string): number {
  if (text.length < 2 * MAX_BLOCKS) return text.length;
  const columns: number[] = [];
  for (let line = 0; line < text.length; line = nextLine(text, endOfLine(text, line))) {
    let at = line;
    for (;;) {
      while (text[at] === ' ') at++;
      if (isBlankOrEnd(text[at])) break;
      while ((columns.at(-1) ?? -1) >= at - line) columns.pop();
      columns.push(at - line);
      if (columns.length > MAX_BLOCKS) return at;
      if ((text[at] !== '-' && text[at] !== '?') || !isBlankOrEnd(text[at + 1])) break;
      at++;
    }
  }
  return text.length;
}
