// The page that compares features claims nothing of ours that no test shows.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../../scripts/setup/cache.ts';

const page = readFileSync(join(projectRoot, 'docs', 'features.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(1)
  .map((line) => line.slice(2).split(' | '));

test('the page of features has a row for each, with a cell for everybody', () => {
  assert.ok(rows.length > 20, String(rows.length));
  for (const row of rows) assert.equal(row.length, 7, row[0]);
});

test('every feature that is claimed is proved by a test that there is, under the title that is named', () => {
  for (const [feature = '', ours = ''] of rows) {
    const [, path = '', title = ''] = /^\[●\]\(\.\.\/(test\/[\w/.-]+) "([^"]+)"\)/.exec(ours) ?? [];
    if (ours === '–') continue;
    assert.notEqual(title, '', `${feature}: ${ours}`);
    assert.ok(existsSync(join(projectRoot, path)), `${feature}: ${ours}`);
    const titles = [...readFileSync(join(projectRoot, path), 'utf8').matchAll(/\b(?:it|test|describe)\(\s*(['"`])(.+?)\1,/gs)];
    assert.ok(
      titles.some(([, , words]) => words?.includes(title)),
      `${feature}: ${path} has no test "${title}"`,
    );
  }
});
