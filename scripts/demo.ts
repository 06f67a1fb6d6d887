// npm run demo: a real VS Code on a copy of examples/ with the extension in it, and a vault on this machine behind it.
//   npm run demo              until the window is closed, or Ctrl+C
//   npm run demo -- --check   only proves that all of it comes up: opens the workbench in headless Chromium and ends
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBrowser } from '../test/vscode/support/browser.ts';
import { Palette } from '../test/vscode/support/palette.ts';
import { startVSCode } from '../test/vscode/support/server.ts';
import { startVault } from '../test/vscode/support/vault.ts';
import { build } from './build.ts';
import { projectRoot } from './setup/cache.ts';
import { execute } from './setup/execute.ts';

const firstFile = 'start-here.yaml';
const displayName = 'External Secrets';

/** What the demo has made so far; undone in reverse order, whatever ends it. */
const undo: (() => unknown)[] = [];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  const desktop = values.check ? undefined : desktopVSCode();
  console.log('Building the extension…');
  await build();
  const folder = mkdtempSync(join(tmpdir(), 'external-secrets-demo-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  const examples = join(folder, 'examples');
  cpSync(join(projectRoot, 'examples'), examples, { recursive: true });
  const vault = await startVault((label) => `made-up-${label}`);
  undo.push(() => vault.server.close());
  console.log(`The vault: an AWS Secrets Manager of our own at ${vault.server.url}, with the tutorial's secret in it.`);
  if (desktop) return await Promise.race([ended, openDesktop(desktop, folder, examples, vault.env)]);
  const url = await serveWorkbench(folder, examples, vault.env);
  console.log(`VS Code, on a copy of examples/: ${url}`);
  if (values.check) return await checkWorkbench(url);
  openInBrowser(url);
  console.log('Ctrl+C ends the demo.');
  await ended;
}

/** The desktop `code` of PATH, unless it is the one of a remote terminal, which cannot load an extension from a folder. */
function desktopVSCode(): string | undefined {
  if (process.env['VSCODE_IPC_HOOK_CLI'] || process.env['WSL_DISTRO_NAME'] || !hasScreen()) return undefined;
  const file = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path));
}

function hasScreen(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Opens a window of the desktop VS Code with data of its own, and waits until it is closed. */
async function openDesktop(code: string, folder: string, examples: string, env: Environment): Promise<void> {
  console.log('VS Code opens on a copy of examples/; close its window, or press Ctrl+C, to end the demo.');
  mkdirSync(join(folder, 'user', 'User'), { recursive: true });
  writeFileSync(
    join(folder, 'user', 'User', 'settings.json'),
    JSON.stringify({ 'telemetry.telemetryLevel': 'off', 'update.mode': 'none', 'workbench.startupEditor': 'none' }),
  );
  const own = [`--user-data-dir=${join(folder, 'user')}`, `--extensions-dir=${join(folder, 'extensions')}`];
  const quiet = ['--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'];
  const development = `--extensionDevelopmentPath=${projectRoot}`;
  const child = spawn(code, ['--wait', '--new-window', development, ...own, ...quiet, examples, join(examples, firstFile)], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
    shell: process.platform === 'win32',
  });
  undo.push(() => child.kill());
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => resolve());
  });
}

/** Starts the VS Code server with the extension installed as a link to this checkout, and gives the address to open. */
async function serveWorkbench(folder: string, examples: string, env: Environment): Promise<string> {
  const extensionsFolder = join(folder, 'extensions');
  mkdirSync(extensionsFolder);
  symlinkSync(projectRoot, join(extensionsFolder, 'vscode-external-secrets'));
  const server = await startVSCode({ env, extensionsFolder });
  undo.push(() => server.stop());
  const url = new URL(`http://127.0.0.1:${server.port}/`);
  url.searchParams.set('folder', examples);
  url.searchParams.set('payload', JSON.stringify([['openFile', server.uri(join(examples, firstFile))]]));
  return url.href;
}

/** Opens the workbench as a person would and waits until VS Code lists the extension among those that run. */
async function checkWorkbench(url: string): Promise<void> {
  const browser = await startBrowser();
  undo.push(() => browser.close());
  // High enough that the list of running extensions, which draws only what is on screen, is there as a whole.
  const page = await browser.newPage({ viewport: { width: 1280, height: 2000 } });
  await page.goto(url);
  await page.locator('.tab.active', { hasText: firstFile }).waitFor({ timeout: 60_000 });
  await new Palette(page).run('Developer: Show Running Extensions');
  const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: displayName });
  await row.filter({ hasText: /Activat/ }).waitFor({ timeout: 60_000 });
  console.log('The extension is active in the workbench.');
}

function openInBrowser(url: string): void {
  if (!hasScreen()) return;
  void execute(process.platform === 'darwin' ? 'open' : 'xdg-open', [url]);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const step of undo.reverse()) await step();
}
process.exit();
