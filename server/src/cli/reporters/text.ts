import type { LintResult } from '../lint.ts';

/** One line a result, `file:line:column: severity rule: message` with 1-based places as editors and terminals link them, and a sum. */
export function reportText(results: readonly LintResult[], files: number): string {
  const lines = results.map(({ file, range, severity, rule, message }) => {
    const { line, character } = range.start;
    return `${file}:${line + 1}:${character + 1}: ${severity} ${rule}: ${message}\n`;
  });
  const errors = results.filter(({ severity }) => severity === 'error').length;
  const warnings = results.filter(({ severity }) => severity === 'warning').length;
  return `${lines.join('')}${count(errors, 'error')}, ${count(warnings, 'warning')} in ${count(files, 'file')}\n`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
