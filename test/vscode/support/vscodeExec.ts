#!/usr/bin/env node
// Stands in for the desktop `code` that @vscode/test-electron starts, where no desktop VS Code can be had:
//   [folder|file.code-workspace] --extensionDevelopmentPath=… --extensionTestsPath=… [--user-data-dir=…] [--extensions-dir=…]
// The tests run in the extension host of a VS Code server; headless Chromium is the window. Exits with 0 or 1 as the tests
// do, and with 124 when they have not ended after VSCODE_EXEC_TIMEOUT seconds (300).
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from './browser.ts';
import { startVSCode, type VSCodeServer } from './server.ts';

/** Options that take the next argument as their value where none is joined with `=`. */
const valued = new Set(['extensionDevelopmentPath', 'extensionTestsPath', 'extensions-dir', 'user-data-dir', 'log', 'locale']);

/** The extension host's console and the workbench's own log come through one channel; these lines are the workbench's. */
const workbenchLog = new RegExp(
  '^(Resolv(ing|ed) connection token|Creating a socket|\\[reconnection-grace-time\\]|\\[remote-connection\\]|Updating additional builtin' +
    '|Ignoring fetching additional|\\[AgentHost|\\[AccountPolicyGate\\]|\\[Service Worker\\]|Timed out waiting for authentication provider' +
    '|\\[chat-|ChatSessionStore:|\\[DefaultAccount\\]|Started local extension host)',
);

interface CommandLine {
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly targets: readonly string[];
}

let server: VSCodeServer | undefined;
let browser: Browser | undefined;
let ending = false;

function parse(args: readonly string[]): CommandLine {
  const options = new Map<string, string[]>();
  const targets: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const [, name, joined] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined) {
      targets.push(resolve(arg));
      continue;
    }
    const next = args[at + 1];
    const separate = joined === undefined && valued.has(name) && next !== undefined && !next.startsWith('--');
    if (separate) at++;
    options.set(name, [...(options.get(name) ?? []), joined ?? (separate ? next : 'true')]);
  }
  return { options, targets };
}

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(code), 15_000).unref();
  await browser?.close().catch(() => {});
  await server?.stop().catch((error: unknown) => console.error(error));
  process.stdout.write('', () => process.exit(code));
}

function fail(message: string, code = 1): void {
  if (ending) return;
  console.error(`vscodeExec: ${message}`);
  void end(code);
}

/** The user settings that the caller has prepared, as a desktop VS Code would read them. */
function callerSettings(commandLine: CommandLine): Record<string, unknown> {
  const folder = commandLine.options.get('user-data-dir')?.[0];
  const path = folder && join(folder, 'User', 'settings.json');
  return path && existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : {};
}

/**
 * A suite that runs the real one and writes down how it went. The workbench reports success also when the extension host
 * dies in the middle of a run (process.exit, a native crash), so only this file's word counts.
 */
function writeProxySuite(suite: string, folder: string): { proxy: string; said: () => string } {
  const result = join(folder, 'tests-result');
  const proxy = join(folder, 'tests-proxy.cjs');
  writeFileSync(
    proxy,
    `const say = (word) => require('node:fs').writeFileSync(${JSON.stringify(result)}, word);
exports.run = async () => {
  say('started');
  try {
    await require(${JSON.stringify(suite)}).run();
    say('passed');
  } catch (error) {
    say('failed');
    throw error;
  }
};
`,
  );
  return { proxy, said: () => (existsSync(result) ? readFileSync(result, 'utf8') : 'nothing') };
}

async function listen(page: Page, said: () => string): Promise<void> {
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    if (!process.env['VSCODE_EXEC_TRACE'] && workbenchLog.test(String(args[0]))) return;
    (type === 'error' || type === 'warn' ? console.error : console.log)(...args);
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => {
    const word = said();
    if (code === 0 && word !== 'passed') fail(`the extension host ended before the tests did (its last word: ${word})`);
    else void end(code);
  });
  page.on('crash', () => fail('the page crashed'));
}

function address(commandLine: CommandLine, running: VSCodeServer, proxy: string): string {
  const payload: [string, string][] = [['skipWelcome', 'true']];
  for (const path of commandLine.options.get('extensionDevelopmentPath') ?? []) {
    payload.push(['extensionDevelopmentPath', running.uri(resolve(path))]);
  }
  payload.push(['extensionTestsPath', running.uri(proxy)]);
  if (commandLine.options.has('disable-extensions')) payload.push(['disableExtensions', 'true']);
  const url = new URL(`http://127.0.0.1:${running.port}/`);
  const target = commandLine.targets.find((path) => existsSync(path));
  if (target?.endsWith('.code-workspace')) url.searchParams.set('workspace', target);
  else if (target && statSync(target).isDirectory()) url.searchParams.set('folder', target);
  else url.searchParams.set('ew', 'true');
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

async function main(): Promise<void> {
  const commandLine = parse(process.argv.slice(2));
  const suite = commandLine.options.get('extensionTestsPath')?.[0];
  if (!suite) return fail('--extensionTestsPath is missing', 2);
  const seconds = Number(process.env['VSCODE_EXEC_TIMEOUT'] ?? 300);
  setTimeout(() => fail(`no result after ${seconds} s`, 124), seconds * 1000).unref();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(130));
  const extensionsFolder = commandLine.options.get('extensions-dir')?.[0];
  server = await startVSCode({
    smokeDriver: true,
    settings: callerSettings(commandLine),
    ...(extensionsFolder ? { extensionsFolder: resolve(extensionsFolder) } : {}),
  });
  const { proxy, said } = writeProxySuite(resolve(suite), server.folder);
  browser = await startBrowser();
  browser.on('disconnected', () => fail('the browser is gone'));
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await listen(page, said);
  await page.goto(address(commandLine, server, proxy), { timeout: 60_000 });
}

await main().catch((error: unknown) => fail(String(error)));
