import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import { quoteScalar, type TextStyle } from '../../syntax/textStyle.ts';
import { type Slot, slotsIn } from './slots.ts';

/** How a new file is written. */
export const plainStyle: TextStyle = { indent: 2, dashIndent: 2, quote: undefined, quoteAll: false, eol: '\n' };

/** How a slot and the text around it get into the result. */
export interface SlotWriter {
  /** What the slot will hold, without quotes: what decides whether there are any. */
  content(slot: Slot): string;
  /** The slot as it is written, its text as `enquote` puts it between quotes. */
  slot(slot: Slot, enquote: (text: string) => string): string;
  text(text: string): string;
}

/** Writes slots as what they hold: what was answered, else the default. */
export function filledSlots(answers: Readonly<Record<string, string>> = {}): SlotWriter {
  const content = ({ name, text }: Slot) => (Object.hasOwn(answers, name) ? (answers[name] ?? text) : text);
  return { content, slot: (slot, enquote) => enquote(content(slot)), text: (text) => text };
}

/** A mapping in block style, its lines joined by line feeds, the last without one. */
export function writeManifest(value: JsonObject, style: TextStyle, slots: SlotWriter): string {
  return mapLines(value, style, slots).join('\n');
}

function mapLines(value: JsonObject, style: TextStyle, slots: SlotWriter): readonly string[] {
  const keyStyle = { ...style, quoteAll: false };
  return Object.entries(value).flatMap(([name, child]) => entryLines(written(name, keyStyle, slots), child, style, slots));
}

function entryLines(key: string, value: JsonValue, style: TextStyle, slots: SlotWriter): readonly string[] {
  if (typeof value === 'string' && value.includes('\n')) {
    const lines = value.replace(/\n$/, '').split('\n');
    return [
      `${key}: |`,
      ...indent(
        lines.map((line) => raw(line, slots)),
        style.indent,
      ),
    ];
  }
  if (typeof value !== 'object' || value === null) return [`${key}: ${scalar(value, style, slots)}`];
  if (Array.isArray(value)) {
    const items = value.flatMap((item) => itemLines(item, style, slots));
    return items.length === 0 ? [`${key}: []`] : [`${key}:`, ...indent(items, style.dashIndent)];
  }
  const lines = mapLines(value as JsonObject, style, slots);
  return lines.length === 0 ? [`${key}: {}`] : [`${key}:`, ...indent(lines, style.indent)];
}

function itemLines(item: JsonValue, style: TextStyle, slots: SlotWriter): readonly string[] {
  const isMap = typeof item === 'object' && item !== null && !Array.isArray(item);
  const lines = isMap ? mapLines(item as JsonObject, style, slots) : [scalar(item, style, slots)];
  return lines.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`));
}

function indent(lines: readonly string[], columns: number): readonly string[] {
  return lines.map((line) => `${' '.repeat(columns)}${line}`);
}

function scalar(value: JsonValue, style: TextStyle, slots: SlotWriter): string {
  return typeof value === 'string' ? written(value, style, slots) : JSON.stringify(value);
}

/** A text as a scalar of one line: plain where what it will hold may be, else in quotes. */
function written(text: string, style: TextStyle, slots: SlotWriter): string {
  const parts = slotsIn(text);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && typeof only !== 'string' && only.bare) return raw(text, slots);
  const content = parts.map((part) => (typeof part === 'string' ? part : slots.content(part))).join('');
  const [quote] = quoteScalar(content, style);
  if (quoteScalar(content, style) === content) return raw(text, slots);
  const enquote = (part: string) => (quote === '"' ? part.replace(/["\\]/g, '\\$&') : part.replaceAll("'", "''"));
  const inner = parts.map((part) => (typeof part === 'string' ? slots.text(enquote(part)) : slots.slot(part, enquote)));
  return `${quote}${inner.join('')}${quote}`;
}

/** A text as it stands. */
function raw(text: string, slots: SlotWriter): string {
  return slotsIn(text)
    .map((part) => (typeof part === 'string' ? slots.text(part) : slots.slot(part, (plain) => plain)))
    .join('');
}
