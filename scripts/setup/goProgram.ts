import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, fillOnce } from './cache.ts';
import { execute, lastLine, mustExecute } from './execute.ts';

/** A program of the tests that is built from Go modules. */
export interface GoProgram {
  /** What its folder in the cache and its file are called. */
  readonly name: string;
  /** What it is called where it cannot be had: `the Vault server`. */
  readonly title: string;
  /** The folder with `go.mod` and `go.sum`. */
  readonly module: string;
  /** The package with its only file, `main.go`, below that folder. */
  readonly package: string;
  /** The oldest Go that builds it. */
  readonly go: string;
}

/** Where a program is, or why there is none. */
export type GoProgramSetup =
  | { readonly ready: true; readonly executable: string }
  | { readonly ready: false; readonly reason: string };

/**
 * Builds a program into the user's cache, once for each set of versions: some minutes the first time, nothing after that. The reason
 * where that is impossible: no Go, or a module out of reach.
 */
export async function setUpGoProgram(program: GoProgram): Promise<GoProgramSetup> {
  const folder = builtFolder(program);
  const executable = join(folder, process.platform === 'win32' ? `${program.name}.exe` : program.name);
  if (existsSync(executable)) return { ready: true, executable };
  const go = await execute('go', ['version']);
  if (go.code !== 0) return { ready: false, reason: `Go (${program.go} or later), which builds ${program.title}, was not found` };
  const options = { cwd: program.module, env: { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' } };
  const flags = ['-p=2', '-trimpath', '-buildvcs=false', '-ldflags=-s -w'];
  try {
    await fillOnce(folder, async (empty) => {
      await mustExecute('go', ['build', ...flags, '-o', `${empty}/`, `./${program.package}`], options);
    });
    return { ready: true, executable };
  } catch (error) {
    return { ready: false, reason: `${program.title} could not be built: ${lastLine(error)}` };
  }
}

/** Named after all that decides what is built. */
function builtFolder(program: GoProgram): string {
  const hash = createHash('sha256');
  for (const name of ['go.mod', 'go.sum', join(program.package, 'main.go')])
    hash.update(readFileSync(join(program.module, name)));
  return cacheFolder(`${program.name}-${hash.digest('hex').slice(0, 12)}`);
}

/** Sets a program up from the command line, and says how that went. */
export async function tellGoProgram(program: GoProgram): Promise<void> {
  const result = await setUpGoProgram(program);
  console.log(result.ready ? `Ready: ${result.executable}` : `Not available: ${result.reason}`);
  process.exitCode = result.ready ? 0 : 1;
}
