import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { countInSnapshot, needlesOf } from '../canary/needles.ts';
import { seedVault } from '../support/vault/seed.ts';
import { startVaultServer, type VaultServer } from '../support/vault/vaultServer.ts';

const needles = new Set<string>();
let server: VaultServer;
let token: string;
let folder: string;
let missing: string | undefined;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vault-heap-'));
  const started = await startVaultServer();
  if ('reason' in started) {
    missing = started.reason;
    return;
  }
  server = started;
  await seedVault(server, () => {
    const value = randomBytes(24)
      .toString('base64url')
      .replaceAll(/[^a-zA-Z]/g, 'x');
    for (const needle of needlesOf(value)) needles.add(needle);
    return value;
  });
  token = await server.tokenWith(`path "secret/metadata/*" { capabilities = ["list", "read"] }
path "secret/data/*" { capabilities = ["read"] }
path "old/*" { capabilities = ["list", "read"] }`);
});
after(async () => {
  await server?.close();
  await rm(folder, { recursive: true });
});

/** How many windows of values the heap of a process has in it after it has read property names. */
async function windowsInHeap(...more: string[]): Promise<{ hits: number; names: boolean }> {
  const file = join(folder, `${more.join('-')}probe.heapsnapshot`);
  const probe = join(import.meta.dirname, 'hashicorpHeapProbe.ts');
  await promisify(execFile)(process.execPath, [probe, server.url, token, file, ...more]);
  const snapshot = await readFile(file, 'latin1');
  return { hits: countInSnapshot(snapshot, needles), names: snapshot.includes('nested.deep.user') };
}

describe('the memory of a process that has read property names from Vault', () => {
  it('holds the names and no part of a value', async (context) => {
    if (missing !== undefined) return context.skip(missing);
    assert.deepEqual(await windowsInHeap(), { hits: 0, names: true });
  });

  it('would be seen to hold a piece of one', async (context) => {
    if (missing !== undefined) return context.skip(missing);
    assert.ok((await windowsInHeap('keep')).hits > 0);
  });
});
