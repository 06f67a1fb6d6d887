import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { countInSnapshot, needlesOf } from '../canary/needles.ts';
import { type KeyVault, startKeyVault } from '../support/azure/keyVault.ts';
import { seedKeyVault, vaultClients } from '../support/azure/seed.ts';
import { createAuthority } from '../support/certificates.ts';

const authority = createAuthority();
const needles = new Set<string>();
let vault: KeyVault;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azure-heap-'));
  await writeFile(join(folder, 'ca.pem'), authority.cert);
  await writeFile(join(folder, 'token'), 'made-up');
  vault = await startKeyVault(authority);
  await seedKeyVault(vaultClients(vault.url, authority.cert), () => {
    const value = randomBytes(24)
      .toString('base64url')
      .replaceAll(/[^a-zA-Z]/g, 'x');
    for (const needle of needlesOf(value)) needles.add(needle);
    return value;
  });
});
after(async () => {
  await vault.close();
  await rm(folder, { recursive: true });
});

/** How many windows of values the heap of a process has in it after it has read property names. */
async function windowsInHeap(...more: string[]): Promise<{ hits: number; names: boolean }> {
  const file = join(folder, `${more.join('-')}probe.heapsnapshot`);
  const probe = join(import.meta.dirname, 'azureHeapProbe.ts');
  const places = [vault.url, join(folder, 'token'), join(folder, 'ca.pem'), file];
  await promisify(execFile)(process.execPath, [probe, ...places, ...more]);
  const snapshot = await readFile(file, 'latin1');
  return { hits: countInSnapshot(snapshot, needles), names: snapshot.includes('nested.deep.user') };
}

describe('the memory of a process that has read property names from Key Vault', () => {
  it('holds the names and no part of a value', async () => {
    assert.deepEqual(await windowsInHeap(), { hits: 0, names: true });
  });

  it('would be seen to hold a piece of one', async () => {
    assert.ok((await windowsInHeap('keep')).hits > 0);
  });
});
