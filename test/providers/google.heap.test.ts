import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { needlesOf } from '../canary/needles.ts';
import { startSecretManager } from '../support/google/secretManager.ts';
import { seedGoogle } from '../support/google/seed.ts';
import type { ScriptedHttp } from '../support/scriptedHttp.ts';

const needles = new Set<string>();
let server: ScriptedHttp;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'google-heap-'));
  const secrets = seedGoogle(() => {
    const value = randomBytes(24)
      .toString('base64url')
      .replaceAll(/[^a-zA-Z]/g, 'x');
    for (const needle of needlesOf(value)) needles.add(needle);
    return value;
  });
  server = await startSecretManager({ secrets });
});
after(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** How many windows of values the heap of a process has in it after it has read property names. */
async function windowsInHeap(...more: string[]): Promise<{ hits: number; names: boolean }> {
  const file = join(folder, `${more.join('-')}probe.heapsnapshot`);
  const probe = join(import.meta.dirname, 'googleHeapProbe.ts');
  await promisify(execFile)(process.execPath, [probe, server.url, 'ya29.all', file, ...more]);
  const snapshot = await readFile(file, 'latin1');
  let hits = 0;
  for (const [run] of snapshot.matchAll(/[A-Za-z0-9+/]{8,}/g)) {
    for (let i = 0; i + 8 <= run.length; i++) if (needles.has(run.slice(i, i + 8))) hits += 1;
  }
  return { hits, names: snapshot.includes('nested.list.0.port') };
}

describe('the memory of a process that has read property names from Google Secret Manager', () => {
  it('holds the names and no part of a value', async () => {
    assert.deepEqual(await windowsInHeap(), { hits: 0, names: true });
  });

  it('would be seen to hold a piece of one', async () => {
    assert.ok((await windowsInHeap('keep')).hits > 0);
  });
});
