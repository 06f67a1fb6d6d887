import type { JsonValue, MapNode, ScalarNode, SeqNode, YamlNode } from '../../syntax/node.ts';
import { quoteScalar, type TextStyle } from '../../syntax/textStyle.ts';

/** A fragment for block or flow style: the text of a scalar, or what a list or mapping is made of. */
export type Written = string | readonly Written[] | { readonly [name: string]: Written };

/** How lists and mappings are to be written. */
export interface FragmentStyle extends TextStyle {
  /** Whether the file is JSON, or a flow mapping with quoted keys. */
  readonly quoteKeys: boolean;
}

/** The style of new entries of a mapping or list of the text. */
export function fragmentStyle(style: TextStyle, owner: MapNode | SeqNode): FragmentStyle {
  const quoteKeys = owner.flow && firstKeyStyle(owner) === 'double-quoted';
  return { ...style, quoteKeys, ...(quoteKeys ? { quote: '"', quoteAll: true } : {}) };
}

/** A text as a scalar. */
export function textScalar(value: string, style: FragmentStyle, flow: boolean): string {
  return quoteScalar(value, style, flow ? 'flow' : 'block');
}

/**
 * A scalar as it is written in the text, quotes and all; where a plain one may not stand in flow style, quoted. Undefined for what takes
 * more than a line.
 */
export function sameScalar(text: string, node: YamlNode | undefined, style: FragmentStyle, flow: boolean): string | undefined {
  if (node?.type !== 'scalar' || node.placeholder || node.alias !== undefined) return undefined;
  const raw = text.slice(node.range.start, node.range.end);
  if (raw === '' || /[\r\n]/.test(raw) || node.style === 'literal' || node.style === 'folded') return undefined;
  return flow && node.style === 'plain' && typeof node.value === 'string' ? textScalar(node.value, style, true) : raw;
}

/** A value of JSON as a fragment. */
export function jsonFragment(value: JsonValue, style: FragmentStyle, flow: boolean): Written {
  if (typeof value === 'string') return textScalar(value, style, flow);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isList(value)) return value.map((item) => jsonFragment(item, style, flow));
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, jsonFragment(child, style, flow)]));
}

/** An entry, `name: …`, in block style for a key at the column, or in flow style where there is none. */
export function writeEntry(
  name: string,
  value: Written,
  style: FragmentStyle,
  column: number | undefined,
  dashes?: number,
): string {
  if (column === undefined) return `${style.quoteKeys ? JSON.stringify(name) : name}: ${flowText(value, style)}`;
  if (typeof value === 'string') return `${name}: ${value}`;
  const inner = column + (isList(value) ? (dashes ?? style.dashIndent) : style.indent);
  return `${name}:${style.eol}${' '.repeat(inner)}${writeValue(value, style, inner)}`;
}

/** A value in block style, its first line at the column, or in flow style where there is none. */
export function writeValue(value: Written, style: FragmentStyle, column: number | undefined): string {
  if (column === undefined) return flowText(value, style);
  if (typeof value === 'string') return value;
  const lines = isList(value)
    ? value.map((item) => `- ${writeValue(item, style, column + 2)}`)
    : Object.entries(value).map(([name, child]) => writeEntry(name, child, style, column));
  return lines.join(style.eol + ' '.repeat(column));
}

function flowText(value: Written, style: FragmentStyle): string {
  if (typeof value === 'string') return value;
  if (isList(value)) return `[${value.map((item) => flowText(item, style)).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([name, child]) => writeEntry(name, child, style, undefined))
    .join(', ')}}`;
}

function isList<T>(value: readonly T[] | object): value is readonly T[] {
  return Array.isArray(value);
}

function firstKeyStyle(node: YamlNode): ScalarNode['style'] | undefined {
  if (node.type === 'map') return node.entries[0]?.key.style;
  return node.type === 'seq' && node.items[0] !== undefined ? firstKeyStyle(node.items[0]) : undefined;
}
