import { lastStart } from './search.ts';

/** A place as LSP counts it: zero-based line, zero-based UTF-16 code unit in the line. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

/** Offsets of a text and the lines they are in. Lines end at `\r\n`, `\n` or `\r`, as LSP has it. */
export interface LineIndex {
  readonly lineCount: number;
  /** The place of an offset; one beyond the text counts as its end, one inside a line break as the end of that line. */
  positionAt(offset: number): LinePosition;
  /** The offset of a place; a character beyond its line counts as the line's end, a line beyond the text as the text's end. */
  offsetAt(position: LinePosition): number;
}

/** The line index of a text. It is read on first use. */
export function createLineIndex(text: string): LineIndex {
  let starts: readonly number[] | undefined;
  const lineStarts = (): readonly number[] => {
    starts ??= findLineStarts(text);
    return starts;
  };
  return {
    get lineCount() {
      return lineStarts().length;
    },
    positionAt(offset) {
      const all = lineStarts();
      const within = Math.min(Math.max(offset, 0), text.length);
      const line = lineOf(all, within);
      const start = all[line] as number;
      return { line, character: Math.min(within, endOf(text, all, line)) - start };
    },
    offsetAt({ line, character }) {
      const all = lineStarts();
      if (line < 0) return 0;
      if (line >= all.length) return text.length;
      return Math.min((all[line] as number) + Math.max(character, 0), endOf(text, all, line));
    },
  };
}

/** How many line breaks a text has. */
export function countLineBreaks(text: string): number {
  let count = 0;
  forEachLineBreak(text, () => {
    count++;
  });
  return count;
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  forEachLineBreak(text, (end) => starts.push(end));
  return starts;
}

/** Tells where each line break of a text ends. */
function forEachLineBreak(text: string, tell: (end: number) => void): void {
  if (text.includes('\r')) for (const match of text.matchAll(/\r\n|\n|\r/g)) tell(match.index + match[0].length);
  else for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) tell(at + 1);
}

function lineOf(starts: readonly number[], offset: number): number {
  return lastStart(starts.length, (i) => starts[i] as number, offset);
}

/** Offset of the end of a line, before its break. */
function endOf(text: string, starts: readonly number[], line: number): number {
  const next = starts[line + 1];
  if (next === undefined) return text.length;
  return text[next - 1] === '\n' && text[next - 2] === '\r' && next - 2 >= (starts[line] as number) ? next - 2 : next - 1;
}
