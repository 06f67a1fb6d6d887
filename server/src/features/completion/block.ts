import type { ChildField, Field } from '../../schema/fields.ts';
import type { Path } from '../../syntax/path.ts';
import { createTabStops, literal, type TabStops } from './snippet.ts';
import { startersOf } from './starters.ts';

/** How the file at hand is written, as far as new blocks follow it. */
export interface BlockStyle {
  /** Columns a level. */
  readonly indent: number;
  /** Columns between a key and the dashes of the sequence under it. */
  readonly dashIndent: number;
  /** A scalar text as the file would write it. */
  quote(text: string): string;
}

/** Where a block is to be written, and what is known of its form. */
export interface BlockSetting {
  readonly kind: string;
  readonly style: BlockStyle;
  /** What the schema says about a place of the resource. */
  fieldAt(path: Path): Promise<Field | undefined>;
}

/** How deep starters are written out; what is deeper is one tab stop. */
const deepest = 6;

/**
 * The snippet for the content of a place: a scalar with its choices or default, or a block with what it begins with. The first line
 * goes where the content begins; the lines after it are indented from column 0, `column` being that of the content.
 */
export async function contentSnippet(setting: BlockSetting, path: Path, column: number): Promise<string> {
  return content(setting, path, column, createTabStops(), 0);
}

/** The snippet for a field with its key, `name:` and all that follows, for a key at `column`. */
export async function fieldSnippet(setting: BlockSetting, path: Path, column: number): Promise<string> {
  return `${String(path.at(-1))}:${await afterColon(setting, path, column, createTabStops(), 0)}`;
}

async function afterColon(setting: BlockSetting, path: Path, column: number, stops: TabStops, depth: number): Promise<string> {
  const { style } = setting;
  const field = await setting.fieldAt(path);
  if (field?.type === 'array') {
    const dash = column + style.dashIndent;
    return `\n${' '.repeat(dash)}- ${await content(setting, [...path, 0], dash + 2, stops, depth + 1)}`;
  }
  if (field?.type === 'object' || field?.type === 'map') {
    const inner = column + style.indent;
    return `\n${' '.repeat(inner)}${await content(setting, path, inner, stops, depth + 1)}`;
  }
  return ` ${field === undefined ? stops.stop() : scalar(field, style, stops)}`;
}

async function content(setting: BlockSetting, path: Path, column: number, stops: TabStops, depth: number): Promise<string> {
  const field = await setting.fieldAt(path);
  if (field === undefined) return stops.stop();
  if (field.type !== 'object') return scalar(field, setting.style, stops);
  const names = depth > deepest ? [] : startersOf(field, setting.kind);
  const lines: string[] = [];
  // One after the other: the tab stops are numbered in the order of the text.
  for (const name of names) lines.push(`${name}:${await afterColon(setting, [...path, name], column, stops, depth)}`);
  return lines.length === 0 ? stops.stop() : lines.join(`\n${' '.repeat(column)}`);
}

function scalar(field: ChildField, style: BlockStyle, stops: TabStops): string {
  const options = optionsOf(field);
  const [only] = options;
  if (options.length === 1 && only !== undefined) return literal(writeOption(field, only, style));
  if (options.length > 0) return stops.choice(options.map((option) => writeOption(field, option, style)));
  const fallback = field.default;
  if (typeof fallback === 'string') return stops.stop(fallback === '' ? '' : style.quote(fallback));
  return typeof fallback === 'number' ? stops.stop(String(fallback)) : stops.stop();
}

/** The values that a scalar may have where they are few: of an enum, or true and false. The default comes first. */
export function optionsOf(field: ChildField): readonly string[] {
  const options = field.type === 'boolean' ? ['true', 'false'] : (field.enum ?? []).filter((option) => option !== '');
  return [...options].sort((a, b) => Number(b === String(field.default)) - Number(a === String(field.default)));
}

/** An allowed value as YAML: texts as the file quotes them, anything else as it is. */
export function writeOption(field: ChildField, option: string, style: BlockStyle): string {
  return field.type === 'string' ? style.quote(option) : option;
}
