import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { readPlainFile } from '../../server/src/cli/plainFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'plain-file-'));
const place = join(folder, 'a.yaml');
after(() => rmSync(folder, { recursive: true, force: true }));

it('a plain file is read to its end, whatever its length, and with every letter', async () => {
  for (const length of [0, 1, 4_096, 65_536, 1_000_000]) {
    const text = 'ü'.repeat(length);
    writeFileSync(place, text);
    assert.equal(await readPlainFile(place, 2_000_000), text);
  }
});

it('what is larger than it may be is not read, nor what is no file', async () => {
  writeFileSync(place, 'x'.repeat(100));
  assert.equal(await readPlainFile(place, 99), undefined);
  assert.equal((await readPlainFile(place, 100))?.length, 100);
  assert.equal(await readPlainFile(folder, 100), undefined);
  assert.equal(await readPlainFile(join(folder, 'absent.yaml'), 100), undefined);
});

// Linux says of these that they are empty.
if (existsSync('/proc/self/status'))
  it('no more is read than may be, whatever the size is said to be', async () => {
    assert.match((await readPlainFile('/proc/self/status', 100_000)) ?? '', /^Name:[\s\S]*ctxt_switches:\t\d+\n$/);
    assert.equal(await readPlainFile('/proc/self/status', 50), undefined);
  });
