import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** How a run of the suite ended, for the process that started VS Code. */
export interface SuiteResult {
  readonly passed: number;
  /** The title of each failed test and what it said. */
  readonly failures: readonly string[];
  /** The titles of the tests that did not run. */
  readonly skipped: readonly string[];
}

/**
 * Runs every test in the extension host; what `extensionTestsPath` points at. The result goes, as JSON, to the file named by
 * `SUITE_RESULT`; `SUITE_GREP` narrows the tests to those whose title matches. Rejects when a test fails.
 */
export async function run(): Promise<void> {
  const grep = process.env['SUITE_GREP'];
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000, ...(grep ? { grep } : {}) });
  // The test files speak through Mocha's globals, which exist only from here on.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./activation.test.ts');
  await import('./language.test.ts');
  await import('./neighbours.test.ts');
  const passed: string[] = [];
  const failures: string[] = [];
  const skipped: string[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', (test) => passed.push(test.fullTitle()));
    runner.on('fail', (test, error) => failures.push(`${test.fullTitle()}\n${error.stack ?? error}`));
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
  });
  const result: SuiteResult = { passed: passed.length, failures, skipped };
  if (process.env['SUITE_RESULT']) writeFileSync(process.env['SUITE_RESULT'], JSON.stringify(result));
  if (failures.length > 0) throw new Error(`${failures.length} tests failed`);
}
