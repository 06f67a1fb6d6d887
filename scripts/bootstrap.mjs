#!/usr/bin/env node
// Makes a fresh clone ready and runs one of the project's scripts under its own Node:
//   node scripts/bootstrap.mjs scripts/<name>.ts [arguments]
// Plain JavaScript and built-ins only: this is what runs before anything is installed, on whatever Node the machine has.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';

/** Reads a JSON file of the project, or gives undefined where there is none. */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Why `npm ci` has to run, or undefined where node_modules already holds what package-lock.json asks for. */
function reasonToInstall() {
  // npm writes this file last: what it lists is what is really there, however it got there.
  const installed = readJson('node_modules/.package-lock.json')?.packages;
  if (!installed) return 'nothing is installed yet';
  for (const [path, wanted] of Object.entries(readJson('package-lock.json').packages)) {
    if (path === '' || wanted.link || wanted.optional) continue;
    if (installed[path]?.version !== wanted.version)
      return `${path.replace(/^.*node_modules\//, '')} ${wanted.version} is missing`;
  }
  return undefined;
}

/** Runs npm in the project and waits; its output goes to standard error, for standard output belongs to the script. */
function npm(args) {
  const cli = process.env.npm_execpath ?? '';
  const result =
    basename(cli) === 'npm-cli.js'
      ? spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
      : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: windows });
  return result.status === 0;
}

function fail(message) {
  console.error(`bootstrap: ${message}`);
  process.exit(1);
}

/**
 * The folder that holds the wanted Node. Normally the npm package `node` has put it there by its install script;
 * where install scripts are switched off, the package with the plain binary is fetched into .cache instead.
 */
function nodeFolder(wanted) {
  const executable = windows ? 'node.exe' : 'node';
  const installed = join(root, 'node_modules', 'node', 'bin');
  if (existsSync(join(installed, executable))) return installed;
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${windows ? 'win' : process.platform}-${process.arch}`;
  const home = join(root, '.cache', `node-${wanted}`);
  const fetched = join(home, 'node_modules', name, 'bin');
  if (!existsSync(join(fetched, executable))) {
    console.error(
      `bootstrap: node_modules/.bin/node is missing (npm ran without install scripts); fetching ${name}@${wanted} into .cache`,
    );
    mkdirSync(home, { recursive: true });
    npm(['install', '--prefix', home, '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', `${name}@${wanted}`]);
  }
  if (existsSync(join(fetched, executable))) return fetched;
  if (Number(process.versions.node.split('.')[0]) >= 24) return dirname(process.execPath);
  return fail(
    `Node 24 is needed and could not be fetched. Run "npm rebuild node --ignore-scripts=false", or use Node 24 yourself.`,
  );
}

/** Runs the script and leaves with its exit code. */
function run(folder, script, args) {
  const path = [folder, join(root, 'node_modules', '.bin'), process.env.PATH ?? process.env.Path ?? ''].join(delimiter);
  const env = { ...process.env, PATH: path };
  if (windows) delete env.Path;
  const child = spawn(join(folder, windows ? 'node.exe' : 'node'), [resolve(script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  // A terminal sends Ctrl+C to the whole group, so the script has it already; we only wait for it to tidy up.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

const [script, ...args] = process.argv.slice(2);
if (!script) fail('usage: node scripts/bootstrap.mjs <script.ts> [arguments]');
const reason = reasonToInstall();
if (reason) {
  console.error(`bootstrap: ${reason}; running npm ci`);
  if (!npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])) fail('npm ci failed; its message is above');
}
run(nodeFolder(readJson('node_modules/node/package.json')?.version ?? '24'), join(root, script), args);
