import type { LintResult } from '../result.ts';
import { shownPath, withoutCommands } from '../shownPath.ts';
import type { Report, Reporter } from './report.ts';

/**
 * One line a fix and a result, `file:line:column: severity rule: message` with 1-based places as editors and terminals link them, and a
 * sum.
 */
export const reportText: Reporter = (report) => withoutCommands(fixedLines(report) + resultLines(report) + summary(report));

/** One line for each fix that was made. */
export function fixedLines({ fixed, paint }: Report): string {
  const lines = [...fixed].flatMap(([file, fixes]) =>
    fixes.map(({ line, rule, title }) => `${shownPath(file)}:${line + 1}: ${paint('green', 'fixed')} ${rule}: ${title}\n`),
  );
  return lines.join('');
}

function resultLines({ results, paint }: Report): string {
  const lines = results.map(({ file, range, severity, rule, message }) => {
    const { line, character } = range.start;
    const place = `${paint('bold', shownPath(file))}:${line + 1}:${character + 1}`;
    return `${place}: ${paint(looks[severity], severity)} ${paint('gray', rule)}: ${message}\n`;
  });
  return lines.join('');
}

/** The sum: `3 errors, 2 warnings in 2 of 140 files`. */
export function summary({ results, fixed, files, quiet, paint }: Report): string {
  const told = results.filter(({ severity }) => severity === 'error' || severity === 'warning');
  const affected = new Set(told.map(({ file }) => file)).size;
  const made = [...fixed.values()].flat().length;
  const errors = countOf(told, 'error');
  const counts = [
    ...(made > 0 ? [paint('green', `${count(made, 'problem')} fixed`)] : []),
    errors > 0 ? paint('red', count(errors, 'error')) : count(errors, 'error'),
    ...(quiet ? [] : [warningsText(countOf(told, 'warning'), paint)]),
  ];
  const where = affected === 0 || affected === files ? count(files, 'file') : `${affected} of ${count(files, 'file')}`;
  return `${counts.join(', ')} in ${where}\n`;
}

/** How many of the results have a severity. */
export function countOf(results: readonly LintResult[], severity: LintResult['severity']): number {
  return results.filter((result) => result.severity === severity).length;
}

const looks = { error: 'red', warning: 'yellow', information: 'blue', hint: 'gray' } as const;

function warningsText(n: number, paint: Report['paint']): string {
  return n > 0 ? paint('yellow', count(n, 'warning')) : count(n, 'warning');
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
