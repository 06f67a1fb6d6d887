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
  /** Set inside braces and brackets, where all goes on one line; `json`: keys are quoted too. */
  readonly flow?: 'yaml' | 'json';
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

/** The snippet for a value inside braces or brackets. */
export async function valueSnippet(setting: BlockSetting, path: Path): Promise<string> {
  return (await afterColon(setting, path, 0, createTabStops(), 0)).trimStart();
}

/** The name of a field as a key. */
export function keyText(name: string, { flow }: BlockStyle): string {
  return flow === 'json' ? JSON.stringify(name) : name;
}

/** The snippet for a field with its key, `name:` and all that follows, for a key at `column`. */
export async function fieldSnippet(setting: BlockSetting, path: Path, column: number): Promise<string> {
  return `${keyText(String(path.at(-1)), setting.style)}:${await afterColon(setting, path, column, createTabStops(), 0)}`;
}

async function afterColon(setting: BlockSetting, path: Path, column: number, stops: TabStops, depth: number): Promise<string> {
  const { style } = setting;
  const field = await setting.fieldAt(path);
  const isBlock = field?.type === 'array' || field?.type === 'object' || field?.type === 'map';
  if (style.flow !== undefined && isBlock) return ` ${await flowSnippet(setting, field, path, stops, depth + 1)}`;
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

/** A mapping or list in braces or brackets. */
async function flowSnippet(setting: BlockSetting, field: Field, path: Path, stops: TabStops, depth: number): Promise<string> {
  if (field.type !== 'array') return `{${await content(setting, path, 0, stops, depth)}}`;
  const item = await setting.fieldAt([...path, 0]);
  const inner = await content(setting, [...path, 0], 0, stops, depth);
  return item?.type === 'object' ? `[{${inner}}]` : `[${inner}]`;
}

async function content(setting: BlockSetting, path: Path, column: number, stops: TabStops, depth: number): Promise<string> {
  const field = await setting.fieldAt(path);
  if (field === undefined) return stops.stop();
  if (field.type !== 'object') return scalar(field, setting.style, stops);
  const names = depth > deepest ? [] : startersOf(field, setting.kind);
  const lines: string[] = [];
  // One after the other: the tab stops are numbered in the order of the text.
  for (const name of names) {
    lines.push(`${keyText(name, setting.style)}:${await afterColon(setting, [...path, name], column, stops, depth)}`);
  }
  if (lines.length === 0) return stops.stop();
  return lines.join(setting.style.flow === undefined ? `\n${' '.repeat(column)}` : ', ');
}

function scalar(field: ChildField, style: BlockStyle, stops: TabStops): string {
  const options = optionsOf(field);
  const [only] = options;
  if (options.length === 1 && only !== undefined) return literal(writeOption(field, only, style));
  if (options.length > 0) return stops.choice(options.map((option) => writeOption(field, option, style)));
  const fallback = field.default;
  if (typeof fallback === 'string' && fallback !== '') return stops.stop(style.quote(fallback));
  if (typeof fallback === 'number') return stops.stop(String(fallback));
  return style.flow === 'json' && field.type === 'string' ? `"${stops.stop()}"` : stops.stop();
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
