import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { LintResult } from '../../server/src/cli/lint.ts';
import { besideFile, patchPaths } from '../../server/src/model/kustomization.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { runLint } from '../support/runLint.ts';

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
  const { out } = await runLint(['--format', 'json', ...paths.map((path) => join(folder, path))]);
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

describe('a base that overlays complete', () => {
  const base = mkdtempSync(join(tmpdir(), 'kustomize-'));
  const put = (path: string, text: string) => {
    mkdirSync(join(base, path, '..'), { recursive: true });
    writeFileSync(join(base, path), text);
  };
  const found = async () => {
    const { out } = await runLint(['--format', 'json', base]);
    return (JSON.parse(out) as LintResult[]).map(({ rule, name }) => `${rule} ${name}`);
  };
  after(() => rmSync(base, { recursive: true }));

  it('may leave a key empty and a store without its provider, and is still told of wrong values', async () => {
    put('base/kustomization.yaml', 'resources: [app.yaml, store.yaml]\n');
    put('base/store.yaml', 'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: vault}\nspec: {}\n');
    put(
      'base/app.yaml',
      `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
spec:
  secretStoreRef:
    name: vault
  target:
    creationPolicy: Merg
  data:
    - secretKey: password
      remoteRef:
        key:
`,
    );
    assert.deepEqual((await found()).sort(), ['missing-field app', 'missing-field vault', 'not-allowed-value app']);
    put(
      'prod/kustomization.yaml',
      `resources: [../base]
patches:
  - path: store.yaml
  - target: {kind: ExternalSecret, name: app}
    patch: |
      - op: replace
        path: /spec/data/0/remoteRef/key
        value: prod/app
`,
    );
    put(
      'prod/store.yaml',
      'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: vault}\nspec: {provider: {aws: {service: SecretsManager, region: eu-west-1}}}\n',
    );
    assert.deepEqual(await found(), ['not-allowed-value app']);
  });
});
