import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { projectRoot } from '../../scripts/setup/cache.ts';
import { awsEnvironment } from '../vscode/support/vault.ts';
import { openWorkbench, type Workbench } from '../vscode/support/workbench.ts';
import { type CanaryVaults, startCanaryVaults } from './vault.ts';

const file = 'external-secret.yaml';
const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: default
spec:
  secretStoreRef:
    name: aws-secretsmanager
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        property: passwrd
`;

describe('canary in the workbench', () => {
  let vault: CanaryVaults;
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    vault = await startCanaryVaults();
    folder = mkdtempSync(join(tmpdir(), 'canary-ui-'));
    cpSync(join(projectRoot, 'examples/tutorial/corrected/secret-store.yaml'), join(folder, 'secret-store.yaml'));
    writeFileSync(join(folder, file), manifest);
    workbench = await openWorkbench({ folder, file, env: awsEnvironment(vault.url), pictures: 'canary' });
  });
  after(async () => {
    await workbench?.close();
    vault?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds no piece of a secret in anything that is written in the window, or kept by VS Code', async () => {
    const { editor, palette, panel, messages } = workbench;
    const seen: string[] = [];
    const look = async () => void seen.push(await workbench.allText());
    await editor.goToEndOf('property: passwrd');
    await palette.run('External Secrets: Allow Reading Values');
    await look();
    await messages.answer('list secret names', "Allow, This Is the Store's Vault");
    await look();
    await messages.answer('read secret values', 'Allow Reading Values');
    await editor.squiggles('warning').first().waitFor();
    assert.ok((await panel.problems('passwrd')).length > 0);
    await look();
    await panel.close();
    await editor.hover('prod/myapp/database', 'Properties:');
    await look();
    await editor.press('Escape');
    await editor.goToEndOf('property: passwrd');
    await editor.complete('password');
    await look();
    await editor.press('Escape');
    await palette.run('External Secrets: Show Access Log');
    await workbench.page.locator('.part.panel .view-line', { hasText: 'GetSecretValue' }).first().waitFor();
    await look();
    await palette.run('External Secrets: Show Output');
    await look();
    assert.deepEqual(await vault.searchText(seen.join('\n')), []);
    assert.deepEqual(await vault.searchPath(workbench.server.folder), []);
    assert.deepEqual(await vault.searchPath(folder), []);
  });
});
