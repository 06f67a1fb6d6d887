import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import { projectRoot } from '../../../scripts/setup/cache.ts';
import { setUpVSCode } from '../../../scripts/setup/vscode.ts';
import { startBrowser } from './browser.ts';
import { calmSettings } from './server.ts';
import { serveFiles } from './staticServer.ts';
import { themes, Workbench } from './workbench.ts';

/** What is opened in a browser alone. */
export interface WebWorkbenchOptions {
  /** The texts of the workspace, which is `memfs:/shop`, by their path in it. */
  readonly files: Readonly<Record<string, string>>;
  /** The first file to open, by its path in the workspace. */
  readonly file: string;
  readonly pictures: string;
}

/** A window without a machine behind it. */
export interface WebWorkbench extends Workbench {
  /** What the page and the extensions in it have complained of. */
  readonly complaints: readonly string[];
}

/**
 * Opens VS Code as vscode.dev is: files on a web server and nothing behind them, extensions in a worker, a workspace on no disk, here of
 * `test/vscode/memfs`. VS Code lets extensions start workers of an unencrypted address from `localhost` alone.
 */
export async function openWebWorkbench({ file, files, pictures }: WebWorkbenchOptions): Promise<WebWorkbench> {
  const vscode = await setUpVSCode();
  const main = '/vscode/out/vs/code/browser/workbench/workbench.js';
  const texts = Object.fromEntries(Object.entries(files).map(([path, text]) => [`/shop/${path}`, text]));
  const served = await serveFiles(
    {
      '/': page(vscode),
      ...missingPrograms(vscode),
      [main]: withoutMachine(readFileSync(join(vscode, main.replace('/vscode/', '')), 'utf8')),
      // As it is packaged: a module by the name of `type`, which VS Code does not take in a browser, is in no package.
      '/extension/package.json': JSON.stringify({ ...manifest, type: undefined }),
      '/files.json': JSON.stringify(texts),
    },
    { vscode, extension: projectRoot, memfs: join(projectRoot, 'test', 'vscode', 'memfs') },
  );
  const browser = await startBrowser();
  // Everything runs in the browser: no process belongs to it but this one.
  const server = {
    port: served.port,
    pid: process.pid,
    folder: '',
    uri: (path: string) => `memfs:${path}`,
    output: () => '',
    stop: served.close,
  };
  try {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const complaints: string[] = [];
    tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    const workbench = new Workbench(tab, browser, server, { folder: '/shop', pictures });
    const url = new URL(`http://localhost:${served.port}/`);
    url.searchParams.set('folder', 'memfs:/shop');
    url.searchParams.set('payload', JSON.stringify([['openFile', `memfs:/shop/${file}`]]));
    await tab.goto(url.href);
    await tab.locator('.monaco-workbench .part.statusbar').waitFor();
    await workbench.editor.line().first().waitFor();
    return Object.assign(workbench, { complaints });
  } catch (error) {
    await browser.close();
    await served.close();
    throw error;
  }
}

/** The workbench of code-server takes whoever serves it for a machine to work on, which keeps the user's settings: VS Code's own does not. */
function withoutMachine(workbench: string): string {
  return workbench
    .replace('remoteAuthority:location.host', '')
    .replace(/(\.file\(this\.userDataPath\)\.with\(\{scheme:\w+\.)vscodeRemote/, '$1vscodeUserData');
}

/** Programs of VS Code's own extensions for browsers, which the package of code-server leaves out; empty ones take their place. */
function missingPrograms(vscode: string): Readonly<Record<string, string>> {
  const folders = globSync('extensions/*/package.json', { cwd: vscode }).map((path) => dirname(path));
  const programs = folders.flatMap((folder) => {
    const { browser } = JSON.parse(readFileSync(join(vscode, folder, 'package.json'), 'utf8'));
    return typeof browser === 'string' ? [`${join(folder, browser).replace(/(\.js)?$/, '')}.js`] : [];
  });
  return Object.fromEntries(programs.filter((path) => !existsSync(join(vscode, path))).map((path) => [`/vscode/${path}`, '']));
}

/** VS Code's own page of the workbench, filled in as its server would. The port is known to the browser alone. */
function page(vscode: string): string {
  const template = readFileSync(join(vscode, 'out/vs/code/browser/workbench/workbench.html'), 'utf8');
  const location = (path: string) => ({ scheme: 'http', authority: '{{HOST}}', path });
  const configuration = {
    // Of code-server's own.
    userDataPath: '/user-data',
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
    developmentOptions: { extensions: [location('/extension'), location('/memfs')] },
    configurationDefaults: { ...calmSettings, 'workbench.colorTheme': themes.dark },
  };
  const filled = template
    .replaceAll('{{WORKBENCH_WEB_CONFIGURATION}}', JSON.stringify(configuration).replaceAll('"', '&quot;'))
    .replaceAll('{{WORKBENCH_WEB_BASE_URL}}', '/vscode')
    .replaceAll('{{WORKBENCH_NLS_FALLBACK_URL}}', '/vscode/out/nls.messages.js')
    .replace(/<script type="module" src="\{\{WORKBENCH_NLS_URL\}\}"><\/script>/, '')
    .replace(/<link rel="(?:alternate )?(?:icon|manifest|apple-touch-icon)".*>/g, '')
    .replaceAll('{{WORKBENCH_AUTH_SESSION}}', '');
  const host = `<script>for (const meta of document.querySelectorAll('meta'))
    if (meta.dataset.settings) meta.dataset.settings = meta.dataset.settings.replaceAll('{{HOST}}', location.host);</script>`;
  return filled.replace('</head>', `${host}</head>`);
}
