import { parseDocument } from 'yaml';
import type { JsonValue } from './node.ts';

/**
 * One YAML (or JSON) document that no template tool has written into, such as a kubeconfig. Undefined where it is not valid: the
 * library's own words would quote the text.
 */
export function readPlainYaml(text: string): JsonValue | undefined {
  try {
    const document = parseDocument(text, { logLevel: 'silent', prettyErrors: false });
    return document.errors.length > 0 ? undefined : ((document.toJS() ?? null) as JsonValue);
  } catch {
    return undefined;
  }
}
