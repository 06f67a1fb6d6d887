import { installDebianPackage } from './debian.ts';
import { execute } from './execute.ts';

/** Sees to it that there is a `jq`, which command lines for vaults use. Gives the reason where there is none. */
export async function setUpJq(): Promise<string | undefined> {
  if (await starts()) return undefined;
  const problem = await installDebianPackage('jq');
  return (await starts()) ? undefined : `jq was not found. ${problem ?? ''}`;
}

async function starts(): Promise<boolean> {
  return (await execute('jq', ['--version'])).code === 0;
}
