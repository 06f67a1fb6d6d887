import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../../scripts/setup/cache.ts';
import { startVault, type Vault } from './vault.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from './workbench.ts';

/** A workbench on a folder of its own, with a developer's login that leads to a vault on this machine. */
export interface VaultWorkbench {
  readonly workbench: Workbench;
  readonly vault: Vault;
  readonly folder: string;
  /** Closes the window, ends the vault, and takes the folder away. */
  close(): Promise<void>;
}

/** The tutorial's store, whose vault is AWS Secrets Manager. */
export const tutorialStore = readFileSync(join(projectRoot, 'examples/tutorial/corrected/secret-store.yaml'), 'utf8');

/** Starts the vault, puts files into a folder, and opens it. Where the window does not open nothing is left behind. */
export async function openWithVault(
  files: Readonly<Record<string, string>>,
  options: Omit<WorkbenchOptions, 'folder' | 'env'>,
): Promise<VaultWorkbench> {
  const vault = await startVault((label) => `made-up-${label}`);
  const folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
  const leave = async () => {
    await vault.server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const workbench = await openWorkbench({ ...options, folder, env: vault.env });
    const close = async () => {
      await workbench.close();
      await leave();
    };
    return { workbench, vault, folder, close };
  } catch (error) {
    await leave();
    throw error;
  }
}
