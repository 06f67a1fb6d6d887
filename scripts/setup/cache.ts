import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The root of the checkout, absolute. */
export const projectRoot = resolve(import.meta.dirname, '../..');

/**
 * The folder for one big download, shared between the clones of one user and named after its version: under
 * `$XDG_CACHE_HOME` (or `~/.cache`), in `vscode-external-secrets/`; where that cannot be written, `.cache/` of the checkout.
 * The folder itself is not made; its parent is.
 */
export function cacheFolder(name: string): string {
  const shared = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'vscode-external-secrets');
  try {
    mkdirSync(shared, { recursive: true });
    accessSync(shared, constants.W_OK);
    return join(shared, name);
  } catch {
    const local = join(projectRoot, '.cache');
    mkdirSync(local, { recursive: true });
    return join(local, name);
  }
}

/**
 * Fills a cache folder once. `fill` gets an empty folder beside the final one, which takes its place only after `fill` has
 * succeeded: a broken-off installation is never mistaken for a whole one, and two clones may install at the same time.
 * Returns whether anything was done.
 */
export async function fillOnce(folder: string, fill: (empty: string) => Promise<void>): Promise<boolean> {
  if (existsSync(folder)) return false;
  mkdirSync(dirname(folder), { recursive: true });
  const partial = mkdtempSync(`${folder}.partial-`);
  try {
    await fill(partial);
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return true;
}
