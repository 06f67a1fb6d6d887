import type { Field } from '../../schema/fields.ts';
import type { Cursor } from '../../syntax/cursor.ts';
import type { Path } from '../../syntax/path.ts';
import { startOfLine } from '../../syntax/text.ts';

/** The caret with what only the schema knows: whether a list or a mapping is wanted there. */
export interface Place extends Cursor {
  /** Column at which the key or value that is being written begins, once blanks and dashes are as they should be. */
  readonly column: number;
}

/**
 * Reads the caret's place once more with the schema: below a key that wants a list a new item begins, and the word behind a dash is
 * the first key where the items are mappings.
 */
export async function placeOf(text: string, cursor: Cursor, fieldAt: (path: Path) => Promise<Field | undefined>): Promise<Place> {
  const field = await fieldAt(cursor.path);
  const isList = cursor.part === 'key' && field?.type === 'array';
  const begun: Cursor = isList ? { ...cursor, part: 'value', path: [...cursor.path, 0], needsDash: true } : cursor;
  const column = begun.needsDash ? begun.indent + 2 : begun.part === 'key' ? begun.indent : columnOf(text, begun);
  const isItem = begun.part === 'value' && typeof begun.path.at(-1) === 'number';
  const type = isList ? field.items : field?.type;
  if (isItem && (type === 'object' || type === 'map')) return { ...begun, part: 'key', siblings: [], column };
  return { ...begun, column };
}

/** Where the token begins; straight behind a colon or dash a blank comes first. */
function columnOf(text: string, { replace }: Cursor): number {
  const before = text[replace.start - 1];
  return replace.start - startOfLine(text, replace.start) + (before === '-' || before === ':' ? 1 : 0);
}
