/**
 * Text from outside as markdown that shows exactly that text: no emphasis, no link, no HTML, no icon. Line ends stay line ends.
 * The code points of `$` and `&` are written as entities, because VS Code looks for `$(icon)` after the markdown is rendered.
 */
export function plainMarkdown(text: string): string {
  return text
    .replace(/(?![\r\n\t])[\p{Cc}\p{Cf}]/gu, '')
    .replace(/[!-/:-@[-`{-~]/g, (character) =>
      character === '$' || character === '&' ? `&#${character.charCodeAt(0)};` : `\\${character}`,
    )
    .replace(/^[ \t]+/gm, '')
    .replace(/\r\n?|\n/g, '  \n');
}

/** Text from outside on one line and at most `limit` characters long, without characters that hide or turn text. */
export function oneLine(text: string, limit: number): string {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  const characters = [...line];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : line;
}

/** Text from outside as a label that shows no icon of its own, on one line and at most `limit` characters long. */
export function plainLabel(text: string, limit: number): string {
  return oneLine(text, limit).replace(/\$\(/g, '\\$(');
}

/** Text from outside as a notification, which would make links of `[text](address)`; on one line, at most `limit` characters long. */
export function plainMessage(text: string, limit: number): string {
  return oneLine(text, limit).replaceAll('](', '] (');
}

/**
 * Whether a command line can be typed into a terminal without any of it being run or hidden: one line, no control characters and
 * none that change how text is shown.
 */
export function canBeTyped(commandLine: string): boolean {
  return commandLine.length > 0 && commandLine.length <= 1000 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(commandLine);
}
