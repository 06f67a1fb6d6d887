import { plainLines, plainText } from '../model/plainText.ts';

/** Members that people read, in one line or in several. All others are names, places and texts to the letter. */
const lines = new Set([
  'message',
  'title',
  'label',
  'description',
  'accessibleLabel',
  'operatorVersion',
  'uses',
  'changedKeys',
  'steps',
  'refusal',
]);
const paragraphs = new Set(['detail', 'tooltip']);

/** The longest line: what a command says of many objects is some sentences. */
const longest = 2_000;

/**
 * What is told to the client, with all that is for people made plain: whatever a cluster or a manifest has brought into it, by whatever
 * way, it hides nothing, turns nothing around, and is bounded.
 */
export function plainWords<T>(told: T): T {
  return cleaned(told, undefined) as T;
}

function cleaned(value: unknown, member: string | undefined): unknown {
  if (typeof value === 'string') {
    if (member !== undefined && lines.has(member)) return plainText(value, longest);
    return member !== undefined && paragraphs.has(member) ? plainLines(value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => cleaned(item, member));
  if (typeof value !== 'object' || value === null) return value;
  // Edits are text of the user's files.
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, name === 'edit' ? item : cleaned(item, name)]));
}
