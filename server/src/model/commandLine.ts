import { isQuotedName, quotedName } from './shellLine.ts';

/**
 * One word of a command line. Text is ours; `given` is text of a manifest, a vault or the user's settings; `address` is an http(s)
 * address that the user has agreed to; `program` is a program of ours for a tool such as jq, and is quoted.
 */
export type Word = string | { readonly given: string } | { readonly address: string } | { readonly program: string };

/** Text of others that no shell reads as anything but itself, that is no option, and that no tool takes for a file or an address. */
export function isPlainText(text: string): boolean {
  return /^[A-Za-z0-9_./][A-Za-z0-9_./:@+=-]*$/.test(text) && !text.includes('://');
}

/** An address that no shell reads as anything but itself. */
function isPlainAddress(text: string): boolean {
  return /^https?:\/\/[A-Za-z0-9.-]+(:\d+)?(\/[A-Za-z0-9_./-]*)?$/.test(text);
}

/**
 * Programs joined by pipes, each the words of one, as a line that POSIX shells, PowerShell and cmd read alike as long as it has neither
 * pipes nor programs. Undefined where a word could be read as anything else: nothing is escaped cleverly.
 */
export function commandLine(...programs: readonly (readonly Word[])[]): string | undefined {
  const words = programs.map((program) => program.map(written));
  if (words.some((program) => program.includes(undefined))) return undefined;
  const line = words.map((program) => program.join(' ')).join(' | ');
  return line.length <= 1000 ? line : undefined;
}

/**
 * Whether a line is nothing but words of harmless characters, and such names in single quotes as `shellLine` writes: no variables, pipes,
 * or anything else that a shell interprets.
 */
export function isPlainCommandLine(line: string): boolean {
  const words = line.length <= 1000 ? (line.match(new RegExp(`${quotedName.source}|[^ ]+`, 'g')) ?? []) : [];
  const isPlain = (word: string) => isQuotedName(word) || isPlainOption(word) || isPlainText(word) || isPlainAddress(word);
  return words.length > 0 && words.join(' ') === line && words.every(isPlain);
}

function written(word: Word): string | undefined {
  if (typeof word === 'string') return word;
  if ('given' in word) return isPlainText(word.given) ? word.given : undefined;
  if ('address' in word) return isPlainAddress(word.address) ? word.address : undefined;
  return /^[\x20-\x26\x28-\x7e]+$/.test(word.program) ? `'${word.program}'` : undefined;
}

/** `-address=https://vault.example.com`, `--profile`, `-` */
function isPlainOption(word: string): boolean {
  const [, name, value] = /^(--?[A-Za-z0-9-]*)(?:=(.*))?$/s.exec(word) ?? [];
  return name !== undefined && (value === undefined || isPlainText(value) || isPlainAddress(value));
}
