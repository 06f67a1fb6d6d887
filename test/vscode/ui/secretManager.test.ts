// Google Secret Manager in VS Code, with application default credentials. The pictures go to test-results/secret-manager/.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Cloud, startCloud } from '../../support/google/cloud.ts';
import { secretManager } from '../../support/google/secretManager.ts';
import { seedGoogle } from '../../support/google/seed.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const file = 'external-secret.yaml';
const manifests = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: google
  namespace: default
spec:
  provider:
    gcpsm:
      projectID: shop-1
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
  namespace: default
spec:
  secretStoreRef:
    name: google
  data:
    - secretKey: wrong
      remoteRef:
        key: staging-myapp-databse
    - secretKey: older
      remoteRef:
        key: switched-off
        version:
    - secretKey: right
      remoteRef:
        key: prod-`;

describe('Google Secret Manager in VS Code', () => {
  let cloud: Cloud;
  let folder: string;
  let login: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    cloud = await startCloud('secretmanager', 'oauth2');
    cloud.answers['oauth2'] = () => ({ status: 200, json: { access_token: 'ya29.all', expires_in: 3599 } });
    cloud.answers['secretmanager'] = secretManager({ secrets: seedGoogle((label) => `made-up-${label}`) });
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    login = mkdtempSync(join(tmpdir(), 'external-secrets-gcloud-'));
    writeFileSync(join(folder, file), manifests);
    const person = { type: 'authorized_user', client_id: 'made-up', client_secret: 'made-up', refresh_token: 'made-up' };
    writeFileSync(join(login, 'application_default_credentials.json'), JSON.stringify(person));
    const env = { ...cloud.env, CLOUDSDK_CONFIG: login, GOOGLE_APPLICATION_CREDENTIALS: undefined };
    workbench = await openWorkbench({ folder, file, env, pictures: 'secret-manager' });
  });
  after(async () => {
    await workbench?.close();
    await cloud?.close();
    for (const each of [folder, login]) rmSync(each, { recursive: true, force: true });
  });

  it(
    'asks about the project with the login that it found, and completes names',
    step(async () => {
      const { editor, palette, messages } = workbench;
      await editor.goToEndOf('key: prod-');
      await palette.run('External Secrets: Connect Store');
      const question = await messages.question('Allow External Secrets');
      assert.match(
        question.text,
        /Google Secret Manager, project shop-1, with your Google login \(application default credentials\)/,
      );
      await workbench.picture('1-question');
      await messages.connect();
      await editor.goToEndOf('key: prod-');
      await editor.type('my');
      const labels = await editor.suggestions('prod-myapp-database');
      assert.ok(!labels.includes('with-mark'), labels.join(', '));
      await workbench.picture('2-keys');
      await editor.choose('prod-myapp-database');
    }),
  );

  it(
    'marks the secret that is not there',
    step(async () => {
      const { editor, panel } = workbench;
      await editor.squiggles('warning').first().waitFor();
      const problems = await panel.problems('databse');
      assert.ok(
        problems.some((problem) => problem.includes('Google Secret Manager, project shop-1')),
        problems.join(' | '),
      );
      await workbench.picture('3-missing');
      await panel.close();
    }),
  );

  it(
    'shows what is known of a secret on hover, dark and light',
    step(async () => {
      const { editor } = workbench;
      const card = await editor.hover('prod-myapp-database', 'Database credentials for myapp');
      assert.match(card, /Open in the Google Cloud console/);
      assert.match(card, /latest → 3/);
      await workbench.picture('4-hover');
      await editor.press('Escape');
      await editor.hover('switched-off', 'its newest version is disabled');
      await workbench.picture('5-switched-off');
      await editor.press('Escape');
      await workbench.theme('light');
      await editor.hover('prod-myapp-database', 'Database credentials for myapp');
      await workbench.picture('6-hover-light');
      await editor.press('Escape');
    }),
  );

  it(
    'offers versions with their names and states',
    step(async () => {
      const { editor } = workbench;
      await editor.goToEndOf('version:');
      await editor.type(' ');
      const labels = await editor.complete('latest', '3');
      assert.deepEqual(labels.slice(0, 2), ['latest', '3']);
      await workbench.picture('7-versions-light');
      await editor.press('Escape');
    }),
  );
});
