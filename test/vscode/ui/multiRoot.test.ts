// Several folders in one window: which login a store gets, by the settings of the user alone. The pictures go to test-results/multi-root/.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startVault, type Vault } from '../support/vault.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const manifests = (store: string, region: string, role?: string) => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: ${store}, namespace: default}
spec: {provider: {aws: {service: SecretsManager, region: ${region}${role === undefined ? '' : `, role: '${role}'`}}}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: app, namespace: default}
spec:
  secretStoreRef: {name: ${store}}
  data:
    - secretKey: password
      remoteRef: {key: prod/myapp/database}
`;
const everywhere = { '*': { profile: 'from-the-workspace', role: 'arn:aws:iam::999999999999:role/evil' } };

describe('a workspace of several folders', () => {
  let vault: Vault;
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    vault = await startVault((label) => `made-up-${label}`);
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    const put = (path: string, text: string) => {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    put('shop-eu/eu.yaml', manifests('vault', 'eu-west-1'));
    put('shop-us/us.yaml', manifests('vault', 'us-east-1', 'arn:aws:iam::123456789012:role/eso'));
    put('shop-other/other.yaml', manifests('vault', 'ap-south-1'));
    // What the workspace and its folders want to have a say in, and have not.
    put('shop-other/.vscode/settings.json', JSON.stringify({ 'externalSecrets.stores': everywhere }));
    const folders = ['shop-eu', 'shop-us', 'shop-other'].map((path) => ({ path }));
    put('shops.code-workspace', JSON.stringify({ folders, settings: { 'externalSecrets.stores': everywhere } }));
    const settings = {
      'externalSecrets.stores': { 'aws:123456789012': { profile: 'us' }, 'aws:eu-*': { profile: 'eu' } },
    };
    const config = join(folder, 'aws-config');
    writeFileSync(config, '[profile us]\n[profile eu]\n');
    const env = { ...vault.env, AWS_CONFIG_FILE: config };
    workbench = await openWorkbench({
      folder: join(folder, 'shops.code-workspace'),
      file: 'shop-eu/eu.yaml',
      env,
      settings,
      pictures: 'multi-root',
    });
  });
  after(async () => {
    await workbench?.close();
    await vault?.server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The question about the store of a folder, which is left unanswered. */
  async function questionOf(name: string): Promise<string> {
    const { editor, messages, palette } = workbench;
    await palette.open(`${name}.yaml`);
    await editor.clickText('prod/myapp/database');
    await palette.run('External Secrets: Connect Store');
    const { text } = await messages.question('Allow External Secrets');
    await workbench.picture(name);
    await editor.press('Escape');
    return text;
  }

  it(
    "has each folder's store reached with the login that the user has for its place",
    step(async () => {
      assert.match(await questionOf('eu'), /AWS Secrets Manager, eu-west-1, with your profile eu\?/);
      assert.match(await questionOf('us'), /AWS Secrets Manager, us-east-1, with your profile us\?/);
    }),
  );

  it(
    'lets neither the workspace nor a folder choose a login',
    step(async () => {
      assert.match(await questionOf('other'), /AWS Secrets Manager, ap-south-1, with the AWS keys in your environment\?/);
      const requests = vault.server.requests.length;
      assert.equal(requests, 0, 'nobody has agreed to anything');
    }),
  );
});
