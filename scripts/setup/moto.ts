import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache.ts';
import { lastLine } from './execute.ts';

const run = promisify(execFile);

/**
 * The moto that the contract suite is held to, and the AWS command line that is tried on it. Raised deliberately: a new one may answer
 * differently.
 */
const requirements = ['moto[server]==5.2.5', 'awscli==1.45.11'];

/** Where moto can be started from, with the folder of the environment's programs, or why it cannot. */
export type MotoSetup =
  | { readonly ready: true; readonly executable: string; readonly bin: string }
  | { readonly ready: false; readonly reason: string };

/**
 * Makes a Python environment with moto and the AWS command line in the user's cache. Does nothing when it is there already, and starts
 * afresh when an earlier attempt was cut off. It is made at its final place, for the programs of an environment name their Python by path.
 *
 * @returns the `moto_server` to start, or the reason why there is none (no Python, package index out of reach)
 */
export async function setUpMoto(): Promise<MotoSetup> {
  const folder = cacheFolder(requirements.join('-').replaceAll(/[^\w.-]+/g, '-'));
  const bin = path.join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const executable = path.join(bin, process.platform === 'win32' ? 'moto_server.exe' : 'moto_server');
  const stamp = path.join(folder, 'installed.txt');
  const installed = async () =>
    existsSync(executable) && (await readFile(stamp, 'utf8').catch(() => '')) === requirements.join(' ');
  if (await installed()) return { ready: true, executable, bin };
  const python = await findPython();
  if (python === undefined) return { ready: false, reason: 'Python 3.9 or later with the venv module was not found' };
  const release = await lock(`${folder}.lock`);
  try {
    if (await installed()) return { ready: true, executable, bin };
    await rm(folder, { recursive: true, force: true });
    await run(python, ['-m', 'venv', folder]);
    await run(path.join(bin, 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements]);
    await writeFile(stamp, requirements.join(' '));
    return { ready: true, executable, bin };
  } catch (error) {
    return { ready: false, reason: `${requirements.join(', ')} could not be installed: ${lastLine(error)}` };
  } finally {
    await release();
  }
}

/** Two test files may want moto at once. A lock older than any installation takes was left behind by a run that was cut off. */
async function lock(folder: string): Promise<() => Promise<void>> {
  await mkdir(path.dirname(folder), { recursive: true });
  for (;;) {
    const failure = await mkdir(folder).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (failure !== undefined && failure !== 'EEXIST') return async () => {};
    if (failure === undefined) return () => rm(folder, { recursive: true, force: true });
    const made = await stat(folder).catch(() => undefined);
    if (made !== undefined && Date.now() - made.mtimeMs > 600_000) await rm(folder, { recursive: true, force: true });
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** A Python that can make environments, as a command; undefined where there is none. */
export async function findPython(): Promise<string | undefined> {
  for (const name of process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python']) {
    const check = 'import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 9) else 1)';
    const found = await run(name, ['-c', check]).then(
      () => true,
      () => false,
    );
    if (found) return name;
  }
  return undefined;
}

if (import.meta.main) {
  const result = await setUpMoto();
  console.log(result.ready ? `moto is ready: ${result.executable}` : `moto is not available: ${result.reason}`);
  process.exitCode = result.ready ? 0 : 1;
}
