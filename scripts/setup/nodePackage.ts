import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, fillOnce, projectRoot } from './cache.ts';
import { mustExecute } from './execute.ts';

/** The npm package with the Node of this system. */
const packageName = `node-${process.platform === 'darwin' && process.arch === 'arm64' ? 'bin-' : ''}${process.platform}-${process.arch}`;

/**
 * Installs a Node from the npm registry, which is reachable wherever this runs.
 *
 * @param folder made where it is not there
 * @returns the folder below it that has `bin` and `include`
 */
export async function installNode(version: string, folder: string): Promise<string> {
  const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-save', '--no-audit', '--no-fund'];
  mkdirSync(folder, { recursive: true });
  await mustExecute('npm', [...args, `${packageName}@${version}`]);
  return join(folder, 'node_modules', packageName);
}

/** The oldest Node that the server and the linter are said to run on, in the user's cache: the path of its program. */
export async function setUpOldestNode(): Promise<string> {
  const { engines } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { engines: { node: string } };
  const version = engines.node.replace('>=', '');
  const folder = cacheFolder(`${packageName}-${version}`);
  await fillOnce(folder, async (empty) => void (await installNode(version, empty)));
  return join(folder, 'node_modules', packageName, 'bin', 'node');
}
