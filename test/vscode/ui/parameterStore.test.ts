// Parameter Store in VS Code, and the policy that the operator needs for it. The pictures go to test-results/parameter-store/.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { seedParameters } from '../../support/aws/parameters.ts';
import { type AwsServer, startAwsServer } from '../../support/aws/server.ts';
import { awsEnvironment } from '../support/vault.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const file = 'external-secret.yaml';
const manifests = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: parameters
  namespace: default
spec:
  provider:
    aws:
      service: ParameterStore
      region: us-east-1
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
  namespace: default
spec:
  secretStoreRef:
    name: parameters
  data:
    - secretKey: wrong
      remoteRef:
        key: /dev/databse
    - secretKey: right
      remoteRef:
        key: /prod/my`;

describe('AWS Parameter Store in VS Code', () => {
  let server: AwsServer;
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    server = await startAwsServer({ seed: [], parameters: seedParameters((label) => `made-up-${label}`) });
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    writeFileSync(join(folder, file), manifests);
    workbench = await openWorkbench({ folder, file, env: awsEnvironment(server.url), pictures: 'parameter-store' });
  });
  after(async () => {
    await workbench?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'asks about Parameter Store, and completes names with their slashes',
    step(async () => {
      const { editor, palette, messages } = workbench;
      await editor.goToEndOf('key: /prod/my');
      await palette.run('External Secrets: Connect Store');
      const question = await messages.question('Allow External Secrets');
      assert.match(question.text, /AWS Parameter Store, us-east-1/);
      await messages.connect();
      await editor.goToEndOf('key: /prod/my');
      await editor.type('app/');
      const labels = await editor.suggestions('/prod/myapp/database');
      assert.ok(!labels.includes('plain-name'), labels.join(', '));
      await workbench.picture('1-keys');
      await editor.choose('/prod/myapp/database');
    }),
  );

  it(
    'marks the parameter that is not there',
    step(async () => {
      const { editor, panel } = workbench;
      await editor.squiggles('warning').first().waitFor();
      const problems = await panel.problems('databse');
      assert.ok(
        problems.some((problem) => problem.includes('AWS Parameter Store, us-east-1')),
        problems.join(' | '),
      );
      await workbench.picture('2-missing');
      await panel.close();
    }),
  );

  it(
    'shows what is known of a parameter on hover',
    step(async () => {
      const card = await workbench.editor.hover('/prod/myapp/database', 'Database credentials for myapp');
      assert.match(card, /Type: SecureString/);
      assert.match(card, /arn:aws:ssm:us-east-1:123456789012:parameter\/prod\/myapp\/database/);
      await workbench.picture('3-hover');
      await workbench.editor.press('Escape');
    }),
  );

  it(
    'opens the minimal policy as a document',
    step(async () => {
      const { palette, page } = workbench;
      await palette.run('External Secrets: Copy Minimal Policy');
      await palette.pick('The Manifests of This File');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'IAM policy' }).first().waitFor();
      await workbench.picture('4-parts');
      await palette.pick('IAM policy for ServiceAccount external-secrets/external-secrets');
      await page.locator('.view-line', { hasText: 'ssm:GetParameter' }).first().waitFor();
      await workbench.picture('5-policy');
    }),
  );
});
