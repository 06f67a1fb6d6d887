// A template is written with help, and the Secret that comes of it is seen beside it and follows.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { spaced } from '../support/text.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
  namespace: shop
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    name: db-credentials
    template:
      data:
        url: "postgres://{{ .username }}"
  data:
    - secretKey: username
      remoteRef:
        key: prod/myapp/database
        property: username
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        property: password
`;

describe('a template', () => {
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);
  /** A line of the preview, which stands in the group of editors on the right. */
  const previewed = (text: string) =>
    workbench.page
      .locator('.editor-group-container')
      .last()
      .locator('.view-line', { hasText: spaced(text) });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    writeFileSync(join(folder, 'es.yaml'), manifest);
    workbench = await openWorkbench({ folder, file: 'es.yaml', pictures: 'template', viewport: { width: 1500, height: 800 } });
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'is previewed from the lens above it',
    step(async () => {
      const { page } = workbench;
      await page.locator('.codelens-decoration a', { hasText: 'Preview Secret' }).click();
      await page.locator('.tab', { hasText: 'db-credentials (preview).yaml' }).waitFor();
      await previewed('url: postgres://<username of prod/myapp/database>').waitFor();
      await workbench.picture('1-preview');
    }),
  );

  it(
    'is completed as it is typed, and the preview follows',
    step(async () => {
      const { editor, page } = workbench;
      await editor.goTo(14, 41);
      await editor.type(':{{ ');
      await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: '.password' }).first().waitFor();
      await workbench.picture('2-completion');
      await editor.type('.pa');
      await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: '.username' }).waitFor({ state: 'detached' });
      await editor.choose('.password');
      await editor.type(' | upper }}');
      await previewed('<username of prod/myapp/database>:<upper case of password').waitFor();
      await workbench.picture('3-followed');
    }),
  );

  it(
    'shows the signature of a function, and what it is',
    step(async () => {
      const { editor, page } = workbench;
      await editor.type('{{ .username | replace ');
      const help = page.locator('.parameter-hints-widget.visible');
      await help.waitFor();
      assert.match((await help.textContent()) ?? '', /replace old new text/);
      await workbench.picture('4-signature');
    }),
  );
});
