// npm run package:server [-- <folder>]: the npm package of the language server and the linter, as a tarball in the folder (here).
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from './build.ts';
import { compileValidators } from './schemas/compileValidators.ts';
import { projectRoot } from './setup/cache.ts';
import { mustExecute } from './setup/execute.ts';
import { notices, thirdParties } from './supply/thirdParty.ts';

const entries: Readonly<Record<string, string>> = {
  'server/main': 'server/src/node/main.ts',
  'server/lint': 'server/src/node/lintMain.ts',
  'server/compiledCode': 'server/src/node/compiledCode.ts',
};

/**
 * Packs what an editor or a CI job needs, and nothing of the extension: the two programs as minified bundles, the schemas, a licence
 * and a README. The package has no dependencies and runs nothing when it is installed; the same sources give the same bytes.
 *
 * @param folder where the tarball goes; it must be there
 * @returns the tarball's path
 */
export async function packServer(folder: string): Promise<string> {
  const staging = mkdtempSync(join(tmpdir(), 'server-package-'));
  try {
    const built = await build({ minify: true, entries, folder: join(staging, 'dist') });
    const bundled = thirdParties(built.flatMap(({ packages }) => packages));
    writeFileSync(join(staging, 'THIRD_PARTY_NOTICES.txt'), notices(bundled));
    await compileValidators(join(staging, 'dist', 'schemas'));
    mkdirSync(join(staging, 'server'));
    cpSync(join(projectRoot, 'server', 'bin'), join(staging, 'server', 'bin'), { recursive: true });
    cpSync(join(projectRoot, 'server', 'README.md'), join(staging, 'README.md'));
    cpSync(join(projectRoot, 'LICENSE'), join(staging, 'LICENSE'));
    writeFileSync(join(staging, 'package.json'), `${JSON.stringify(serverManifest(), null, 2)}\n`);
    const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', resolve(folder)];
    const name = (await mustExecute('npm', args, { cwd: staging })).trim().split('\n').at(-1) ?? '';
    return join(resolve(folder), name);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** The `package.json` of the package: what the project's own says, without what only the extension and its development need. */
function serverManifest(): object {
  const { version, license, repository, engines, bin, keywords } = JSON.parse(
    readFileSync(join(projectRoot, 'package.json'), 'utf8'),
  );
  return {
    name: 'external-secrets-language-server',
    description: 'Language server and linter for manifests of the External Secrets Operator.',
    version,
    license,
    repository,
    keywords: [...keywords, 'language-server', 'lsp', 'linter'],
    type: 'module',
    engines: { node: engines.node },
    bin,
  };
}

if (import.meta.main) console.log(await packServer(process.argv[2] ?? '.'));
