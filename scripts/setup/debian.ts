import { existsSync } from 'node:fs';
import { execute, lastLine } from './execute.ts';

/** Installs a package of Debian's (or of a system made from it) where we are root there. Gives the reason where that failed. */
export async function installDebianPackage(name: string): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return 'apt-get: not root on a Debian';
  const update = await execute('apt-get', ['update']);
  if (update.code !== 0) return `apt-get update: ${lastLine(update.output)}`;
  const install = await execute('apt-get', ['install', '-y', '--no-install-recommends', name], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  return install.code === 0 ? undefined : `apt-get install ${name}: ${lastLine(install.output)}`;
}
