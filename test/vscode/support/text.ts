/** A pattern for a text as the editor draws it: with no-break spaces where the file has spaces. */
export function spaced(text: string): RegExp {
  return new RegExp(text.split(/\s/).map(escapeForRegExp).join('[\\s\\u00a0]'));
}

/** A text with every run of white space as one space, and none around it. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\u00a0]+/g, ' ').trim();
}

/** A text as a pattern that matches just it. */
export function escapeForRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
