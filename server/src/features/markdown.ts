import { plainText } from '../model/plainText.ts';

export { plainText };

/**
 * Text from outside (names, descriptions, tags of a vault, names in manifests) as inert Markdown: it shows as the same characters
 * and is never a link, an image, HTML, a heading or a command. Control and invisible format characters are dropped, white space
 * becomes one space, and the text is cut after `limit` characters.
 */
export function escapeMarkdown(text: string, limit = 200): string {
  return plainText(text, limit)
    .replace(/[\\`*{}[\]()<>#|~$&@!]/g, '\\$&')
    .replace(/_/g, (match, at: number, whole: string) => (isInsideWord(whole, at) ? match : `\\${match}`))
    .replace(/(https?|ftp):(?=\/\/)/gi, '$1\\:')
    .replace(/(www)\./gi, '$1\\.')
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** Text from outside as a code span, cleaned and cut like `escapeMarkdown`. Empty text gives an empty string. */
export function codeSpan(text: string, limit = 200): string {
  const plain = plainText(text, limit);
  if (plain === '') return '';
  const longest = Math.max(0, ...(plain.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = plain.startsWith('`') || plain.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${plain}${pad}${fence}`;
}

/** A link whose text and address come from the project or from the workspace's own file names; the address is percent-encoded. */
export function markdownLink(text: string, address: string): string {
  return `[${escapeMarkdown(text)}](${address.replace(/[\s()<>\\"'`\p{Cc}]/gu, (c) => encodeURIComponent(c).replace(/[()']/g, hex))})`;
}

/** The Markdown read back as plain text, for clients that show no Markdown. Exact for what this module writes. */
export function withoutMarkdown(markdown: string): string {
  return markdown
    .replace(/(?<!\\)\[((?:\\.|[^\]\\])*)\]\((?:[^()\s]*)\)/g, '$1')
    .replace(/(?<!\\)\*\*|(?<!\\)`/g, '')
    .replace(/ {2}\n/g, '\n')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function isInsideWord(text: string, at: number): boolean {
  return /[A-Za-z0-9]/.test(text[at - 1] ?? '') && /[A-Za-z0-9]/.test(text[at + 1] ?? '');
}
