/**
 * A piece of what a template puts out: text that is known; what stands for a value that nobody has read; or the source of something that
 * is not evaluated.
 */
export type Part = { readonly text: string } | { readonly standsFor: string } | { readonly source: string };

/** Text that is known. */
export function literal(text: string): readonly Part[] {
  return text === '' ? [] : [{ text }];
}

/** Several pieces, with texts that touch joined. */
export function joined(pieces: readonly (readonly Part[])[], separator = ''): readonly Part[] {
  const all: Part[] = [];
  pieces.forEach((piece, i) => {
    for (const part of [...(i > 0 ? literal(separator) : []), ...piece]) {
      const last = all.at(-1);
      if (last !== undefined && 'text' in last && 'text' in part) all[all.length - 1] = { text: last.text + part.text };
      else all.push(part);
    }
  });
  return all;
}

/** The text, where all of it is known. */
export function knownText(parts: readonly Part[]): string | undefined {
  let text = '';
  for (const part of parts) {
    if (!('text' in part)) return undefined;
    text += part.text;
  }
  return text;
}

/** As a person reads it: `postgres://<username of prod/db>@host`. */
export function shown(parts: readonly Part[]): string {
  return parts.map((part) => ('text' in part ? part.text : 'source' in part ? part.source : `<${part.standsFor}>`)).join('');
}

/** What stands for what, in words. */
export type Words = (standsFor: string) => string;

/** What a function makes of a value, in words about it: `base64 of username of prod/db`. */
export function described(parts: readonly Part[], words: Words): readonly Part[] {
  const [only, second] = parts;
  const text = knownText(parts);
  const inner =
    text !== undefined
      ? JSON.stringify(text)
      : second === undefined && only !== undefined && 'standsFor' in only
        ? only.standsFor
        : shown(parts);
  return [{ standsFor: words(inner) }];
}

/** The pieces with each known text changed, and words added to what stands for the others. */
export function mapped(parts: readonly Part[], change: (text: string) => string, words: Words): readonly Part[] {
  return parts.map((part) => {
    if ('text' in part) return { text: change(part.text) };
    return 'standsFor' in part ? { standsFor: words(part.standsFor) } : part;
  });
}
