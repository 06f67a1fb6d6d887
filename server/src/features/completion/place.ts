import { isObject, valueAt } from '../../model/references.ts';
import type { Field } from '../../schema/fields.ts';
import type { Cursor } from '../../syntax/cursor.ts';
import type { Path } from '../../syntax/path.ts';
import { endOfLine, startOfLine } from '../../syntax/text.ts';

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

/**
 * The ways in which a place can be meant: mostly one. Where the dashes of a list stand in the column of its key, a line in that
 * column may become the next item or the next key.
 */
export function readingsOf(text: string, cursor: Cursor): readonly Cursor[] {
  const key = cursor.path.at(-2);
  if (!cursor.needsDash || typeof key !== 'string' || !isFlush(text, cursor, key)) return [cursor];
  const path = cursor.path.slice(0, -2);
  const mapping = valueAt(cursor.resource.json(), path);
  return [cursor, { ...cursor, part: 'key', path, needsDash: false, siblings: isObject(mapping) ? Object.keys(mapping) : [key] }];
}

/** Whether the next line above in the column of the dashes, other than dashes, is the key of the list. */
function isFlush(text: string, { replace, indent }: Cursor, key: string): boolean {
  for (let start = startOfLine(text, replace.start); start > 0; ) {
    start = startOfLine(text, start - 1);
    const line = text.slice(start, endOfLine(text, start));
    const column = line.search(/\S/);
    if (column < 0 || column > indent || line[column] === '#' || (column === indent && /^- /.test(line.slice(column)))) continue;
    return column === indent && new RegExp(`^["']?${key.replace(/[^\w]/g, '\\$&')}["']?\\s*:`).test(line.slice(column));
  }
  return false;
}

/** Where the token begins; straight behind a colon or dash a blank comes first. */
function columnOf(text: string, { replace }: Cursor): number {
  const before = text[replace.start - 1];
  return replace.start - startOfLine(text, replace.start) + (before === '-' || before === ':' ? 1 : 0);
}
