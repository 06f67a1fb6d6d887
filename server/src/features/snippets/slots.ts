/** A place to fill in, in a text of `snippets/snippets.json`: `${name:default}`, `${name=default}`, `${name|one,other|}`,
 * `${name=|one,other|}`. */
export interface Slot {
  /** The same name, the same text: filled once. */
  readonly name: string;
  /** What stands there unless something else is said. */
  readonly text: string;
  /** The texts to choose from, `text` among them; undefined where any will do. */
  readonly options: readonly string[] | undefined;
  /** Whether it is no text but a number or the like, so that quotes would make another value of it. */
  readonly bare: boolean;
}

/** A text with its slots apart, in their order. */
export function slotsIn(text: string): readonly (string | Slot)[] {
  const parts: (string | Slot)[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{([\w.-]+)(?::([^}]*)|(=?)\|([^|]*)\||(=)([^}]*))\}/g)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    const [whole, name = '', plain, bareChoice, choice, bare, literal] = match;
    const options = choice?.split(',');
    parts.push({ name, text: plain ?? literal ?? options?.[0] ?? '', options, bare: (bareChoice ?? bare) === '=' });
    end = match.index + whole.length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}
