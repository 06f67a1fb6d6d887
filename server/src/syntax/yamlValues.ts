import { parseDocument } from 'yaml';
import type { JsonValue } from './node.ts';
import { endOfDocument } from './split.ts';

/**
 * Reads the YAML documents of a text as plain values, one at each step, so that a caller can let others run in between. For texts that
 * nobody edits here: no places, no template text. A document that is no YAML, or whose aliases would multiply it, gives undefined.
 */
export function* yamlValues(text: string): Generator<JsonValue | undefined> {
  for (let start = 0; start < text.length; ) {
    const end = endOfDocument(text, start);
    yield readValue(text.slice(start, end));
    start = end;
  }
}

function readValue(text: string): JsonValue | undefined {
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
    return document.errors.length > 0 ? undefined : (document.toJS({ maxAliasCount: 100 }) as JsonValue);
  } catch {
    return undefined;
  }
}
