// Azure Key Vault in VS Code, with the manifests of the tutorial's step 08. The pictures go to test-results/azure-key-vault/.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { projectRoot } from '../../../scripts/setup/cache.ts';
import { type KeyVault, startKeyVault } from '../../support/azure/keyVault.ts';
import { seedKeyVault, vaultClients } from '../../support/azure/seed.ts';
import { createAzureTools, tokenFor } from '../../support/azure/tools.ts';
import { createAuthority } from '../../support/certificates.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const file = 'azure-key-vault.yaml';
const tutorial = readFileSync(join(projectRoot, 'examples/tutorial/corrected', file), 'utf8');
const manifests = `${tutorial.replace('key: myapp-db-password', 'key: myapp-db-pasword')}    - secretKey: more
      remoteRef:
        key: my
    - secretKey: ca
      remoteRef:
        key: cert
`;
/** Where the text of a line ends, as the editor counts. */
const endOf = (text: string) => {
  const lines = manifests.split('\n');
  return [lines.indexOf(text) + 1, text.length + 1] as const;
};

describe('Azure Key Vault in VS Code', () => {
  const authority = createAuthority();
  let vault: KeyVault;
  let folder: string;
  let home: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    vault = await startKeyVault(authority);
    await seedKeyVault(vaultClients(vault.url, authority.cert), (label) => `made-up ${label}`);
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    home = mkdtempSync(join(tmpdir(), 'azure-ui-'));
    writeFileSync(join(folder, file), manifests);
    writeFileSync(join(home, 'ca.pem'), authority.cert);
    const tools = createAzureTools(home);
    tools.gives('az', tokenFor({ upn: 'jane@example.com', tid: 'shop' }));
    const user = { subscriptions: [{ isDefault: true, user: { name: 'jane@example.com' } }] };
    writeFileSync(join(home, 'azureProfile.json'), JSON.stringify(user));
    workbench = await openWorkbench({
      folder,
      file,
      env: {
        PATH: `${tools.folder}:${process.env['PATH']}`,
        NODE_EXTRA_CA_CERTS: join(home, 'ca.pem'),
        AZURE_CONFIG_DIR: home,
        AZURE_CLIENT_ID: undefined,
        AZURE_TOKEN_CREDENTIALS: undefined,
      },
      settings: { 'externalSecrets.stores': { 'azurekv:https://my-keyvault.*': { address: vault.url } } },
      pictures: 'azure-key-vault',
    });
  });
  after(async () => {
    await workbench?.close();
    await vault?.close();
    for (const path of [folder, home]) rmSync(path, { recursive: true, force: true });
  });

  it(
    'asks about the vault and the login, and completes the names in it',
    step(async () => {
      const { editor, palette, messages } = workbench;
      await editor.goToEndOf('key: my');
      await palette.run('External Secrets: Connect Store');
      const question = await messages.question('Allow External Secrets');
      assert.match(question.text, /Azure Key Vault, https:\/\/127\.0\.0\.1:\d+, with your Azure CLI login \(jane@example\.com\)/);
      await workbench.picture('1-question');
      await messages.connect();
      await editor.goTo(...endOf('        key: my'));
      await editor.type('a');
      const labels = await editor.suggestions('myapp-database');
      assert.ok(labels.includes('myapp-db-password'), labels.join(', '));
      await workbench.picture('2-keys');
      await editor.choose('myapp-database');
    }),
  );

  it(
    'offers certificates and keys by what stands before their names',
    step(async () => {
      const { editor } = workbench;
      await editor.goTo(...endOf('        key: cert'));
      await editor.press('Backspace', 'Backspace', 'Backspace', 'Backspace');
      await editor.press('Control+Space');
      const labels = await editor.suggestions('cert/');
      assert.ok(labels.includes('key/'), labels.join(', '));
      await editor.choose('cert/');
      await editor.suggestions('cert/ingress');
      await workbench.picture('3-certificates');
      await editor.choose('cert/ingress');
    }),
  );

  it(
    'marks the key that is not there',
    step(async () => {
      const { editor, panel } = workbench;
      await editor.squiggles('warning').first().waitFor();
      const problems = await panel.problems('pasword');
      assert.ok(
        problems.some((problem) => /Azure Key Vault, https.*Did you mean "myapp-db-password"/.test(problem)),
        problems.join(' | '),
      );
      await workbench.picture('4-missing');
      await panel.close();
    }),
  );

  it(
    'shows what is known of a secret on hover, in the dark and in the light theme',
    step(async () => {
      const card = await workbench.editor.hover('myapp-database', 'Content type');
      assert.match(card, /Content type: application\/json · validity: expires/);
      assert.match(card, /Tags: team=payments, env=prod/);
      assert.match(card, /not listed, as reading values is not allowed/);
      await workbench.picture('5-hover');
      await workbench.editor.press('Escape');
      await workbench.theme('light');
      await workbench.editor.hover('myapp-database', 'Content type');
      await workbench.picture('6-hover-light');
    }),
  );
});
