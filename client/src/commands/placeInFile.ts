import type { PreviewPlace } from '../../../server/src/protocol.ts';

/** The place that a code action or a lens passes, or undefined where the value is none. */
export function placeInFile(value: unknown): PreviewPlace | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { uri, line, character } = value as Record<string, unknown>;
  if (typeof uri !== 'string' || typeof line !== 'number' || typeof character !== 'number') return undefined;
  return { uri, line, character };
}
