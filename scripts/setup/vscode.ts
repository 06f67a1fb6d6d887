import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder, fillOnce } from './cache.ts';
import { mustExecute } from './execute.ts';
import { installNode } from './nodePackage.ts';

/** The npm package whose `lib/vscode` is a whole VS Code for the browser; 4.139.1 carries VS Code 1.139.1. */
const codeServerVersion = '4.139.1';

/** Counts the changes to how the package is unpacked and trimmed, so that no cache holds an older way. */
const recipe = 1;

/** Built-in extensions that nothing here needs. */
const leftOut = ['copilot', 'mermaid-markdown-features', 'ms-vscode.*'];

/** Dependencies of the AI agent host, Kerberos proxies, SSH tunnels and Windows: some do not build everywhere, none is needed. */
const unneeded = [
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@devcontainers/cli',
  '@vscode/sqlite3',
  '@vscode/sandbox-runtime',
  'kerberos',
  'ssh2',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
]; // prettier-ignore

/** Native modules without which Output channels stay empty (spdlog), the log fills with errors, or the Git extension fails. */
const natives = ['@vscode/spdlog', '@vscode/native-watchdog', '@vscode/fs-copyfile'];

/**
 * Installs the VS Code server, with the workbench that it serves to browsers, into the user's cache, from the npm registry alone.
 * Needs a C++ compiler, make and Python for three small native modules. Returns its folder; start `out/server-main.js` in it
 * with Node 24. A second call returns at once.
 */
export async function setUpVSCode(): Promise<string> {
  if (process.platform === 'win32')
    throw new Error('The VS Code server is not available on Windows: use a desktop VS Code there.');
  const folder = cacheFolder(`vscode-server-${codeServerVersion}-${recipe}-node${process.versions.modules}`);
  await fillOnce(folder, install);
  return folder;
}

async function install(folder: string): Promise<void> {
  await unpack(folder);
  trimDependencies(join(folder, 'package.json'));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  // `npm ci` refuses this package's shrinkwrap as out of step; `npm install` still holds the versions it names.
  await mustExecute('npm', ['install', '--omit=dev', '--ignore-scripts', ...quiet], { cwd: folder });
  const headers = nearbyHeaders() ?? (await installNode(process.versions.node, join(folder, 'headers')));
  const env = { MAKEFLAGS: '-j2', npm_config_nodedir: headers };
  await mustExecute('npm', ['rebuild', '--ignore-scripts=false', ...quiet, ...natives], { cwd: folder, env });
  rmSync(join(folder, 'headers'), { recursive: true, force: true });
  dropOtherPlatforms(join(folder, 'node_modules'));
}

async function unpack(folder: string): Promise<void> {
  await mustExecute('npm', ['pack', `code-server@${codeServerVersion}`, '--silent', '--pack-destination', folder], {
    cwd: folder,
  });
  const archive = `code-server-${codeServerVersion}.tgz`;
  const excludes = leftOut.map((name) => `--exclude=package/lib/vscode/extensions/${name}`);
  await mustExecute('tar', ['xzf', archive, '--strip-components=3', ...excludes, 'package/lib/vscode'], { cwd: folder });
  rmSync(join(folder, archive));
}

function trimDependencies(path: string): void {
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { dependencies: Record<string, string> };
  for (const name of unneeded) delete manifest.dependencies[name];
  writeFileSync(path, JSON.stringify(manifest, null, 2));
}

/** A Node installation of this machine that has its C headers, so that node-gyp need not download any. */
function nearbyHeaders(): string | undefined {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return [process.execPath, ...path.map((folder) => join(folder, 'node'))]
    .map((executable) => dirname(dirname(executable)))
    .find((folder) => existsSync(join(folder, 'include', 'node', 'node_api.h')));
}

function dropOtherPlatforms(modules: string): void {
  const here = `${process.platform}-${process.arch}`;
  for (const folder of ['@vscode/ripgrep-universal/bin', 'node-pty/prebuilds']) {
    const path = join(modules, folder);
    if (!existsSync(path)) continue;
    for (const name of readdirSync(path)) if (name !== here) rmSync(join(path, name), { recursive: true });
  }
  for (const name of natives) rmSync(join(modules, name, 'build', 'Release', 'obj.target'), { recursive: true, force: true });
}
