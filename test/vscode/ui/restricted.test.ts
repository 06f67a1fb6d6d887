// What VS Code shows where the vault may not be asked: an untrusted folder, and a question answered with "not now".
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openWithVault, type VaultWorkbench } from '../support/vaultWorkbench.ts';
import type { Workbench } from '../support/workbench.ts';
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
  let opened: VaultWorkbench;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    const file = 'manifest.yaml';
    opened = await openWithVault({ [file]: manifest }, { file, trusted: false, pictures: 'restricted' });
    ({ workbench } = opened);
  });
  after(() => opened?.close());

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
      assert.deepEqual(opened.vault.server.requests, []);
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
      assert.deepEqual(opened.vault.server.requests, []);
    }),
  );
});
