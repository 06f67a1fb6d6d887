import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { seedParameters } from '../support/aws/parameters.ts';
import { seedSecrets } from '../support/aws/seed.ts';
import { type AwsServer, startAwsServer } from '../support/aws/server.ts';

const needles: string[] = [];
let server: AwsServer;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aws-heap-'));
  const value = () => {
    // Not digits alone: the root certificates in every process are full of base64 of dates.
    const needle = randomBytes(24)
      .toString('base64url')
      .replaceAll(/[^a-zA-Z]/g, 'x');
    needles.push(needle);
    return needle;
  };
  server = await startAwsServer({ seed: seedSecrets(value), parameters: seedParameters(value) });
});
after(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** All 8-character windows of the needles, raw and in base64 at each alignment. */
function windows(): Set<string> {
  const found = new Set<string>();
  const add = (text: string) => {
    for (let i = 0; i + 8 <= text.length; i++) found.add(text.slice(i, i + 8));
  };
  for (const needle of needles) {
    add(needle);
    // The edges of an encoding depend on what stands beside it.
    for (const padding of ['', 'x', 'xx'])
      add(
        Buffer.from(padding + needle)
          .toString('base64')
          .slice(4, -4),
      );
  }
  return found;
}

/** How many windows of values the heap of a process has in it after it has read property names. */
async function windowsInHeap(...more: string[]): Promise<{ hits: number; names: boolean }> {
  const file = join(folder, `${more.join('-')}probe.heapsnapshot`);
  const probe = join(import.meta.dirname, 'heapProbe.ts');
  await promisify(execFile)(process.execPath, [probe, server.url, file, ...more]);
  const snapshot = await readFile(file, 'latin1');
  const wanted = windows();
  let hits = 0;
  for (const [run] of snapshot.matchAll(/[A-Za-z0-9+/]{8,}/g)) {
    for (let i = 0; i + 8 <= run.length; i++) if (wanted.has(run.slice(i, i + 8))) hits += 1;
  }
  return { hits, names: snapshot.includes('feature\\\\\\\\.flags.beta') || snapshot.includes('feature.flags') };
}

describe('the memory of a process that has read property names', () => {
  it('holds the names and no part of a value', async () => {
    assert.deepEqual(await windowsInHeap(), { hits: 0, names: true });
    for (const wanted of ['GetSecretValue', 'GetParameter', 'GetParameterHistory'])
      assert.ok(
        server.requests.some(({ operation }) => operation === wanted),
        wanted,
      );
  });

  it('would be seen to hold a piece of one', async () => {
    assert.ok((await windowsInHeap('keep')).hits > 0);
    assert.ok((await windowsInHeap('keep-parameter')).hits > 0);
  });
});
