/**
 * A command line for the user's terminal, made of words of ours and of names from outside. Undefined where a name is none that every
 * shell takes for one word as it stands or in single quotes: then no command line is offered.
 */
export function shellLine(ours: readonly string[], ...names: readonly string[]): string | undefined {
  const words = names.map(shellWord);
  if (words.includes(undefined)) return undefined;
  return ours.map((text, i) => `${text}${words[i] ?? ''}`).join('');
}

/**
 * PowerShell ends a text at other quotes besides, fish takes a backslash for an escape, and cmd.exe knows no single quotes. Without any,
 * PowerShell makes several words of what has a comma and looks up what begins with `@`, as zsh does with `=`.
 */
function shellWord(name: string): string | undefined {
  if (name.length > 500 || name === '' || name.startsWith('-')) return undefined;
  if (/^[\w+:./][\w@+=:./-]*$/.test(name)) return name;
  const quoted = `'${name}'`;
  return isQuotedName(quoted) ? quoted : undefined;
}

/** A name as it stands in a command line in single quotes: of characters that no shell interprets there. */
export const quotedName = /'[\w@+=:,./ ()#~-]+'/;

/** Whether a word is nothing but such a name. */
export function isQuotedName(word: string): boolean {
  return quotedName.exec(word)?.[0] === word;
}
