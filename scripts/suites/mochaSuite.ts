import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SuiteResult } from '../../test/vscode/suite/index.ts';
import { projectRoot } from '../setup/cache.ts';
import { execute } from '../setup/execute.ts';
import { canHaveDesktopVSCode } from './desktop.ts';
import type { Outcome, SuiteRequest } from './suite.ts';

/**
 * Runs the Mocha suite in a real VS Code: the one that VSCODE_EXECUTABLE_PATH names, else a downloaded desktop VS Code where
 * there is a screen, else the stand-in around the VS Code server.
 */
export async function runMochaSuite(request: SuiteRequest): Promise<Outcome> {
  const standIn = join(projectRoot, 'test', 'vscode', 'support', 'vscodeExec.ts');
  const executable = process.env['VSCODE_EXECUTABLE_PATH'] ?? ((await canHaveDesktopVSCode()) ? '' : standIn);
  const folder = mkdtempSync(join(tmpdir(), 'external-secrets-suite-'));
  const resultFile = join(folder, 'result.json');
  try {
    const args = ['test/vscode/runTest.ts', `--result=${resultFile}`, ...(request.grep ? [`--grep=${request.grep}`] : [])];
    const { output } = await execute(process.execPath, args, { cwd: projectRoot, env: { VSCODE_EXECUTABLE_PATH: executable } });
    if (!existsSync(resultFile)) return { passed: 0, failures: [`the Mocha suite did not end\n${output.trim()}`], skipped: [] };
    const { passed, failures, skipped } = JSON.parse(readFileSync(resultFile, 'utf8')) as SuiteResult;
    return { passed, failures, skipped: skipped.map((name) => ({ name, reason: 'pending in the Mocha suite' })) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
