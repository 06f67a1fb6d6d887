import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { projectRoot } from './cache.ts';
import { installDebianPackage } from './debian.ts';
import { execute, lastLine } from './execute.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The path of a Chromium or Chrome that starts: `$CHROMIUM`, then PATH, the usual places, and Playwright's own download.
 * Where there is none it is installed: by apt where we are root on a Debian, else by Playwright into its cache.
 * Throws with what to do when neither is possible.
 */
export async function setUpChromium(): Promise<string> {
  const found = await findChromium();
  if (found) return found;
  const attempts: string[] = [];
  for (const install of [() => installDebianPackage('chromium'), installByPlaywright]) {
    const problem = await install();
    if (problem) attempts.push(problem);
    const installed = await findChromium();
    if (installed) return installed;
  }
  throw new Error(
    `No Chromium or Chrome was found and none could be installed:\n${attempts.join('\n')}\n` +
      'Install one, or set the environment variable CHROMIUM to its path.',
  );
}

/** The path of a Chromium or Chrome that is there already, or undefined. */
export async function findChromium(): Promise<string | undefined> {
  const named = process.env['CHROMIUM'];
  if (named) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name + suffix)));
  for (const path of [...candidates, ...applications, chromium.executablePath()]) {
    if (existsSync(path) && (await starts(path))) return path;
  }
  return undefined;
}

/** Ubuntu puts a script by the name of chromium on PATH that only asks for a snap: a file alone proves nothing. */
async function starts(path: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  return (await execute(path, ['--version'])).code === 0;
}

async function installByPlaywright(): Promise<string | undefined> {
  const cli = join(projectRoot, 'node_modules', 'playwright-core', 'cli.js');
  const { code, output } = await execute(process.execPath, [cli, 'install', 'chromium']);
  return code === 0 ? undefined : `playwright-core install chromium: ${lastLine(output)}`;
}
