import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type LspClient, startClient } from '../support/lspClient.ts';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'server/bin/external-secrets-language-server');

const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: team-vault
  namespace: default
spec:
  provider:
    fake:
      data:
        - key: app/login
          value: '{"username": "a", "password": "b"}'
`;
const secret = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
  namespace: default
spec:
  refreshIntervall: 1h
  secretStoreRef:
    name: team-vault
  data:
    - secretKey: user
      remoteRef:
        key: app/
`;

describe('external-secrets-language-server --stdio', {
  skip: existsSync(join(root, 'dist/server/main.cjs')) ? false : 'not built (npm run build)',
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lsp-'));
  const uri = pathToFileURL(join(folder, 'secret.yaml')).href;
  let client: LspClient;

  before(async () => {
    writeFileSync(join(folder, 'store.yaml'), store);
    client = await startClient({ command: [process.execPath, bin, '--stdio'], workspaceFolder: pathToFileURL(folder).href });
    client.open(uri, secret);
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  it('says what it can do', () => {
    const { capabilities, serverInfo } = client.initialized;
    assert.equal(serverInfo?.name, 'external-secrets-language-server');
    assert.equal(capabilities.hoverProvider, true);
    assert.ok(capabilities.completionProvider?.triggerCharacters?.includes('/'));
  });

  it('publishes diagnostics on the wrong token', async () => {
    const [found] = await client.diagnostics(uri, (all) => all.length > 0);
    assert.equal(found?.code, 'unknown-field');
    assert.deepEqual(found?.range, { start: { line: 6, character: 2 }, end: { line: 6, character: 18 } });
    assert.match(String(found?.message), /refreshInterval"/);
  });

  it('mends it by a quick fix', async () => {
    const position = { line: 6, character: 4 };
    const [action] = await client.codeActions(uri, { start: position, end: position });
    assert.deepEqual(
      action?.edit?.changes?.[uri]?.map(({ newText }) => newText),
      ['refreshInterval'],
    );
  });

  it('completes a key from a store in a file that is not open', async () => {
    const { items } = await client.complete(uri, { line: 12, character: 17 });
    assert.ok(
      items.some(({ label }) => label === 'app/login'),
      JSON.stringify(items),
    );
  });

  it('explains a field on hover', async () => {
    const hover = await client.hover(uri, { line: 7, character: 6 });
    assert.match(JSON.stringify(hover?.contents), /secretStoreRef/);
  });

  it('answers for documents that it does not know, and for unknown commands, without falling over', async () => {
    assert.deepEqual((await client.complete('file:///none.yaml', { line: 0, character: 0 })).items, []);
    assert.equal(await client.hover('file:///none.yaml', { line: 9, character: 9 }), null);
    await assert.rejects(client.execute('externalSecrets.server.none'));
    await assert.rejects(client.execute('externalSecrets.server.connectStore', { kind: 'Secret' }));
  });

  it('leaves other YAML alone', async () => {
    const other = pathToFileURL(join(folder, 'deployment.yaml')).href;
    client.open(other, 'apiVersion: apps/v1\nkind: Deployment\nspecc:\n\t- x\n');
    assert.deepEqual(await client.diagnostics(other, () => true), []);
    assert.equal(await client.hover(other, { line: 1, character: 2 }), null);
    assert.deepEqual((await client.complete(other, { line: 2, character: 5 })).items, []);
  });
});
