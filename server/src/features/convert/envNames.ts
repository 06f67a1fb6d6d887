import { endOfLine } from '../../syntax/text.ts';

/** The names that a `.env` file assigns, in the order in which they first stand there; or why they cannot be told. Never a value. */
export type EnvNames =
  | { readonly names: readonly string[]; readonly isEncrypted: boolean }
  /** `line` from 1, of what is no assignment. */
  | { readonly problem: 'no-assignment' | 'open-quote'; readonly line: number };

/** An assignment up to where its value begins; the colon is that of dotenv, which takes `NAME: value` too. */
const assignment = /[^\S\n]*(?:export[^\S\n]+)?([\w.-]+)[^\S\n]*(?:=|:(?=[^\S\n]))[^\S\n]*/y;

/** A quoted value, over several lines too, with nothing but a comment behind it. A backslash keeps a quote from ending it. */
const quoted = /(?:'(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`)[^\S\n]*(?:#[^\n]*)?(?=\n|$)/y;

const blankOrComment = /[^\S\n]*(?:#[^\n]*)?(?=\n|$)/y;

/**
 * Reads what dotenv reads, but for one thing: it skips lines that it does not understand, and takes what comes after them for what it
 * looks like. A value over several lines without quotes, such as a private key, would then leave a piece of itself as a name. So a line
 * that is no assignment ends the reading here. Values are passed over in the text and never taken out of it.
 */
export function envNames(text: string): EnvNames {
  const lines = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const names = new Set<string>();
  let at = 0;
  const past = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(lines);
    if (found !== null) at = pattern.lastIndex;
    return found ?? undefined;
  };
  for (; at < lines.length; at++) {
    if (past(blankOrComment) !== undefined) continue;
    const line = lines.slice(0, at).split('\n').length;
    const [, name] = past(assignment) ?? [];
    const value = lines.slice(at, endOfLine(lines, at)).trimEnd();
    // An equals sign alone is the end of a piece of base64, no value.
    if (name === undefined || /^=+$/.test(value)) return { problem: 'no-assignment', line };
    const [whole] = past(quoted) ?? [];
    // A backslash before the last quote: dotenv takes it for the end, and it may be the middle of what is never closed.
    if (whole !== undefined && /\\['"`][^\S\n]*(?:#[^\n]*)?$/.test(whole)) return { problem: 'open-quote', line };
    if (whole === undefined) {
      // With something behind the closing quote it is a value without quotes that has some in it; but none may stay open.
      if (/^['"`]/.test(value) && countOf(value.charAt(0), value) % 2 === 1) return { problem: 'open-quote', line };
      at = endOfLine(lines, at);
    }
    names.add(name);
  }
  const isEncrypted = names.has('sops_mac') || names.has('sops_version');
  return { names: [...names].filter((name) => !isEncrypted || !name.startsWith('sops_')), isEncrypted };
}

function countOf(quote: string, value: string): number {
  return value.replace(/\\./g, '').split(quote).length - 1;
}
