import type { LintResult } from '../lint.ts';

/** One JSON array of all results. */
export function reportJson(results: readonly LintResult[]): string {
  return `${JSON.stringify(results, undefined, 2)}\n`;
}
