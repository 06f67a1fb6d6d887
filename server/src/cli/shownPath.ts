/**
 * A path as it is printed: in one line, whatever is in it, and never at the beginning of one what a CI service takes for a command
 * (`::error::`), blanks before it or not. Machine-readable reports have it to the letter.
 */
export function shownPath(path: string): string {
  const visible = visiblePath(path);
  return /^\s*::/.test(visible) ? `./${visible}` : visible;
}

/** A path in which every character is seen, where nothing but the path is printed. */
export function visiblePath(path: string): string {
  return path.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/**
 * Output without what CI services take for commands wherever in a line it stands: `##[error]` of GitHub, `##vso[…]` of Azure Pipelines,
 * `##teamcity[…]`. A blank takes them apart.
 */
export function withoutCommands(text: string): string {
  return text.replace(/#(?=#\w*\[)/g, '# ');
}
