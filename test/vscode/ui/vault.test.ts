// A person writes the tutorial's ExternalSecret in VS Code, with moto as the vault. The pictures go to test-results/vault/.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { projectRoot } from '../../../scripts/setup/cache.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { type MotoVault, startMotoVault } from './motoVault.ts';
import { scenario } from './steps.ts';

const started = await startMotoVault();
const file = 'external-secret.yaml';
const beginning = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: default
spec:
  refreshInterval: 1h
  secretStoreRef:
    name: aws-secretsmanager
    kind: SecretStore
  target:
    name: db-credentials
  data:
    - secretKey: db-username
      remoteRef:
        key: `;

describe('a manifest written in VS Code with the vault in view', { skip: 'reason' in started && started.reason }, () => {
  let vault: MotoVault;
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    assert.ok('env' in started);
    vault = started;
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    cpSync(join(projectRoot, 'examples', 'tutorial', 'corrected', 'secret-store.yaml'), join(folder, 'secret-store.yaml'));
    writeFileSync(join(folder, file), beginning);
    workbench = await openWorkbench({ folder, file, env: vault.env, pictures: 'vault' });
  });
  after(async () => {
    await workbench?.close();
    await vault?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'connects the store after one question',
    step(async () => {
      const { editor, palette, messages } = workbench;
      await editor.goToEndOf('key:');
      await palette.run('External Secrets: Connect Store');
      const question = await messages.question('Allow External Secrets');
      assert.match(question.text, /AWS Secrets Manager, us-east-1/);
      assert.match(question.text, /values are not read/);
      await workbench.picture('1-consent');
      await messages.connect();
    }),
  );

  it(
    'lists the keys while one is typed',
    step(async () => {
      const { editor } = workbench;
      await editor.goToEndOf('key:');
      await editor.type('prod/');
      const labels = await editor.suggestions('prod/myapp/database');
      assert.ok(!labels.includes('staging/myapp/database'), labels.join(', '));
      await workbench.picture('2-keys');
      await editor.choose('prod/myapp/database');
      await editor.shows(/^ +key: prod\/myapp\/database$/m);
    }),
  );

  it(
    'lists the properties once reading values is allowed',
    step(async () => {
      const { editor, palette, messages } = workbench;
      await palette.run('External Secrets: Allow Reading Values');
      const question = await messages.question('read secret values');
      assert.match(question.text, /never shown, logged or stored/);
      await messages.answer('read secret values', 'Allow Reading Values');
      await editor.goToEndOf('prod/myapp/database');
      await editor.press('Enter');
      await editor.type('property: ');
      await editor.complete('username', 'password', 'host', 'port', 'database');
      await workbench.picture('3-properties');
      await editor.choose('username');
      await editor.save();
      assert.equal(readFileSync(join(folder, file), 'utf8'), `${beginning}prod/myapp/database\n        property: username`);
    }),
  );

  it(
    'shows what is known of the secret on hover, and no value',
    step(async () => {
      const card = await workbench.editor.hover('prod/myapp/database', 'Database credentials for myapp');
      assert.match(card, /us-east-1/);
      assert.match(card, /username/);
      await workbench.picture('4-hover');
      assert.ok(!(await workbench.allText()).includes('made-up-password'));
      await workbench.editor.press('Escape');
    }),
  );

  it(
    'underlines a misspelt property and says what was meant',
    step(async () => {
      const { editor, panel } = workbench;
      await editor.goToEndOf('property: username');
      await editor.press('Backspace');
      await editor.squiggles('warning').first().waitFor();
      await panel.problems('Did you mean "username"?');
      await workbench.picture('5-problems');
      await panel.close();
    }),
  );

  it(
    'underlines a misspelt key and says what was meant',
    step(async () => {
      const { editor, panel } = workbench;
      await editor.goToEndOf('property: usernam');
      await editor.type('e');
      await editor.press('Escape');
      await editor.goToEndOf('prod/myapp/database');
      await editor.press('Backspace');
      await panel.problems('"prod/myapp/databas" is not in store');
      await panel.problems('Did you mean "prod/myapp/database"?');
      await workbench.picture('6-missing-key');
      await panel.close();
    }),
  );

  it(
    'offers what can be done now from the status item',
    step(async () => {
      const { messages, palette, editor } = workbench;
      await messages.clickStatus('aws-secretsmanager');
      const picks = (await palette.picks('Refresh Vault Listing')).join('\n');
      assert.match(picks, /Refresh Vault Listing/);
      assert.match(picks, /Disconnect/);
      await workbench.picture('8-status');
      await editor.press('Escape');
    }),
  );

  it(
    'keeps a log of every call to the vault, without values',
    step(async () => {
      const { palette, page } = { palette: workbench.palette, page: workbench.page };
      await palette.run('External Secrets: Show Access Log');
      const lines = page.locator('.part.panel .view-line');
      await lines.filter({ hasText: 'ListSecrets' }).first().waitFor();
      assert.ok(!(await lines.allTextContents()).join('\n').includes('made-up-password'));
      await workbench.picture('7-access-log');
      await workbench.panel.close();
    }),
  );

  it(
    'reads as well in the light theme',
    step(async () => {
      const { editor } = workbench;
      await workbench.theme('light');
      await editor.goToEndOf('prod/myapp/databas');
      await editor.type('e');
      await editor.hover('prod/myapp/database', 'Database credentials for myapp');
      await workbench.picture('9-hover-light');
      await editor.press('Escape');
      await editor.goToEndOf('property: username');
      await editor.complete('username');
      await workbench.picture('10-properties-light');
      await editor.press('Escape');
    }),
  );
});
