// The ESO tutorial from its store to the rotation, without leaving VS Code: a real API server, the real operator, moto as the vault.
// The pictures go to test-results/cluster-tutorial/.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { projectRoot } from '../../../scripts/setup/cache.ts';
import { eventually } from '../../peers/cluster/eventually.ts';
import { type Lab, startLab, whyNoLab } from '../../peers/cluster/lab.ts';
import { ClusterView } from '../support/clusterView.ts';
import { Dialog } from '../support/dialog.ts';
import { takeQuickFix } from '../support/quickFix.ts';
import { awsEnvironment } from '../support/vault.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from '../ui/steps.ts';

const initial = 'canary-initial-password';
const rotated = 'canary-rotated-password';
const secretOf = (password: string) =>
  JSON.stringify({ username: 'app_user', password, host: 'db.example.com', port: '5432', database: 'myapp_prod' });

const account = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: external-secrets
  annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::123456789012:role/ESORole'}
`;

const application = `apiVersion: apps/v1
kind: Deployment
metadata: {name: myapp}
spec:
  replicas: 2
  selector: {matchLabels: {app: myapp}}
  template:
    metadata: {labels: {app: myapp}}
    spec:
      containers:
        - name: main
          image: example.invalid/myapp
          env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db-credentials, key: db-password}}}]
