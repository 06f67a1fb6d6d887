// As somebody new would: the package in a clean VS Code, an empty folder, the walkthrough, and from there by questions to an
// ExternalSecret whose key is completed from moto. The pictures go to test-results/new-manifest/.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makePackage } from '../../../scripts/package.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { type MotoVault, startMotoVault } from './motoVault.ts';
import { scenario } from './steps.ts';

const started = await startMotoVault();

describe('from an empty folder to an ExternalSecret', { skip: 'reason' in started && started.reason }, () => {
  let vault: MotoVault;
  let home: string;
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);
  /** Waits for a question, takes its picture, types an answer and confirms it. */
  const asked = (question: string) => {
    const widget = workbench.page.locator('.quick-input-widget');
    return widget.getByPlaceholder(question).or(widget.getByText(question)).first().waitFor();
  };
  const answer = async (question: string, typed: string, picture: string) => {
    await asked(question);
    await workbench.picture(picture);
    await workbench.palette.fill(typed);
    await workbench.editor.press('Enter');
  };

  before(async () => {
    assert.ok('env' in started);
    vault = started;
    home = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    folder = join(home, 'manifests');
    mkdirSync(folder);
    const { vsix } = await makePackage(join(home, 'package'));
    workbench = await openWorkbench({ folder, env: vault.env, vsix, pictures: 'new-manifest' });
  });
  after(async () => {
    await workbench?.close();
    await vault?.close();
    rmSync(home, { recursive: true, force: true });
  });

  it(
    'asks for a store first where there is none, goes back with what was answered, and leaves nothing when cancelled',
    step(async () => {
      const { editor, palette, page } = workbench;
      await palette.run('External Secrets: New ExternalSecret');
      await answer('Who is to read from the vault?', 'SecretStore', '01-kind');
      await answer('Which vault?', 'Parameter Store', '02-provider');
      await asked('How does the operator log in');
      await workbench.picture('03-login');
      await page.locator('.quick-input-titlebar .action-label').first().click();
      await asked('Which vault?');
      const [marked = ''] = await page.locator('.quick-input-list .monaco-list-row.focused').allInnerTexts();
      assert.match(marked, /AWS Secrets Manager/);
      await workbench.picture('04-back');
      await editor.press('Escape');
      assert.equal(await page.locator('.tab').count(), 0);
      assert.deepEqual(readdirSync(folder), []);
    }),
  );

  it(
    'writes the store and the ExternalSecret, with the list of keys open',
    step(async () => {
      const { editor, messages, page, palette } = workbench;
      await palette.run('External Secrets: Get Started');
      await page.locator('.getting-started-step .step-title', { hasText: 'Write the ExternalSecret' }).click();
      await workbench.picture('05-walkthrough');
      await page.locator('.getting-started-step.expanded .monaco-button', { hasText: 'New ExternalSecret' }).click();
      await answer('Who is to read from the vault?', 'SecretStore', '05-kind');
      await answer('Which vault?', 'Parameter Store', '06-provider');
      await answer('How does the operator log in', 'IRSA', '07-login');
      await answer('Name of the SecretStore', 'aws-secretsmanager', '08-name');
      await answer('The namespace of the store', 'payments', '09-namespace');
      await answer('AWS service behind', 'SecretsManager', '10-service');
      await answer('Empty: fill in later', 'us-east-1', '11-region');
      await answer('What is the Secret to hold?', 'Single values', '12-content');
      await answer('Name of the ExternalSecret', 'db-credentials', '13-name');
      await answer('Where to?', 'new file', '14-where');
      assert.ok((await editor.suggestions()).some((label) => label.startsWith('Connect to aws-secretsmanager')));
      await workbench.picture('15-written');
      await editor.press('Enter');
      await page.locator('.monaco-dialog-box').waitFor();
      await workbench.picture('15b-consent');
      await messages.connect();
    }),
  );

  it(
    'completes the key from the vault, and saves a manifest without a problem',
    step(async () => {
      const { editor, panel } = workbench;
      await editor.goToEndOf('key:');
      await editor.press('Control+Space');
      await editor.suggestions('prod/myapp/database');
      await workbench.picture('16-keys');
      await editor.choose('prod/myapp/database');
      await editor.save();
      const path = join(folder, 'db-credentials.yaml');
      assert.ok(existsSync(path));
      const text = readFileSync(path, 'utf8');
      assert.match(text, /\n---\napiVersion: external-secrets\.io\/v1\nkind: ExternalSecret\n/);
      assert.match(text, /\n {8}key: prod\/myapp\/database\n {8}property: password\n$/);
      assert.equal(await editor.squiggles('error').count(), 0);
      assert.equal(await editor.squiggles('warning').count(), 0);
      await panel.close();
      await workbench.picture('17-saved');
    }),
  );
});
