import { nearest } from '../schema/nearest.ts';
import { rules } from './index.ts';

const ids: ReadonlySet<string> = new Set(rules.map(({ meta }) => meta.id));

/** Whether a rule has that id. */
export function isRule(id: string): boolean {
  return ids.has(id);
}

/** The rule that a misspelt id most likely means; undefined where none is near. */
export function nearestRule(id: string): string | undefined {
  return nearest(id, ids);
}
