// What editors lack that our extension has: no extension of their own, and not all of LSP.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ErrorCodes, ResponseError } from 'vscode-languageserver-protocol';
import { lensActions } from '../../server/src/lsp/lensActions.ts';
import { serverCommands, storesRequest, type VaultStatus } from '../../server/src/protocol.ts';
import { eventually } from '../peers/cluster/eventually.ts';
import { serverProgram } from '../support/clusterEditor.ts';
import { type ClientOptions, type LspClient, startClient } from '../support/lspClient.ts';
import { startVault, type Vault } from '../vscode/support/vault.ts';

const store = (name: string) => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: ${name}, namespace: default}
spec: {provider: {aws: {service: SecretsManager, region: us-east-1}}}
`;

const app = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: app, namespace: default}
spec:
  refreshInterval: 1h
  secretStoreRef: {name: second}
  target: {creationPolicy: Ownr}
  data:
    - secretKey: a
      remoteRef: {key: prod/myapp/database}
`;

const allow = "Allow, This Is the Store's Vault";

describe('an editor without an extension of ours', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'other-editors-'));
  const uri = (name: string) => pathToFileURL(join(folder, name)).href;
  const clients: LspClient[] = [];
  let vault: Vault;
  let homes = 0;
  before(async () => {
    vault = await startVault(() => 'made-up');
    writeFileSync(join(folder, 'first.yaml'), store('first'));
    writeFileSync(join(folder, 'second.yaml'), store('second'));
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.stop();
  });
  after(async () => {
    await vault.server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start({ text = app, ...options }: Partial<ClientOptions> & { readonly text?: string } = {}): Promise<LspClient> {
    const home = join(folder, `home-${homes++}`);
    const env = { ...process.env, ...vault.env, HOME: home, XDG_CONFIG_HOME: home };
    const command = [process.execPath, serverProgram, '--stdio'];
    const client = await startClient({ command, workspaceFolder: pathToFileURL(folder).href, ...options, env });
    clients.push(client);
    client.open(uri('app.yaml'), text);
    await client.diagnostics(uri('app.yaml'), (found) => found.length > 0);
    await eventually('both stores', async () => (await client.connection.sendRequest<object[]>(storesRequest)).length === 2);
    return client;
  }

  const connect = (client: LspClient, argument?: object) =>
    client.execute(serverCommands.connectStore, ...(argument === undefined ? [] : [argument])) as Promise<VaultStatus | null>;

  it('that cannot be asked for settings sends them', async () => {
    const client = await start();
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { externalSecrets: { rules: { 'not-allowed-value': 'off' } } },
    });
    await client.diagnostics(uri('app.yaml'), (found) => found.every(({ code }) => code !== 'not-allowed-value'));
  });

  it('that leaves the structure to another server hears nothing about it, and everything else', async () => {
    const client = await start({
      capabilities: { workspace: { configuration: true } },
      settings: { schemaValidation: 'off' },
      text: app.replace('  data:', '  dataa: 1\n  data:').replace('1h', '1x'),
    });
    const found = await client.diagnostics(uri('app.yaml'), (all) => all.some(({ code }) => code === 'bad-duration'));
    assert.deepEqual(
      found.filter(({ code }) => code === 'not-allowed-value' || code === 'unknown-field'),
      [],
    );
    assert.deepEqual((await client.complete(uri('app.yaml'), { line: 6, character: 28 })).items, []);
    assert.equal(await client.hover(uri('app.yaml'), { line: 6, character: 15 }), null);
    assert.notEqual((await client.complete(uri('app.yaml'), { line: 5, character: 28 })).items.length, 0);
  });

  it('that watches files is told which; our own watches by itself', async () => {
    const capabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
    const wanted = /"registerOptions":\{"watchers":\[\{"globPattern":"\*\*\/\*\.\{yaml,yml,json\}"\}\]\}/;
    assert.match((await start({ capabilities })).received(), wanted);
    assert.doesNotMatch((await start({ capabilities, consent: () => null })).received(), wanted);
  });

  it('connects the store that the place of the caret is about', async () => {
    const client = await start({ choose: () => allow });
    const status = await connect(client, { uri: uri('app.yaml'), line: 9, character: 30 });
    assert.equal(status?.store.name, 'second');
    assert.equal(client.prompts.length, 1);
    assert.equal(client.messages.length, 1, 'nobody is told that it has worked');
  });

  it('without lenses is offered the same as code actions, at the store for example', async () => {
    const client = await start({ choose: () => allow });
    client.open(uri('first.yaml'), store('first'));
    const at = { line: 2, character: 3 };
    const actions = await client.codeActions(uri('first.yaml'), { start: at, end: at });
    const connectIt = actions.find(({ title }) => title.startsWith('External Secrets: '));
    assert.equal(connectIt?.title, 'External Secrets: Connect to AWS Secrets Manager…');
    await client.execute(connectIt?.command?.command ?? '', ...(connectIt?.command?.arguments ?? []));
    assert.match(client.prompts[0]?.message ?? '', /^Allow External Secrets to list secret names/);
    const other = await start({ capabilities: { textDocument: { codeLens: {} } } });
    other.open(uri('first.yaml'), store('first'));
    const beside = await other.codeActions(uri('first.yaml'), { start: at, end: at });
    assert.ok(beside.every(({ title }) => !title.startsWith('External Secrets: ')));
  });

  it('that can name neither a store nor a place is asked which', async () => {
    const client = await start({
      choose: ({ actions }) => actions.find((title) => title === 'SecretStore default/first') ?? allow,
    });
    const status = await connect(client);
    assert.equal(status?.store.name, 'first');
    const [which, consent] = client.prompts;
    assert.equal(which?.message, 'Connect store: which one?');
    assert.deepEqual(which?.actions, ['Cancel', 'SecretStore default/first', 'SecretStore default/second']);
    assert.match(consent?.message ?? '', /^Allow External Secrets to list secret names/);
  });

  it('whose user chooses no store is asked nothing more, and nothing is sent', async () => {
    const client = await start({ choose: () => null });
    assert.equal(await connect(client), null);
    assert.equal(client.prompts.length, 1);
    await assert.rejects(client.execute(serverCommands.connectStore, { kind: 'Secret' }), /needs a store/);
  });

  it('that shows no questions says so in its log, and nothing is allowed', async () => {
    const client = await start();
    client.connection.onRequest('window/showMessageRequest', () => {
      throw new ResponseError(ErrorCodes.MethodNotFound, 'not here');
    });
    const status = await connect(client, { kind: 'SecretStore', name: 'first', namespace: 'default' });
    assert.equal(status?.state, 'not-connected');
    assert.match(client.received(), /The editor shows no questions \(window\/showMessageRequest\): nothing was allowed\./);
    await client.execute(serverCommands.connectStore);
    assert.ok(client.messages.some((text) => text.startsWith('This editor shows no questions')));
  });

  it('is told that positions are counted in UTF-16', async () => {
    const client = await start({ capabilities: { general: { positionEncodings: ['utf-8', 'utf-16'] } } });
    assert.equal(client.initialized.capabilities.positionEncoding, 'utf-16');
  });
});

describe('what lenses offer, as code actions', () => {
  const lens = (line: number, title: string) => ({
    range: { start: { line, character: 0 }, end: { line, character: 9 } },
    command: { title, command: 'c', arguments: [line] },
  });
  const lenses = [lens(0, 'Apply'), lens(10, 'Synced'), lens(10, 'Force Sync')];
  const at = (line: number) => ({ start: { line, character: 4 }, end: { line, character: 4 } });

  it('is what stands above the resource of the caret', () => {
    assert.deepEqual(
      lensActions(lenses, at(9), undefined).map(({ title }) => title),
      ['External Secrets: Apply'],
    );
    assert.deepEqual(
      lensActions(lenses, at(14), undefined).map(({ title, command }) => [title, command?.arguments]),
      [
        ['External Secrets: Synced', [10]],
        ['External Secrets: Force Sync', [10]],
      ],
    );
  });

  it('is nothing where changes of a kind are asked for', () => {
    assert.deepEqual(lensActions(lenses, at(14), ['quickfix']), []);
    assert.deepEqual(lensActions([], at(14), undefined), []);
  });
});
