import { stringify } from 'yaml';
import type { JsonValue } from './node.ts';

/**
 * A JSON value as YAML in block style, as Kubernetes would read it back: what YAML 1.1 takes for a boolean or a number is quoted
 * where it is a string. Lines are not folded; keys stand in the order in which the objects have them.
 */
export function toYaml(value: JsonValue): string {
  return stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
