import { createHash } from 'node:crypto';
import type { SchemaObject } from 'ajv';

/** Parts of JSON Schemas that occur more than once become schemas of their own, so that a validator has each but once. */
export interface SharedParts {
  /** Takes a part into account and gives the reference that stands for it; small ones stay as they are. */
  intern(part: SchemaObject): SchemaObject;
  /** Puts parts that turned out to be used once back in their place; `define` gets the others, once each. */
  expand(schema: SchemaObject, define: (part: SchemaObject, id: string) => void): SchemaObject;
}

/** Below this many characters of JSON a function call costs more than the code that it saves. */
const WORTH_SHARING = 60;

/** An empty collection of shared parts. Intern everything first, then expand. */
export function sharedParts(): SharedParts {
  const parts = new Map<string, SchemaObject>();
  const uses = new Map<string, number>();
  const defined = new Set<string>();

  const intern = (part: SchemaObject): SchemaObject => {
    const text = JSON.stringify(part);
    if (text.length < WORTH_SHARING) return part;
    const id = `/shared/${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
    parts.set(id, part);
    uses.set(id, (uses.get(id) ?? 0) + 1);
    return { $ref: id };
  };

  const expand = (schema: SchemaObject, define: (part: SchemaObject, id: string) => void): SchemaObject => {
    const id = schema['$ref'] as string | undefined;
    const part = id === undefined ? undefined : parts.get(id);
    if (id === undefined || part === undefined) return expandChildren(schema, (child) => expand(child, define));
    if ((uses.get(id) ?? 0) < 2) return expand(part, define);
    if (!defined.has(id)) {
      defined.add(id);
      define(expand(part, define), id);
    }
    return schema;
  };
  return { intern, expand };
}

function expandChildren(schema: SchemaObject, expand: (child: SchemaObject) => SchemaObject): SchemaObject {
  const result = { ...schema };
  for (const keyword of ['items', 'additionalProperties']) {
    if (typeof result[keyword] === 'object') result[keyword] = expand(result[keyword] as SchemaObject);
  }
  const properties = result['properties'] as Record<string, SchemaObject> | undefined;
  if (properties !== undefined) {
    result['properties'] = Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, expand(child)]));
  }
  return result;
}
