import { join } from 'node:path';
import { projectRoot } from '../setup/cache.ts';
import { execute } from '../setup/execute.ts';
import { type Outcome, type SuiteRequest, together } from './suite.ts';

/** A program whose exit code is the verdict of one test. */
export interface Check {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** Runs checks one after another, each counted as one test. They have no parts that a pattern could choose from. */
export async function runChecks(checks: readonly Check[], request: SuiteRequest): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const { name, program, args } of checks) {
    if (request.grep && !new RegExp(request.grep).test(name)) continue;
    const { code, output } = await execute(program, args, { cwd: projectRoot });
    const failed = code !== 0;
    outcomes.push({ passed: failed ? 0 : 1, failures: failed ? [`${name}\n${output.trim()}`] : [], skipped: [] });
  }
  return together(outcomes);
}

/** The path of a program that npm has installed for the project. */
export function installed(name: string): string {
  return join(projectRoot, 'node_modules', '.bin', name);
}
