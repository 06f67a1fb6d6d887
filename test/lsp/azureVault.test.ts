// Step 08 of the tutorial: its Azure SecretStore and ExternalSecret, as today's ESO accepts them, through the real server over stdio.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { serverCommands, type VaultStatus, vaultStatusRequest } from '../../server/src/protocol.ts';
import { type KeyVault, startKeyVault } from '../support/azure/keyVault.ts';
import { seedKeyVault, vaultClients } from '../support/azure/seed.ts';
import { type AzureTools, createAzureTools, tokenFor } from '../support/azure/tools.ts';
import { createAuthority } from '../support/certificates.ts';
import { type LspClient, startClient } from '../support/lspClient.ts';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'dist/server/main.cjs');
const tutorial = readFileSync(join(root, 'examples/tutorial/corrected/azure-key-vault.yaml'), 'utf8');
const store = { kind: 'SecretStore', name: 'azure-key-vault', namespace: 'default' };
const token = tokenFor({ upn: 'jane@example.com', tid: 'shop' });
const authority = createAuthority();

describe('Azure Key Vault over LSP', { skip: existsSync(program) ? false : 'not built (npm run build)' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lsp-azure-'));
  const uri = pathToFileURL(join(folder, 'azure-key-vault.yaml')).href;
  let vault: KeyVault;
  let tools: AzureTools;
  let client: LspClient | undefined;

  before(async () => {
    writeFileSync(join(folder, 'ca.pem'), authority.cert);
    tools = createAzureTools(folder);
    vault = await startKeyVault(authority);
    await seedKeyVault(vaultClients(vault.url, authority.cert), (label) => `value of ${label}`);
  });
  afterEach(async () => {
    await client?.stop();
    client = undefined;
    vault.answer = vault.own;
  });
  after(async () => {
    await vault.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the tutorial's manifests with another key; the user's settings say where the vault is reached. */
  async function start(key: string, stores: unknown = { 'azurekv:https://my-keyvault.*': { address: vault.url } }) {
    tools.gives('az', token);
    client = await startClient({
      command: [process.execPath, program, '--stdio'],
      env: {
        PATH: `${tools.folder}:${process.env['PATH']}`,
        HOME: folder,
        NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      },
      capabilities: { workspace: { configuration: true } },
      workspaceFolder: pathToFileURL(folder).href,
      settings: { stores },
      consent: ({ store: asked }) => ({ access: 'allow', confirmedStores: [asked], readValues: true }),
    });
    const text = tutorial.replace('myapp-db-password', key);
    client.open(uri, text);
    const line = text.split('\n').findIndex((each) => each.includes(`key: ${key}`));
    return { languages: client, at: { line, character: text.split('\n')[line]?.length ?? 0 } };
  }
  const status = (languages: LspClient, at: object): Promise<VaultStatus> =>
    languages.connection.sendRequest(vaultStatusRequest, { uri, ...at });

  it('is asked nothing, nor is any tool, before the user connects the store', async () => {
    const heard = vault.heard.length;
    const { languages, at } = await start('myapp-');
    const { items } = await languages.complete(uri, at);
    assert.match(items[0]?.label ?? '', /Connect to azure-key-vault/);
    assert.equal((await status(languages, at)).state, 'not-connected');
    assert.deepEqual([vault.heard.length, tools.calls(), languages.questions], [heard, [], []]);
  });

  it('completes the keys of the tutorial once connected', async () => {
    const { languages, at } = await start('myapp-');
    await languages.execute(serverCommands.connectStore, store);
    const { message, detail } = languages.questions[0] ?? assert.fail('no question');
    assert.match(message, /list secret names in Azure Key Vault, https:\/\/127\.0\.0\.1:\d+, with your Azure login \(Azure CLI/);
    assert.match(detail, /as your environment or your own configuration says/);
    const { items } = await languages.complete(uri, at);
    const labels = items.map(({ label }) => label);
    assert.ok(labels.includes('myapp-db-password') && labels.includes('myapp-database'), labels.join(', '));
    const known = await status(languages, at);
    assert.match(known.tooltip, /account jane@example\.com in tenant shop/);
    assert.equal(known.state, 'connected');
    assert.ok(
      tools.calls().every((call) => / --resource https:\/\/vault\.azure\.net$/.test(call)),
      tools.calls().join(),
    );
  });

  it('says which key is not there, and what was meant', async () => {
    const { languages, at } = await start('myapp-db-pasword');
    await languages.execute(serverCommands.connectStore, store);
    const found = await languages.diagnostics(uri, (all) => all.some(({ code }) => code === 'vault-key-not-found'));
    const missing = found.find(({ code }) => code === 'vault-key-not-found');
    assert.match(
      String(missing?.message),
      /"myapp-db-pasword" is not in store azure-key-vault .*Did you mean "myapp-db-password"\?/,
    );
    assert.deepEqual(missing?.range.start.line, at.line);
    const actions = await languages.codeActions(uri, missing?.range ?? assert.fail());
    assert.ok(actions.some(({ title }) => title === 'Change to "myapp-db-password"'));
    assert.ok(!languages.traffic().includes('value of') && !languages.traffic().includes(token));
  });

  it('finds nothing wrong with the tutorial as it should be', async () => {
    const { languages, at } = await start('myapp-db-password');
    await languages.execute(serverCommands.connectStore, store);
    const hover = JSON.stringify(await languages.hover(uri, { ...at, character: at.character - 3 }));
    assert.match(hover, /myapp-db-password.*Tags: team=payments, env=prod/);
    // The finding about another key shows that all have been looked at.
    const other = '    - secretKey: other\n      remoteRef:\n        key: nowhere\n';
    languages.change(uri, 2, `${tutorial}${other}`);
    const found = await languages.diagnostics(uri, (all) => all.some(({ code }) => code === 'vault-key-not-found'));
    const vaultFindings = found.filter(({ code }) => String(code).startsWith('vault-'));
    assert.deepEqual(
      vaultFindings.map(({ message }) => /^Key "[^"]*"/.exec(String(message))?.[0]),
      ['Key "nowhere"'],
    );
  });

  it('gets no token at an address that only the manifest names', async () => {
    const calls = tools.calls().length;
    const { languages, at } = await start('myapp-', {});
    const evil = tutorial.replace('https://my-keyvault.vault.azure.net', vault.url);
    languages.change(uri, 2, evil);
    await languages.execute(serverCommands.connectStore, store);
    const { items } = await languages.complete(uri, { ...at, character: at.character });
    assert.match(JSON.stringify(items[0]), /No login of yours is sent to https:\/\/127\.0\.0\.1/);
    assert.deepEqual([tools.calls().length, languages.questions], [calls, []]);
  });
});
