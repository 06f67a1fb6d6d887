import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { rolldown } from 'rolldown';
import { cacheFolder, projectRoot } from '../../scripts/setup/cache.ts';
import { setUpYamlServer } from '../../scripts/setup/yamlServer.ts';
import type { SuiteResult } from './suite/index.ts';

/** What a run of the Mocha suite may be told. */
export interface SuiteOptions {
  /** The program to run as VS Code; undefined downloads a desktop VS Code. */
  readonly executable?: string | undefined;
  /** Only tests whose title matches this pattern. */
  readonly grep?: string | undefined;
  /** The extension under development; the default is this project. */
  readonly extension?: string;
  /** A CommonJS file whose `run` is called in the extension host in place of the Mocha suite. */
  readonly suite?: string;
}

/** The stand-in for a desktop VS Code where none can be had. */
export const standIn = join(import.meta.dirname, 'support', 'vscodeExec.ts');

/**
 * Runs the Mocha suite in a VS Code with throw-away data. Returns the result and everything that was printed; a VS Code that ends
 * before its tests do counts as one failure.
 */
export async function runSuite(options: SuiteOptions): Promise<SuiteResult & { readonly output: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'external-secrets-vscode-'));
  const workspace = join(folder, 'workspace');
  const resultFile = join(folder, 'result.json');
  const output: string[] = [];
  const sink = { write: (text: unknown) => output.push(String(text)) > 0 } as unknown as NodeJS.WritableStream;
  mkdirSync(join(folder, 'user', 'User'), { recursive: true });
  mkdirSync(workspace);
  writeFileSync(
    join(folder, 'user', 'User', 'settings.json'),
    JSON.stringify({ 'telemetry.telemetryLevel': 'off', 'update.mode': 'none' }),
  );
  try {
    // Our own suite runs beside Red Hat's YAML, as the extension does for most people.
    const yamlServer = options.suite === undefined ? await setUpYamlServer() : undefined;
    const extensions = join(folder, 'extensions');
    if (yamlServer !== undefined) await installNeighbour(extensions);
    const failure = await runTests({
      ...(options.executable ? { vscodeExecutablePath: options.executable } : { cachePath: cacheFolder('vscode-desktop') }),
      extensionDevelopmentPath: options.extension ?? projectRoot,
      extensionTestsPath: options.suite ?? (await bundle(join(import.meta.dirname, 'suite', 'index.ts'), suiteFile)),
      launchArgs: [
        workspace,
        // What is installed there is what the tests want.
        ...(yamlServer === undefined ? ['--disable-extensions'] : []),
        `--user-data-dir=${join(folder, 'user')}`,
        `--extensions-dir=${extensions}`,
      ],
      extensionTestsEnv: {
        YAML_SERVER: yamlServer,
        SUITE_RESULT: resultFile,
        SUITE_GREP: options.grep,
        NODE_TEST_CONTEXT: undefined,
      },
      stdout: sink,
      stderr: sink,
    }).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    const result = readResult(resultFile) ?? { passed: 0, failures: [], skipped: [] };
    // Whatever the tests said: a VS Code that came to a bad end is a failure too.
    const failures = failure === undefined || result.failures.length > 0 ? result.failures : [`${failure}\n${output.join('')}`];
    return { ...result, failures, output: output.join('') };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function readResult(path: string): SuiteResult | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as SuiteResult) : undefined;
}

const suiteFile = join(projectRoot, '.cache', 'test-vscode', 'index.cjs');

/** An entry as CommonJS, which is what every extension host can load; Mocha stays where npm has put it. */
async function bundle(input: string, file: string): Promise<string> {
  const made = await rolldown({ cwd: projectRoot, input, platform: 'node', external: ['vscode', 'mocha'] });
  await made.write({ file, format: 'cjs', codeSplitting: false, sourcemap: 'inline' });
  await made.close();
  return file;
}

/** Installs the stand-in for Red Hat's YAML: an unpacked extension. */
async function installNeighbour(extensions: string): Promise<void> {
  const source = join(import.meta.dirname, 'neighbours');
  const target = join(extensions, 'redhat.vscode-yaml-1.25.0');
  await bundle(join(source, 'extension.ts'), join(target, 'extension.cjs'));
  copyFileSync(join(source, 'package.json'), join(target, 'package.json'));
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { grep: { type: 'string' }, result: { type: 'string' } } });
  const { output, ...result } = await runSuite({ executable: process.env['VSCODE_EXECUTABLE_PATH'], grep: values.grep });
  console.log(output.trimEnd());
  if (values.result) writeFileSync(values.result, JSON.stringify(result));
  process.exitCode = result.failures.length > 0 ? 1 : 0;
}
