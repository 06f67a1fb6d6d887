import { resolve } from 'node:path';
import { below, slashed } from '../globs.ts';
import type { LintResult } from '../result.ts';
import { visiblePath, withoutCommands } from '../shownPath.ts';
import type { Report, Reporter } from './report.ts';
import { summary } from './text.ts';

/**
 * Workflow commands of GitHub Actions, one a result, which it shows beside the lines of a pull request, and the sum. Files are named
 * relative to the checkout, wherever in it the linter is run.
 */
export const reportGithub: Reporter = (report) =>
  withoutCommands(report.results.map((result) => `${annotation(result, report)}\n`).join('') + summary(report));

const commands = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;

function annotation({ file, range, severity, rule, message }: LintResult, { folder, variables }: Report): string {
  const { start, end } = range;
  const place = resolve(folder, file);
  const properties = {
    file: visiblePath(below(variables['GITHUB_WORKSPACE'] || folder, place) ?? slashed(file)),
    line: start.line + 1,
    endLine: end.line + 1,
    // GitHub takes columns only where the span is within one line.
    ...(start.line === end.line ? { col: start.character + 1, endColumn: end.character + 1 } : {}),
    title: rule,
  };
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${commands[severity]} ${written.join(',')}::${escapeMessage(message)}`;
}

/** GitHub's own escapes: a line break would end the command, and `%` begins an escape. */
function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
