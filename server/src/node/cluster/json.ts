import type { JsonValue } from '../../syntax/node.ts';

/** Whether something read from outside is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text that is not empty; numbers as they are written. Undefined for anything else. */
export function stringOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** JSON text, with integers beyond 2^53 kept exact. */
export function toJsonText(value: JsonValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(toJsonText).join(',')}]`;
  return `{${Object.entries(value)
    .map(([name, field]) => `${JSON.stringify(name)}:${toJsonText(field)}`)
    .join(',')}}`;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Text from outside, bounded, and without control characters other than line breaks. */
export function boundedText(value: unknown, length: number): string {
  if (typeof value !== 'string') return '';
  const text = value.replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ');
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
