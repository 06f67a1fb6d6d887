import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { cacheFolder, fillOnce, projectRoot } from './cache.ts';
import { mustExecute } from './execute.ts';

/** The npm package whose `lib/vscode` is a whole VS Code for the browser; 4.139.1 carries VS Code 1.139.1. */
const codeServerVersion = '4.139.1';

/** Built-in extensions that nothing here needs and that would try to reach the network. */
const leftOut = ['copilot', 'mermaid-markdown-features', 'ms-vscode.*', '*-authentication'];

/** Dependencies of the AI agent host, Kerberos proxies, SSH tunnels and Windows: some do not build everywhere, none is needed. */
const unneeded = [
  '@github/copilot-sdk', '@microsoft/mxc-sdk', '@devcontainers/cli', '@vscode/sqlite3', '@vscode/sandbox-runtime',
  'kerberos', 'ssh2', '@vscode/windows-process-tree', '@vscode/windows-registry',
]; // prettier-ignore

/** Native modules without which Output channels stay empty (spdlog), the log fills with errors, or the Git extension fails. */
const natives = ['@vscode/spdlog', '@vscode/native-watchdog', '@vscode/fs-copyfile'];

/**
 * Installs the VS Code server, with the workbench that it serves to browsers, into the user's cache, from the npm registry alone.
 * Needs a C++ compiler, make and Python for three small native modules. Returns its folder; start `out/server-main.js` in it
 * with Node 24. A second call returns at once.
 */
export async function setUpVSCode(): Promise<string> {
  if (process.platform === 'win32') throw new Error('The VS Code server is not available on Windows: use a desktop VS Code there.');
  const folder = cacheFolder(`vscode-server-${codeServerVersion}-node${process.versions.modules}`);
  await fillOnce(folder, install);
  return folder;
}

async function install(folder: string): Promise<void> {
  await unpack(folder);
  trimDependencies(join(folder, 'package.json'));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  // `npm ci` refuses this package's shrinkwrap as out of step; `npm install` still holds the versions it names.
  await mustExecute('npm', ['install', '--omit=dev', '--ignore-scripts', ...quiet], { cwd: folder });
  await mustExecute('npm', ['rebuild', '--ignore-scripts=false', ...quiet, ...natives], { cwd: folder, env: buildEnvironment() });
  dropOtherPlatforms(join(folder, 'node_modules'));
}

async function unpack(folder: string): Promise<void> {
  await mustExecute('npm', ['pack', `code-server@${codeServerVersion}`, '--silent', '--pack-destination', folder], { cwd: folder });
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

/** Points node-gyp at Node headers that are on this machine, so that it need not download any. */
function buildEnvironment(): Record<string, string> {
  const platform = `node-${process.platform}-${process.arch}`;
  const installations = [
    dirname(dirname(process.execPath)),
    join(projectRoot, 'node_modules', 'node', 'node_modules', platform),
    join(projectRoot, '.cache', `node-${process.versions.node}`, 'node_modules', platform),
    ...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean).map((bin) => resolve(bin, '..')),
  ];
  const headers = installations.find((folder) => existsSync(join(folder, 'include', 'node', 'node_api.h')));
  return { MAKEFLAGS: '-j2', ...(headers ? { npm_config_nodedir: headers } : {}) };
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
