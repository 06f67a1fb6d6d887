import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type LintResult, lint } from '../../server/src/cli/lint.ts';
import { besideFile, patchPaths } from '../../server/src/model/kustomization.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';

const schemas = createNodeSchemaSource();
const folder = mkdtempSync(join(tmpdir(), 'kustomize-'));
const fragment = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
spec:
  target:
    deletionPolicy: Delete
    creationPolicy: Merg
`;

async function rulesIn(...paths: string[]): Promise<readonly string[]> {
  let out = '';
  const environment = {
    schemas,
    version: '0',
    error() {},
    out(text: string) {
      out += text;
    },
  };
  await lint(['--format', 'json', ...paths.map((path) => join(folder, path))], environment);
  return (JSON.parse(out) as LintResult[]).map(({ rule }) => rule);
}

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe('a Kustomize patch', () => {
  after(() => rmSync(folder, { recursive: true }));

  it('is judged value by value: what it lacks may stand in the base', async () => {
    write(
      'overlays/prod/kustomization.yaml',
      'resources: [../../base]\npatches:\n  - path: ./patches/app.yaml\n    target: {kind: ExternalSecret}\n',
    );
    write('overlays/prod/patches/app.yaml', fragment);
    write('overlays/prod/other.yaml', fragment);
    assert.deepEqual(await rulesIn('overlays/prod/patches/app.yaml'), ['not-allowed-value']);
    assert.deepEqual([...(await rulesIn('overlays'))].sort(), ['no-data', 'not-allowed-value', 'not-allowed-value']);
  });

  it('is one that says so by a directive', async () => {
    write('delete.yaml', `$patch: delete\n${fragment.replace('Merg\n', 'Merge\n')}`);
    assert.deepEqual(await rulesIn('delete.yaml'), []);
    write('delete-entry.yaml', fragment.replace('creationPolicy: Merg', '$patch: replace'));
    assert.deepEqual(await rulesIn('delete-entry.yaml'), []);
  });

  it('is found in every way in which kustomizations name it', () => {
    const paths = (text: string) => patchPaths(parseManifestFile(text));
    assert.deepEqual(paths('patches: [{path: a.yaml}, {patch: "- op: add"}]\npatchesStrategicMerge: [b.yaml, "a: 1\\nb: 2"]\n'), [
      'a.yaml',
      'b.yaml',
    ]);
    assert.deepEqual(paths('patches: a\n---\n- x\n---\n'), []);
    assert.equal(besideFile('file:///a/b/kustomization.yaml', '../c/./d.yaml'), 'file:///a/c/d.yaml');
  });
});
