import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packServer } from '../../scripts/packageServer.ts';
import { mustExecute } from '../../scripts/setup/execute.ts';

/** The npm package of the server, installed into a folder of its own as a user would. */
export interface InstalledServer {
  /** The files that the package has brought. */
  readonly files: readonly string[];
  /** What npm has recorded of it and of everything that came with it, by the path. */
  readonly locked: Readonly<Record<string, { readonly version: string; readonly hasInstallScript?: boolean }>>;
  readonly server: string;
  readonly lint: string;
  remove(): void;
}

/** Packs the server and installs the tarball without network and without running anything of it. */
export async function installServerPackage(): Promise<InstalledServer> {
  const folder = mkdtempSync(join(tmpdir(), 'server-package-test-'));
  const tarball = await packServer(folder);
  writeFileSync(join(folder, 'package.json'), '{"name":"empty","private":true}');
  await mustExecute('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball], { cwd: folder });
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const { '': _, ...locked } = lock.packages;
  const bin = (name: string) => join(folder, 'node_modules', '.bin', name);
  return {
    files: (await mustExecute('tar', ['tzf', tarball])).trim().split('\n'),
    locked,
    server: bin('external-secrets-language-server'),
    lint: bin('external-secrets-lint'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
