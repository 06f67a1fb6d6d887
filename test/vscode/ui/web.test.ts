// VS Code in a browser with no machine behind it, as vscode.dev is. The pictures go to test-results/web/.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { takeQuickFix } from '../support/quickFix.ts';
import { awsStore, fakeStore } from '../support/webStores.ts';
import { openWebWorkbench, type WebWorkbench } from '../support/webWorkbench.ts';
import { scenario } from './steps.ts';

const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
spec:
  refreshIntervall: 1h
  secretStoreRef:
    kind: ClusterSecretStore
    name: fake
  data:
    - secretKey: missing
      remoteRef:
        key: prod/myapp/databse
    - secretKey: right
      remoteRef:
        key: `;

describe('VS Code in a browser alone', () => {
  let workbench: WebWorkbench;
  const step = scenario(() => workbench);

  before(async () => {
    const files = { 'apps/external-secret.yaml': manifest, 'stores/fake.yaml': fakeStore, 'stores/aws.yaml': awsStore };
    workbench = await openWebWorkbench({ files, file: 'apps/external-secret.yaml', pictures: 'web' });
  });
  after(() => workbench?.close());

  it(
    'marks what is wrong by the schema and by a store in another file, and mends it',
    step(async () => {
      const { editor } = workbench;
      await editor.squiggles('error').first().waitFor();
      await editor.squiggles('warning').first().waitFor();
      await workbench.picture('1-squiggles');
      await takeQuickFix(workbench, 'refreshIntervall', 'Change to "refreshInterval"');
      await editor.line('refreshInterval: 1h').waitFor();
    }),
  );

  it(
    'completes stores of other files, and the keys of one whose vault is its manifest',
    step(async () => {
      const { editor } = workbench;
      await workbench.page.keyboard.press('Control+End');
      await editor.type('prod/');
      assert.ok((await editor.suggestions('prod/myapp/database')).includes('prod/myapp/database'));
      await workbench.picture('2-keys');
      await editor.choose('prod/myapp/database');
      await editor.clickText('name: fake');
      await editor.press('End', 'Control+Shift+ArrowLeft', 'Delete', 'Control+Space');
      const stores = await editor.suggestions('aws');
      assert.ok(stores.includes('fake'), stores.join(', '));
      await editor.choose('fake');
    }),
  );

  it(
    'goes to the store in another file, which offers nothing that cannot be done here',
    step(async () => {
      const { editor, page } = workbench;
      await editor.clickText('name: fake');
      await editor.press('End', 'ArrowLeft', 'F12');
      await page.locator('.tab.active', { hasText: 'fake.yaml' }).waitFor();
      await page.locator('.codelens-decoration', { hasText: 'Used by 1 ExternalSecret' }).waitFor();
      await workbench.picture('3-store');
      // Nobody searches in a file system in memory: from the explorer.
      await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'aws.yaml' }).click();
      await page.locator('.codelens-decoration', { hasText: 'Not used in this workspace' }).waitFor();
      assert.equal(await page.locator('.codelens-decoration', { hasText: 'Connect' }).count(), 0);
      await workbench.picture('4-vault');
    }),
  );

  it(
    'has no command, view or walkthrough for vaults, clusters and terminals',
    step(async () => {
      const { page, palette } = workbench;
      const impossible =
        /Connect|Cluster|Sync|Apply|Vault|Verify|Rotat|Restart Consumers|ESO Installation|CRDs|Sign In|Access Log|Get Started/;
      await palette.titlesFor(
        'External Secrets:',
        (titles) =>
          titles.some((title) => title.includes('New ExternalSecret…')) && !titles.some((title) => impossible.test(title)),
      );
      assert.equal(await page.locator('.activitybar .action-label[aria-label*="External Secrets"]').count(), 0);
      await workbench.theme('light');
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').first().fill('>External Secrets:');
      await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
      await workbench.picture('5-palette-light');
      await page.keyboard.press('Escape');
    }),
  );

  it(
    'judges on with a server that was started anew',
    step(async () => {
      const { editor, page, palette } = workbench;
      await palette.run('External Secrets: Restart Server');
      // Findings go with the server that made them, and come back.
      await page.locator('.tab.active', { hasText: 'aws.yaml' }).waitFor();
      await editor.goToEndOf('region: eu-west-1');
      await editor.type('\nregoin: x');
      await editor.squiggles('error').first().waitFor();
    }),
  );

  it(
    'complains of nothing',
    step(async () => {
      assert.deepEqual(await workbench.messages.notices(), []);
      assert.deepEqual(
        workbench.complaints.filter((text) => !/status of 404/.test(text)),
        [],
      );
      assert.doesNotMatch(await workbench.panel.output('External Secrets'), /\[(error|warning)\]/);
      await workbench.picture('6-output-light');
    }),
  );
});
