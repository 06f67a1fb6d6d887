// From a Deployment to the ExternalSecret that writes its Secret, the outline, the references, and a rename through all files.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../../peers/cluster/eventually.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const secret = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    name: db-credentials
    template:
      mergePolicy: Merge
      data:
        url: "postgres://app:{{ .password }}@db"
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        property: password
`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
spec:
  template:
    spec:
      containers:
        - name: app
          env:
            - name: DB_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: db-credentials
                  key: password
          envFrom:
            - secretRef:
                name: db-credentials
`;

describe('from one manifest to the others', () => {
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    writeFileSync(join(folder, 'app.yaml'), deployment);
    writeFileSync(join(folder, 'es.yaml'), secret);
    workbench = await openWorkbench({ folder, file: 'app.yaml', pictures: 'navigation' });
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'a Secret that a Deployment uses is explained, and leads to its ExternalSecret',
    step(async () => {
      const { editor, page } = workbench;
      assert.match(await editor.hover('db-credentials', 'Written by'), /Written by ExternalSecret db in es\.yaml/);
      await workbench.picture('1-hover');
      await editor.goTo(14, 27);
      await editor.press('F12');
      await page.locator('.tab.active', { hasText: 'es.yaml' }).waitFor();
      await page.locator('.statusbar-item', { hasText: 'Ln 10, Col 11' }).first().waitFor();
      await workbench.picture('2-definition');
    }),
  );

  it(
    'the outline has its parts',
    step(async () => {
      const { page, palette } = workbench;
      await palette.run('Explorer: Focus on Outline View');
      const rows = page.locator('.outline-pane .monaco-list-row');
      await eventually('the outline', async () => {
        const shown = (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
        assert.deepEqual(shown, ['dbExternalSecret', 'template', 'url', 'passwordprod/myapp/database → password']);
        return true;
      });
      await workbench.picture('3-outline');
    }),
  );

  it(
    'its references are shown in place',
    step(async () => {
      const { editor, page } = workbench;
      await editor.goTo(10, 12);
      await editor.press('Shift+F12');
      const peek = page.locator('.peekview-widget');
      await peek.locator('.monaco-list-row', { hasText: 'app.yaml' }).first().waitFor();
      await peek.locator('.peekview-title', { hasText: 'References (3)' }).waitFor();
      await workbench.picture('4-references');
      await editor.press('Escape');
    }),
  );

  it(
    'a key is renamed in its entry, in the template and in the Deployment',
    step(async () => {
      const { editor, page, palette } = workbench;
      await editor.goTo(16, 22);
      await editor.press('F2');
      const input = page.locator('.rename-box input');
      await eventually('the name in the box', async () => (await input.inputValue()) === 'password');
      await input.fill('db-password');
      await workbench.picture('5-rename');
      await input.press('Enter');
      await editor.line('secretKey: db-password').first().waitFor();
      await palette.run('File: Save All');
      await page.locator('.tab.dirty').first().waitFor({ state: 'detached' });
      await workbench.picture('6-renamed');
      assert.equal(
        read('es.yaml'),
        secret
          .replace('{{ .password }}', '{{ index . \\"db-password\\" }}')
          .replace('secretKey: password', 'secretKey: db-password'),
      );
      assert.equal(read('app.yaml'), deployment.replace('key: password', 'key: db-password'));
    }),
  );

  it(
    'a name that Kubernetes does not take is refused with the reason',
    step(async () => {
      const { editor, page } = workbench;
      await editor.goTo(10, 12);
      await editor.press('F2');
      const input = page.locator('.rename-box input');
      await input.waitFor();
      await input.fill('Db_Credentials');
      await input.press('Enter');
      await page.getByText('Kubernetes does not take "Db_Credentials" for a name').first().waitFor();
      await workbench.picture('7-refused');
      assert.match(read('es.yaml'), /name: db-credentials/);
    }),
  );
});