`;

const options = { moto: true, controllerManager: true };

describe('the tutorial in VS Code, with a cluster', { skip: whyNoLab(options) ?? false }, () => {
  let lab: Lab;
  let aws: SecretsManagerClient;
  let folder: string;
  let workbench: Workbench;
  let view: ClusterView;
  let dialog: Dialog;
  const step = scenario(() => workbench);

  before(async () => {
    lab = await startLab(options);
    const endpoint = lab.moto?.url ?? '';
    aws = new SecretsManagerClient({
      region: 'us-east-1',
      endpoint,
      credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
    });
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    cpSync(join(projectRoot, 'examples/tutorial/as-written'), folder, { recursive: true });
    const env = { ...awsEnvironment(endpoint), KUBECONFIG: lab.kubeconfig };
    workbench = await openWorkbench({ folder, file: 'secret-store.yaml', env, pictures: 'cluster-tutorial' });
    view = new ClusterView(workbench.page, workbench.palette);
    dialog = new Dialog(workbench.page);
  });
  after(async () => {
    await workbench?.close();
    await lab?.stop();
    aws?.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  const clear = () => workbench.palette.run('Notifications: Clear All Notifications');

  it('01 the secret is in the vault, and the ServiceAccount in the namespace', async () => {
    await aws.send(new CreateSecretCommand({ Name: 'prod/myapp/database', SecretString: secretOf(initial) }));
    assert.equal((await lab.api.apply(account, { namespace: 'default' })).status, 201);
  });

  it(
    '02 connects after one question, and finds ESO installed',
    step(async () => {
      const { messages, palette } = workbench;
      await view.open();
      await view.welcome('Connect to Cluster');
      await palette.run('External Secrets: Connect to Cluster');
      const question = await messages.question('Connect External Secrets to the cluster of context "test"?');
      assert.match(question.text, /of Secrets only their metadata/);
      await workbench.picture('1-connect');
      await messages.answer('Connect External Secrets to the cluster', 'Connect');
      await view.row('test').waitFor();
      await palette.run('External Secrets: Check ESO Installation');
      const checks = (await palette.picks('ebhook')).join('\n');
      assert.match(checks, /[Ww]ebhook/);
      await workbench.picture('2-check-eso');
      await workbench.editor.press('Escape');
    }),
  );

  it(
    '04 mends the store as the tutorial has it, and applies it',
    step(async () => {
      const { editor, messages, palette } = workbench;
      await editor.squiggles('error').first().waitFor();
      await takeQuickFix(workbench, 'external-secrets.io/v1beta1', 'Migrate to v1');
      await takeQuickFix(workbench, 'namespace: external-secrets', 'Remove serviceAccountRef.namespace');
      await editor.squiggles('error').first().waitFor({ state: 'detached' });
      await editor.save();
      await palette.run('External Secrets: Apply Manifest');
      const question = await dialog.text('in context test');
      assert.match(question, /aws-secretsmanager/);
      assert.notEqual(await dialog.defaultButton(), 'Apply');
      await workbench.picture('3-apply-store');
      await messages.answer('in context test', 'Apply');
      await messages.question(/aws-secretsmanager.*(ready|[Vv]alid)/);
      await workbench.picture('4-store-valid');
      await clear();
    }),
  );

  it(
    '05 applies the ExternalSecret, and waits until it is synced',
    step(async () => {
      const { editor, messages, page, palette } = workbench;
      await palette.open('external-secret.yaml');
      await takeQuickFix(workbench, 'external-secrets.io/v1beta1', 'Migrate to v1');
      await editor.save();
      await palette.run('External Secrets: Apply Manifest');
      await dialog.text('in context test');
      await dialog.press('Enter');
      await page.locator('.tab.active', { hasText: 'cluster ↔ manifest' }).waitFor();
      await workbench.picture('5-differences');
      await messages.answer('in context test', 'Apply');
      await messages.question(/db-credentials.*(synced|ready)/i);
      await palette.run('View: Close Editor');
      await page.locator('.codelens-decoration', { hasText: 'Synced' }).first().waitFor();
      await workbench.picture('6-synced');
      await clear();
    }),
  );

  it(
    '06 verifies the Secret: its keys, its owner, no values',
    step(async () => {
      const { editor, messages, palette } = workbench;
      assert.equal((await lab.api.apply(application, { namespace: 'default' })).status, 201);
      lab.keepPodsRunning('default');
      await editor.clickText('db-credentials');
      await palette.run('External Secrets: Verify Secret');
      await messages.answer('Read Secret default/db-credentials', 'Read Key Names and Sizes');
      const checks = (await palette.picks('db-host')).join('\n');
      for (const expected of ['db-host', 'db-password', 'db-username']) assert.match(checks, new RegExp(expected));
      assert.match(checks, /[Oo]wner/);
      await workbench.picture('7-verify');
      await editor.press('Escape');
    }),
  );

  it(
    '07 force-syncs after a rotation, names the key that changed, and restarts who uses it',
    step(async () => {
      const { editor, messages, page, palette } = workbench;
      const pods = async () => {
        const { body } = await lab.api.get('/api/v1/namespaces/default/pods');
        return (body['items'] as readonly { readonly metadata: { readonly name: string; readonly uid: string } }[]).map(
          ({ metadata }) => metadata.uid,
        );
      };
      const before = await eventually('two Pods', async () => ((await pods()).length === 2 ? pods() : undefined));
      await aws.send(new PutSecretValueCommand({ SecretId: 'prod/myapp/database', SecretString: secretOf(rotated) }));
      await page.locator('.codelens-decoration a', { hasText: 'Force Sync' }).first().click();
      assert.match(await dialog.text('in context test'), /default\/db-credentials/);
      await workbench.picture('8-force-sync');
      await messages.answer('in context test', 'Force Sync');
      const result = await messages.question(/have changed: db-password\./);
      await workbench.picture('9-changed');
      assert.ok(
        result.buttons.some((button) => /Rotation Impact/.test(button)),
        result.buttons.join(', '),
      );
      await clear();
      await editor.clickText('db-credentials');
      await palette.run('External Secrets: Show Rotation Impact');
      const rows = (await palette.picks('Pods run with the old values')).join('\n');
      assert.match(rows, /myapp ?Deployment in default · 2 of 2 Pods run with the old values/);
      await workbench.picture('10-impact');
      await palette.pick('Restart Consumers…');
      await page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
      assert.match(await dialog.text('in context test'), /myapp/);
      await workbench.picture('11-restart');
      await messages.answer('in context test', 'Restart');
      await messages.question(/myapp.*restarted|restarted.*myapp/i);
      // A Pod that is ending no longer counts for the rollout, and is there a moment longer.
      await eventually('only new Pods', async () => {
        const now = await pods();
        return before.every((uid) => !now.includes(uid));
      });
      await workbench.picture('12-restarted');
      await clear();
    }),
  );

  it(
    'shows all of it in the tree, in light too',
    step(async () => {
      await view.open();
      for (const label of ['default', 'aws-secretsmanager', 'synced', 'managed by']) await view.expand(label);
      await view.row('myapp').waitFor();
      await workbench.picture('13-tree');
      await workbench.theme('light');
      await workbench.picture('14-tree-light');
      await workbench.theme('dark');
    }),
  );

  it(
    '08 says of the Azure alternative what a cluster without Azure can say',
    step(async () => {
      const { messages, palette, panel } = workbench;
      await palette.run('View: Close All Editors');
      await palette.open('azure-key-vault.yaml');
      await takeQuickFix(workbench, 'external-secrets.io/v1beta1', 'Fix all');
      await workbench.editor.squiggles('error').first().waitFor({ state: 'detached' });
      await workbench.editor.save();
      await palette.run('External Secrets: Apply Manifest');
      assert.match(await dialog.text('in context test'), /azure-key-vault/);
      await messages.answer('in context test', 'Apply');
      const result = await messages.question(/Applied 2 objects.*not ready/);
      assert.match(result.text, /azure-key-vault/);
      await workbench.page.locator('.codelens-decoration', { hasText: 'Unable to create client' }).first().waitFor();
      await workbench.picture('16-azure');
      const problems = (await panel.problems('azure-key-vault')).join('\n');
      assert.match(problems, /not ready/);
      await panel.close();
      await clear();
    }),
  );

  it('has shown and kept no value of the vault', async () => {
    const text = await workbench.allText();
    const kept = readdirSync(workbench.server.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n');
    for (const value of [initial, rotated]) {
      assert.ok(!text.includes(value), 'a value is on the screen');
      assert.ok(!kept.includes(value), 'a value is in a file of VS Code');
    }
  });
});
