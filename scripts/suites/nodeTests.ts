import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { projectRoot } from '../setup/cache.ts';
import type { Outcome, Skip, SuiteRequest } from './suite.ts';

/** Which test files make up a suite, as patterns relative to the project. */
export interface TestFiles {
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  /** How many files run at the same time; one by default. */
  readonly concurrency?: number;
}

/** Runs test files of `node:test`, each in a process of its own. A suite without files fails: tests do not vanish unnoticed. */
export async function runNodeTests(files: TestFiles, request: SuiteRequest): Promise<Outcome> {
  const paths = globSync([...files.include], { cwd: projectRoot, exclude: [...(files.exclude ?? [])] }).sort();
  if (paths.length === 0) return { passed: 0, failures: [`No test file matches ${files.include.join(' ')}.`], skipped: [] };
  const failures: string[] = [];
  const skipped: Skip[] = [];
  const said = new Map<string, string>();
  const names: string[] = [];
  let passed = 0;
  const stream = run({
    files: paths.map((path) => join(projectRoot, path)),
    cwd: projectRoot,
    concurrency: files.concurrency ?? 1,
    ...(request.grep ? { testNamePatterns: [new RegExp(request.grep)] } : {}),
  });
  for await (const { type, data } of stream) {
    if (type === 'test:start') names.splice(data.nesting, names.length, data.name);
    if (type === 'test:stdout' || type === 'test:stderr') said.set(data.file, (said.get(data.file) ?? '') + data.message);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const name = fullName(names.slice(0, data.nesting), data);
    const isGroup = data.details.type === 'suite';
    if (data.skip !== undefined) skipped.push({ name, reason: reasonOf(data.skip) });
    else if (data.todo !== undefined) skipped.push({ name, reason: `to do: ${reasonOf(data.todo)}` });
    else if (type === 'test:fail' && !(isGroup && isOfChildren(data.details.error)))
      failures.push(`${name}\n${describe(data.details.error)}`);
    else if (type === 'test:pass' && !isGroup) passed++;
  }
  return { passed, failures: failures.map((failure) => failure + printedBy(failure, said)), skipped };
}

function fullName(parents: readonly string[], test: { readonly name: string; readonly file?: string | undefined }): string {
  const file = test.file ? `${relative(projectRoot, test.file)}: ` : '';
  return file + [...parents, test.name].join(' > ');
}

function reasonOf(mark: string | boolean): string {
  return typeof mark === 'string' && mark !== '' ? mark : 'no reason given';
}

/** A group fails because of its children, which are reported themselves. */
function isOfChildren(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed';
}

function describe(error: Error): string {
  const cause = error.cause ?? error;
  return typeof cause === 'string' ? cause : inspect(cause, { depth: 4 });
}

/** What the file of a failed test has printed: the explanation is often there. */
function printedBy(failure: string, said: ReadonlyMap<string, string>): string {
  const [, text] = [...said].find(([file]) => failure.startsWith(relative(projectRoot, file))) ?? [];
  return text?.trim() ? `\nThe file printed:\n${text.trim().slice(-4000)}` : '';
}
