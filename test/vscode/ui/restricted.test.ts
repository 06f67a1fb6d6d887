// What VS Code shows where the vault may not be asked: an untrusted folder, and a question answered with "not now".
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startVault, type Vault } from '../support/vault.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const manifest = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: aws-secretsmanager
spec:
  provider:
    aws:
      service: SecretsManager
      region: us-east-1
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: aws-secretsmanager
  target:
    creationPolicy: Ownr
  data:
    - secretKey: username
      remoteRef:
        key: prod/
`;

describe('VS Code where the vault may not be asked', () => {
  let vault: Vault;
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    vault = await startVault((label) => `made-up-${label}`);
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    writeFileSync(join(folder, 'manifest.yaml'), manifest);
    workbench = await openWorkbench({ folder, file: 'manifest.yaml', env: vault.env, trusted: false, pictures: 'restricted' });
  });
  after(async () => {
    await workbench?.close();
    await vault?.server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'still judges the manifest in an untrusted folder, asks nothing and calls nothing',
    step(async () => {
      const { editor, panel, messages } = workbench;
      await editor.squiggles('error').first().waitFor();
      assert.ok((await panel.problems('Ownr')).length > 0);
      await panel.close();
      await editor.goToEndOf('key: prod/');
      await messages.status(/External Secrets/);
      await workbench.picture('1-untrusted');
      assert.deepEqual(await messages.notices(), []);
      assert.deepEqual(vault.server.requests, []);
    }),
  );

  it(
    'calls nothing after trust alone, nor after "not now"',
    step(async () => {
      const { editor, palette, messages } = workbench;
      await workbench.trust();
      await editor.goToEndOf('key: prod/');
      await palette.run('External Secrets: Connect Store');
      await messages.question('Allow External Secrets');
      await messages.answer('Allow External Secrets', 'Cancel');
      await messages.status(/External Secrets/);
      await workbench.picture('2-not-now');
      assert.deepEqual(vault.server.requests, []);
    }),
  );
});
