import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustExecute } from '../../../scripts/setup/execute.ts';
import { setUpVSCode } from '../../../scripts/setup/vscode.ts';

/** How a VS Code server is started. */
export interface ServerOptions {
  /** User settings over the calm defaults below. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Additional environment of the server, and so of the extension host and the language server. `undefined` takes away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether every folder is trusted from the start (the default) or VS Code asks as it does for people. */
  readonly trusted?: boolean;
  /** Honours the test keys in the address (`extensionTestsPath`) but hides notifications: for Mocha runs only. */
  readonly smokeDriver?: boolean;
  /** The folder of installed extensions; the default is an empty one. */
  readonly extensionsFolder?: string;
  /** The display language, `de`; English by default. VS Code's own texts stay English: no language pack can be had from npm. */
  readonly language?: string;
  /** A package to install among the extensions before the start, absolute. */
  readonly vsix?: string;
}

/** A running VS Code server on a free port of the loopback interface. */
export interface VSCodeServer {
  readonly port: number;
  /** Of its first process, whose children the extension hosts and their language servers are. */
  readonly pid: number;
  /** Its data: settings, logs, extension storage. Gone after `stop`. */
  readonly folder: string;
  /** The address of a file or folder of this machine as the workbench knows it. */
  uri(path: string): string;
  /** What the server itself has printed. */
  output(): string;
  stop(): Promise<void>;
}

/** Settings that keep the workbench quiet, off the network and the same in every run. */
export const calmSettings: Readonly<Record<string, unknown>> = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.enabled': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'files.simpleDialog.enable': true,
  // Otherwise it tells of each port on which anybody on this machine begins to listen.
  'remote.autoForwardPorts': false,
  'files.autoSave': 'off',
  'window.confirmBeforeClose': 'never',
  'workbench.reduceMotion': 'on',
  'security.workspace.trust.banner': 'always',
};

/** Left over from a terminal inside another VS Code, these would make the server believe that it belongs to that one. */
const foreign = [
  'VSCODE_IPC_HOOK_CLI',
  'VSCODE_PID',
  'VSCODE_CWD',
  'VSCODE_NLS_CONFIG',
  'VSCODE_HANDLES_UNCAUGHT_ERRORS',
  'VSCODE_DEV',
  'ELECTRON_RUN_AS_NODE',
  'NODE_OPTIONS',
  'NODE_TEST_CONTEXT',
]; // prettier-ignore

/**
 * Starts a VS Code server with throw-away data, installing it first where needed. Throws with its output when it does not
 * come up within a minute. Its whole process group ends with `stop`, or with this process however that ends.
 */
export async function startVSCode(options: ServerOptions = {}): Promise<VSCodeServer> {
  const root = await setUpVSCode();
  const folder = mkdtempSync(join(tmpdir(), 'vscode-server-'));
  const extensions = options.extensionsFolder ?? join(folder, 'extensions');
  for (const path of [...settingsFolders(folder), extensions]) mkdirSync(path, { recursive: true });
  mkdirSync(join(folder, 'run'), { mode: 0o700 });
  writeSettings(folder, options);
  if (options.language !== undefined) writeLanguagePack(join(folder, 'data'), options.language);
  if (options.vsix !== undefined) {
    const install = ['--install-extension', options.vsix, '--server-data-dir', folder, '--extensions-dir', extensions];
    await mustExecute(process.execPath, [join(root, 'out', 'server-main.js'), ...install]);
  }
  const child = spawn(process.execPath, serverArguments(root, folder, extensions, options), {
    env: environment(folder, options),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const leave = () => {
    signalGroup(child, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  const release = onEveryEnd(leave);
  const stop = async () => {
    release();
    await end(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    const { port, output } = await listening(child);
    return {
      port,
      pid: child.pid ?? 0,
      folder,
      output,
      stop,
      uri: (path) => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Those of the user, and those of the machine that a remote window works on, from where alone settings of the scope `machine` come. */
function settingsFolders(folder: string): readonly string[] {
  return ['User', 'Machine'].map((name) => join(folder, 'data', name));
}

function writeSettings(folder: string, options: ServerOptions): void {
  const settings = { ...calmSettings, 'security.workspace.trust.enabled': options.trusted === false, ...options.settings };
  for (const path of settingsFolders(folder)) writeFileSync(join(path, 'settings.json'), JSON.stringify(settings, null, 2));
}

/** A language pack without a translation: with it VS Code asks extensions for their texts in that language. */
function writeLanguagePack(data: string, language: string): void {
  const translations = join(data, 'translations.json');
  writeFileSync(translations, '{"contents": {}}');
  const extension = { extensionIdentifier: { id: `none.language-pack-${language}` }, version: '1.0.0' };
  const pack = { hash: 'none', extensions: [extension], translations: { vscode: translations }, label: language };
  writeFileSync(join(data, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

function serverArguments(root: string, folder: string, extensions: string, options: ServerOptions): string[] {
  const fixed = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'];
  const folders = ['--server-data-dir', folder, '--user-data-dir', join(folder, 'data'), '--extensions-dir', extensions];
  return [
    join(root, 'out', 'server-main.js'),
    ...fixed,
    ...folders,
    ...['--disable-telemetry', '--telemetry-level', 'off'],
    // What a login shell of this machine makes of `PATH` is no part of a test.
    '--force-disable-user-env',
    ...(options.trusted === false ? [] : ['--disable-workspace-trust']),
    ...(options.language === undefined ? [] : ['--locale', options.language]),
    ...(options.smokeDriver ? ['--enable-smoke-test-driver'] : []),
  ];
}

function environment(folder: string, options: ServerOptions): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    // Sockets go where they are cleared away, and no gallery is asked for anything.
    XDG_RUNTIME_DIR: join(folder, 'run'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...options.env,
  };
  for (const name of foreign) delete env[name];
  for (const [name, value] of Object.entries(env)) if (value === undefined) delete env[name];
  return env;
}

/** Calls back however this process ends, by a signal that nobody else handles too. Returns how to take that back. */
function onEveryEnd(callback: () => void): () => void {
  const signals = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).filter((signal) => process.listenerCount(signal) === 0);
  const bySignal = () => process.exit(130);
  process.once('exit', callback);
  for (const signal of signals) process.once(signal, bySignal);
  return () => {
    process.off('exit', callback);
    for (const signal of signals) process.off(signal, bySignal);
  };
}

function listening(child: ChildProcess): Promise<{ port: number; output: () => string }> {
  let printed = '';
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error(`The VS Code server did not start within a minute.\n${printed}`)), 60_000);
    const read = (text: Buffer) => {
      printed += text;
      const port = /agent listening on (\d+)/.exec(printed)?.[1];
      if (port === undefined) return;
      clearTimeout(giveUp);
      resolve({ port: Number(port), output: () => printed });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(giveUp);
      reject(new Error(`The VS Code server ended with ${code}.\n${printed}`));
    });
  });
}

/** Extension host, file watcher and terminals are in the server's process group. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const gone = new Promise((done) => child.once('exit', done));
    signalGroup(child, 'SIGTERM');
    const hurry = setTimeout(() => signalGroup(child, 'SIGKILL'), 5000);
    await gone;
    clearTimeout(hurry);
  }
  signalGroup(child, 'SIGKILL');
}
