import type { JsonValue } from '../../syntax/node.ts';
import { isObject } from '../parts.ts';
import { childOf, propertyOf, type Structure } from '../structure.ts';

/**
 * A JSON value as CEL rules of Kubernetes see it: whole numbers are integers unless the schema says `number`, times are timestamps,
 * fields whose names are no identifiers have escaped names, and a null in a described field is the same as no field at all
 * (in a free-form map it stays).
 */
export function celValue(value: JsonValue, structure: Structure | undefined): unknown {
  if (typeof value === 'number') {
    return Number.isInteger(value) && structure?.type !== 'number' ? BigInt(value) : value;
  }
  if (typeof value === 'string') return isTime(structure) ? timestampOf(value) : value;
  if (Array.isArray(value)) return value.map((item) => celValue(item, structure?.items));
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = Object.create(null);
  for (const [name, child] of Object.entries(value)) {
    const described = structure !== undefined && propertyOf(structure, name) !== undefined;
    if (described && child === null) continue;
    result[described ? escapeName(name) : name] = celValue(child, structure && childOf(structure, name));
  }
  return result;
}

const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

const ESCAPES: Readonly<Record<string, string>> = { __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' };

/** The name by which a rule reaches a field (Kubernetes: escaping of property names in CEL rules). */
export function escapeName(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  return name.replace(/__|[./-]/g, (part) => ESCAPES[part] ?? part);
}

function isTime(structure: Structure | undefined): boolean {
  return structure?.format === 'date-time' || structure?.format === 'date';
}

/** A text that is no time has been refused by its format already. */
function timestampOf(text: string): unknown {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? text : time;
}
