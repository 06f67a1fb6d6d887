// npm run package: the extension as one .vsix with its bill of materials, laid out in a folder of its own so that nothing of the working folder gets in.
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { type BuiltFile, build } from './build.ts';
import { projectRoot } from './setup/cache.ts';
import { execute } from './setup/execute.ts';
import { billOfMaterials } from './supply/sbom.ts';
import { notices, thirdParties } from './supply/thirdParty.ts';

/** A package, and what it was made of. */
export interface Package {
  /** The path of the .vsix. */
  readonly vsix: string;
  /** What was bundled: sizes, and who reads it as it starts. */
  readonly built: readonly BuiltFile[];
  /** The path of the bill of materials, CycloneDX. */
  readonly sbom: string;
}

/** What of package.json concerns the project's own work; a user gets neither scripts nor names of packages to install. */
const ofDevelopment = ['private', 'type', 'bin', 'scripts', 'dependencies', 'devDependencies', 'allowScripts', 'overrides'];

/**
 * Makes the .vsix in a folder. Two runs on the same commit give the same bytes: the time in it is that of the commit, or
 * `SOURCE_DATE_EPOCH`. Throws where the build or vsce refuses.
 *
 * @param folder where to, absolute; it is made where it does not exist
 */
export async function makePackage(folder: string): Promise<Package> {
  const { name, version, ...rest } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const staging = mkdtempSync(join(tmpdir(), 'external-secrets-package-'));
  try {
    const built = await build({ minify: true, folder: join(staging, 'dist') });
    for (const path of [...filesBesideTheBuild(), '.vscodeignore']) copy(path, staging);
    const shown = Object.entries(rest).filter(([key]) => !ofDevelopment.includes(key));
    writeFileSync(join(staging, 'package.json'), JSON.stringify({ name, version, ...Object.fromEntries(shown) }, null, 2));
    const bundled = thirdParties(built.flatMap(({ packages }) => packages));
    writeFileSync(join(staging, 'THIRD_PARTY_NOTICES.txt'), notices(bundled));
    await makeReproducible(staging);
    mkdirSync(folder, { recursive: true });
    const sbom = join(folder, `${name}-${version}.cdx.json`);
    writeFileSync(sbom, await billOfMaterials(name, version, bundled));
    const vsix = join(folder, `${name}-${version}.vsix`);
    await createVSIX({ cwd: staging, dependencies: false, packagePath: vsix });
    return { vsix, built, sbom };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** What .vscodeignore lets in and no build makes; the list stands there alone. */
function filesBesideTheBuild(): readonly string[] {
  const allowed = readFileSync(join(projectRoot, '.vscodeignore'), 'utf8').match(/(?<=^!).+$/gm) ?? [];
  return globSync([...allowed], { cwd: projectRoot, exclude: ['dist/**', 'package.json', 'THIRD_PARTY_NOTICES.txt'] }).filter(
    (path) => statSync(join(projectRoot, path)).isFile(),
  );
}

function copy(path: string, staging: string): void {
  mkdirSync(dirname(join(staging, path)), { recursive: true });
  cpSync(join(projectRoot, path), join(staging, path));
}

/** Times, time zones and rights of the machine are no part of a package. */
async function makeReproducible(staging: string): Promise<void> {
  process.env['TZ'] = 'UTC';
  if (process.env['SOURCE_DATE_EPOCH'] === undefined) {
    const { code, output } = await execute('git', ['log', '-1', '--format=%ct'], { cwd: projectRoot });
    if (code === 0) process.env['SOURCE_DATE_EPOCH'] = output.trim();
  }
  for (const path of globSync('**/*', { cwd: staging })) {
    if (statSync(join(staging, path)).isFile()) chmodSync(join(staging, path), 0o644);
  }
}

if (import.meta.main) {
  const { vsix } = await makePackage(projectRoot);
  const content = readFileSync(vsix);
  console.log(`${(content.length / 1000).toFixed(0)} kB, SHA-256 ${createHash('sha256').update(content).digest('hex')}`);
}
