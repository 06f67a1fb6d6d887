/**
 * A path as it is printed: in one line, whatever is in it, and never at the beginning of one what a CI service takes for a command
 * (`::error::`). Machine-readable reports have it to the letter.
 */
export function shownPath(path: string): string {
  const visible = path.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return /^(::|##\[)/.test(visible) ? `./${visible}` : visible;
}
