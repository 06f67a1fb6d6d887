// Puts back into package-lock.json what npm leaves out of it: packages with binaries for other platforms, when the registry in
// use does not have them. `npm ci` refuses a lockfile without them, everywhere. Run it after `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './setup/cache.ts';

/** One package in a lockfile, as far as it concerns this. */
interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Platform {
  readonly cpu: readonly string[];
  readonly libc?: readonly string[];
  readonly os?: readonly string[];
}

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];

/** The packages of a lockfile with every optional dependency of exact version in it. What is there already stays as it is. */
export function completed(packages: Readonly<Record<string, Locked>>): Record<string, Locked> {
  const all: Record<string, Locked> = { ...packages };
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const platform = platformOf(name);
      if (platform === undefined || !/^\d+\.\d+\.\d+/.test(version) || isLocked(all, path, name)) continue;
      const { cpu, libc, os } = platform;
      all[`node_modules/${name}`] = {
        version,
        cpu,
        ...(dev ? { dev } : {}),
        ...(libc ? { libc } : {}),
        optional: true,
        ...(os ? { os } : {}),
      };
    }
  }
  const sorted = Object.entries(all).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return Object.fromEntries(sorted);
}

/** Whether a dependency of the package at `path` resolves to something in the lockfile, as Node looks it up. */
function isLocked(all: Readonly<Record<string, Locked>>, path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder ? `${folder}/` : ''}node_modules/${name}` in all) return true;
    if (folder === '') return false;
  }
}

/** Where a package runs, read from its name (`binding-linux-x64-musl`); undefined where the name does not say. */
function platformOf(name: string): Platform | undefined {
  const words = name.split(/[/-]/);
  const os = words.filter((word) => systems.includes(word));
  const cpu = words.filter((word) => processors.includes(word));
  const libc = os.includes('linux') ? words.flatMap((word) => /^(gnu|musl)/.exec(word)?.[1] ?? []) : [];
  if (cpu.length === 0) return undefined;
  return {
    cpu,
    ...(os.length > 0 ? { os } : {}),
    ...(libc.length > 0 ? { libc: libc.map((kind) => (kind === 'gnu' ? 'glibc' : kind)) } : {}),
  };
}

if (import.meta.main) {
  const path = join(projectRoot, 'package-lock.json');
  const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, Locked> };
  const before = Object.keys(lock.packages).length;
  lock.packages = completed(lock.packages);
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`package-lock.json: ${Object.keys(lock.packages).length - before} packages for other platforms put back`);
}
