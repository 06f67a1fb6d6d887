import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cacheFolder, fillOnce } from './cache.ts';
import { execute, lastLine, mustExecute } from './execute.ts';

/** Where the Vault of the tests can be started from, or why there is none. */
export type VaultServerSetup =
  | { readonly ready: true; readonly executable: string }
  | { readonly ready: false; readonly reason: string };

const sources = resolve(import.meta.dirname, '../../test/support/vault/go');

/**
 * Builds a Vault server with the key-value engine from its Go modules into the user's cache, once for each set of versions: some minutes
 * the first time, nothing after that. The reason where that is impossible: no Go, or a module out of reach.
 */
export async function setUpVaultServer(): Promise<VaultServerSetup> {
  const folder = builtFolder();
  const executable = join(folder, process.platform === 'win32' ? 'vault-server.exe' : 'vault-server');
  if (existsSync(executable)) return { ready: true, executable };
  const go = await execute('go', ['version']);
  if (go.code !== 0) return { ready: false, reason: 'Go (1.25.3 or later), which builds the Vault server, was not found' };
  const options = { cwd: sources, env: { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' } };
  const flags = ['-p=2', '-trimpath', '-buildvcs=false', '-ldflags=-s -w'];
  try {
    await fillOnce(folder, async (empty) => {
      await mustExecute('go', ['build', ...flags, '-o', `${empty}/`, '.'], options);
    });
    return { ready: true, executable };
  } catch (error) {
    return { ready: false, reason: `the Vault server could not be built: ${lastLine(error)}` };
  }
}

/** Named after all that decides what is built. */
function builtFolder(): string {
  const hash = createHash('sha256');
  for (const name of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(sources, name)));
  return cacheFolder(`vault-server-${hash.digest('hex').slice(0, 12)}`);
}

if (import.meta.main) {
  const result = await setUpVaultServer();
  console.log(result.ready ? `The Vault server is ready: ${result.executable}` : `Not available: ${result.reason}`);
  process.exitCode = result.ready ? 0 : 1;
}
