// Manifests of a former apiVersion: what is offered on one, and the review of the migration of all.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openQuickFixes } from '../support/quickFix.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const manifest = (name: string, version = 'v1beta1') => `apiVersion: external-secrets.io/${version}
kind: ExternalSecret
metadata:
  name: ${name}
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: ${name}
`;

describe('manifests of a former apiVersion', () => {
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    mkdirSync(join(folder, 'apps'));
    writeFileSync(join(folder, 'a.yaml'), `${manifest('a')}---\n${manifest('b')}`);
    writeFileSync(join(folder, 'apps/c.yaml'), manifest('c'));
    writeFileSync(join(folder, 'apps/new.yaml'), manifest('d', 'v1'));
    workbench = await openWorkbench({ folder, file: 'a.yaml', pictures: 'migration' });
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'lead from the lightbulb to the file, the workspace and the older cluster',
    step(async () => {
      const { editor, page } = workbench;
      await page.locator('.squiggly-warning').first().waitFor();
      await openQuickFixes(workbench, 'external-secrets.io/v1beta1', 'My cluster runs ESO 0.16 or older');
      await workbench.picture('1-quick-fixes');
      const titles = (await page.locator('.action-widget .monaco-list-row').allInnerTexts()).map((title) => title.trim());
      for (const title of ['Migrate to v1', 'Migrate all in this file', 'Migrate all in the workspace…'])
        assert.ok(titles.includes(title), titles.join(' | '));
      await editor.press('Escape');
    }),
  );

  it(
    'are migrated after a review of every change',
    step(async () => {
      const { palette, page } = workbench;
      await palette.run('External Secrets: Migrate All Manifests to v1');
      await page.locator('.monaco-dialog-box', { hasText: 'Migrate to v1: 3 manifests in 2 files.' }).waitFor();
      await workbench.picture('2-question');
      await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Review…' }).click();
      const pane = page.locator('.bulk-edit-panel, .refactor-preview').first();
      await pane.waitFor();
      await pane.locator('.monaco-list-row', { hasText: 'c.yaml' }).first().click();
      await page.waitForTimeout(1000);
      for (const name of ['a.yaml', 'c.yaml'])
        await pane.locator('.monaco-list-row', { hasText: name }).first().locator('.monaco-custom-toggle, input').first().click();
      await workbench.picture('3-refactor-preview');
      assert.match(read('apps/c.yaml'), /v1beta1/, 'nothing is changed before the review');
      await page.locator('.monaco-button', { hasText: 'Apply' }).first().click();
      await workbench.page.getByText('Done: 3 manifests in 2 files.').first().waitFor();
      await workbench.picture('4-migrated');
      assert.equal(read('a.yaml'), `${manifest('a', 'v1')}---\n${manifest('b', 'v1')}`);
      assert.equal(read('apps/c.yaml'), manifest('c', 'v1'));
    }),
  );
});
