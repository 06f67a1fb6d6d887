import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { startScriptedHttp } from '../support/scriptedHttp.ts';
import { restDoubles } from '../support/vaults/index.ts';
import { loginOf, needle, type RestDouble } from '../support/vaults/restDouble.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rest-heap-'));
});
after(() => rm(folder, { recursive: true }));

/** Whether the heap of a process has any eight characters of a value in it after it has listed a vault, and one of its keys. */
async function heapAfter(double: RestDouble, keep: 'keep' | undefined): Promise<{ values: boolean; names: boolean }> {
  const server = await startScriptedHttp((request) =>
    request.url === '/kept' ? { status: 200, json: needle } : double.answer(request),
  );
  const file = join(folder, `${double.id}.heapsnapshot`);
  const probe = join(import.meta.dirname, 'restServicesHeapProbe.ts');
  const told = [JSON.stringify(double.config(server.url)), JSON.stringify(loginOf(double, server.url)), file];
  await promisify(execFile)(process.execPath, [probe, double.id, ...told, ...(keep === undefined ? [] : [`${server.url}/kept`])]);
  await server.close();
  const snapshot = await readFile(file, 'latin1');
  await rm(file);
  const windows = Array.from({ length: needle.length - 7 }, (_, i) => needle.slice(i, i + 8));
  return { values: windows.some((part) => snapshot.includes(part)), names: snapshot.includes(double.keys[0] ?? '') };
}

describe('the memory of a process that has listed a vault over plain HTTP', () => {
  for (const double of restDoubles)
    it(`holds the names of ${double.id} and no part of a value`, async () => {
      assert.deepEqual(await heapAfter(double, undefined), { values: false, names: true });
    });

  it('would be seen to hold a piece of one', async () => {
    const [double] = restDoubles;
    assert.ok(double);
    assert.equal((await heapAfter(double, 'keep')).values, true);
  });
});
