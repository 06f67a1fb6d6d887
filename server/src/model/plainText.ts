/**
 * Text from outside (of a vault, a cluster, a manifest) on one line, for places that show plain text (labels, details, messages,
 * questions): control and invisible format characters dropped, white space folded, cut after `limit` characters with an ellipsis.
 */
export function plainText(text: string, limit = 200): string {
  const clean = text
    .slice(0, limit * 8)
    .replace(/[\s\u2028\u2029]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, '')
    .trim();
  const characters = [...clean];
  return characters.length <= limit
    ? clean
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

/** The same for text of several lines, which stay lines: at most `limit` of them, each cut after `width` characters. */
export function plainLines(text: string, limit = 60, width = 1_000): string {
  const lines = text.slice(0, limit * width * 8).split(/\r\n?|\n/);
  const shown = lines.slice(0, limit).map((line) => plainText(line, width));
  return [...shown, ...(lines.length > limit ? ['…'] : [])].join('\n');
}

/** The text with its first letter in upper case. */
export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
