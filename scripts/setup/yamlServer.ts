import { join } from 'node:path';
import { cacheFolder, fillOnce } from './cache.ts';
import { mustExecute } from './execute.ts';

/** The server behind Red Hat's YAML, of the same version as the extension. */
const version = '1.25.0';

/** What was published later is not taken: the server names its dependencies by ranges. */
const before = '2026-11-01';

/**
 * Installs Red Hat's YAML language server into the user's cache, from the npm registry. It is no dependency of the project: 27 MB in 20
 * packages that one test needs, and nothing of it is shipped.
 *
 * @returns the path of its program, to be run by Node with `--stdio`
 */
export async function setUpYamlServer(): Promise<string> {
  const folder = cacheFolder(`yaml-language-server-${version}`);
  await fillOnce(folder, async (empty) => {
    const args = ['install', '--prefix', empty, `--before=${before}`, '--ignore-scripts', '--no-save', '--no-audit', '--no-fund'];
    await mustExecute('npm', [...args, `yaml-language-server@${version}`]);
  });
  return join(folder, 'node_modules', 'yaml-language-server', 'out', 'server', 'src', 'server.js');
}
