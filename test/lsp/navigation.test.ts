import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type {
  ClientCapabilities,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Location,
  LocationLink,
  Position,
  SelectionRange,
  SymbolInformation,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { apply } from '../features/refactorings/bench.ts';
import { type LspClient, startClient } from '../support/lspClient.ts';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'server/bin/external-secrets-language-server');
const built = existsSync(join(root, 'dist/server/main.cjs'));

const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: google}
spec: {provider: {gcpsm: {projectID: shop-123456}}}
`;
const secret = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
spec:
  secretStoreRef:
    name: google
  target:
    name: db-credentials
  data:
    - secretKey: password
      remoteRef:
        key: prod-db
`;
const deployment = `apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
        - env:
            - valueFrom: {secretKeyRef: {name: db-credentials, key: password}}
`;
const able: ClientCapabilities = {
  textDocument: {
    definition: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    rename: { prepareSupport: true },
  },
  workspace: { workspaceEdit: { documentChanges: true } },
};

/** In the Deployment. */
const usedName: Position = { line: 7, character: 50 };
const usedKey: Position = { line: 7, character: 72 };

describe('navigation over stdio', { skip: built ? false : 'not built (npm run build)' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lsp-navigation-'));
  const uriOf = (file: string) => pathToFileURL(join(folder, file)).href;
  const [es, app] = [uriOf('es.yaml'), uriOf('app.yaml')];
  let client: LspClient;
  const ask = <T>(method: string, uri: string, more: object = {}): Promise<T> =>
    client.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, ...more });

  async function start(capabilities: ClientCapabilities): Promise<void> {
    client = await startClient({
      command: [process.execPath, bin, '--stdio'],
      workspaceFolder: pathToFileURL(folder).href,
      capabilities,
    });
    client.open(app, deployment);
    client.open(es, secret);
    // The workspace is read meanwhile.
    for (let waited = 0; (await ask('definition', es, { position: { line: 6, character: 12 } })) === null; waited++) {
      assert.ok(waited < 500, 'the store is found');
      await sleep(20);
    }
  }

  before(async () => {
    writeFileSync(join(folder, 'store.yaml'), store);
    await start(able);
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  it('is told of', () => {
    const { capabilities } = client.initialized;
    assert.deepEqual(capabilities.renameProvider, { prepareProvider: true });
    assert.deepEqual(capabilities.documentLinkProvider, { resolveProvider: false });
    for (const provider of [
      'documentSymbolProvider',
      'workspaceSymbolProvider',
      'definitionProvider',
      'referencesProvider',
      'documentHighlightProvider',
      'foldingRangeProvider',
      'selectionRangeProvider',
    ] as const)
      assert.ok(capabilities[provider], provider);
  });

  it('leads from a Deployment to the ExternalSecret and its entry', async () => {
    assert.deepEqual(await ask<LocationLink[]>('definition', app, { position: usedName }), [
      {
        originSelectionRange: { start: { line: 7, character: 47 }, end: { line: 7, character: 61 } },
        targetUri: es,
        targetRange: { start: { line: 8, character: 4 }, end: { line: 8, character: 24 } },
        targetSelectionRange: { start: { line: 8, character: 10 }, end: { line: 8, character: 24 } },
      },
    ]);
    const [key] = await ask<LocationLink[]>('definition', app, { position: usedKey });
    assert.deepEqual(key?.targetRange, { start: { line: 10, character: 6 }, end: { line: 12, character: 20 } });
    assert.equal(await ask('definition', app, { position: { line: 1, character: 8 } }), null);
    assert.match(JSON.stringify(await client.hover(app, usedName)), /Written by ExternalSecret db/);
  });

  it('lists references, and highlights those in the file', async () => {
    const found = await ask<Location[]>('references', app, { position: usedName, context: { includeDeclaration: true } });
    assert.deepEqual(
      found.map(({ range, uri }) => [uri, range.start.line]),
      [
        [app, 7],
        [es, 8],
      ],
    );
    const highlights = await ask<DocumentHighlight[]>('documentHighlight', es, { position: { line: 8, character: 12 } });
    assert.deepEqual(highlights, [{ range: { start: { line: 8, character: 10 }, end: { line: 8, character: 24 } }, kind: 3 }]);
  });

  it('renames everywhere, or says why not', async () => {
    assert.deepEqual(await ask('prepareRename', app, { position: usedKey }), {
      range: { start: { line: 7, character: 68 }, end: { line: 7, character: 76 } },
      placeholder: 'password',
    });
    const edit = await ask<WorkspaceEdit>('rename', app, { position: usedKey, newName: 'token' });
    const texts = { [es]: secret, [app]: deployment };
    const changed = (edit.documentChanges as TextDocumentEdit[]).map(({ edits, textDocument: { uri, version } }) => [
      uri,
      version,
      apply(texts[uri] ?? '', edits as TextEdit[]),
    ]);
    assert.deepEqual(changed, [
      [app, 1, deployment.replace('key: password', 'key: token')],
      [es, 1, secret.replace('secretKey: password', 'secretKey: token')],
    ]);
    const refused = ask('rename', app, { position: usedKey, newName: 'a b' });
    await assert.rejects(refused, { code: -32803, message: /^Kubernetes does not take "a b" for a key of a Secret/ });
    assert.equal(await ask('prepareRename', app, { position: { line: 1, character: 8 } }), null);
  });

  it('has symbols, folds, selections and links for documents of ESO’s', async () => {
    const [symbol] = await ask<DocumentSymbol[]>('documentSymbol', es);
    assert.deepEqual([symbol?.name, symbol?.children?.map(({ name }) => name)], ['db', ['password']]);
    assert.equal(await ask('documentSymbol', app), null);
    const found: SymbolInformation[] = await client.connection.sendRequest('workspace/symbol', { query: 'goo' });
    assert.deepEqual(
      found.map(({ name }) => name),
      ['google'],
    );
    assert.ok(
      (await ask<FoldingRange[]>('foldingRange', es)).some(({ startLine, endLine }) => startLine === 9 && endLine === 12),
    );
    assert.equal(await ask('foldingRange', app), null);
    const [selection] = await ask<SelectionRange[]>('selectionRange', es, { positions: [{ line: 8, character: 12 }] });
    assert.deepEqual(selection?.range, { start: { line: 8, character: 10 }, end: { line: 8, character: 24 } });
    const [link] = await ask<DocumentLink[]>('documentLink', es);
    assert.equal(
      link?.target,
      'https://console.cloud.google.com/security/secret-manager/secret/prod-db/versions?project=shop-123456',
    );
    assert.equal(await ask('documentLink', app), null);
  });

  it('keeps to what a plain client knows', async () => {
    await client.stop();
    await start({});
    assert.equal(client.initialized.capabilities.renameProvider, true);
    const [place] = await ask<Location[]>('definition', app, { position: usedName });
    assert.deepEqual(place, { uri: es, range: { start: { line: 8, character: 10 }, end: { line: 8, character: 24 } } });
    const symbols = await ask<SymbolInformation[]>('documentSymbol', es);
    assert.deepEqual(
      symbols.map(({ containerName, name }) => [name, containerName]),
      [
        ['db', undefined],
        ['password', 'db'],
      ],
    );
    const edit = await ask<WorkspaceEdit>('rename', app, { position: usedName, newName: 'other' });
    assert.deepEqual(Object.keys(edit.changes ?? {}), [app, es]);
  });
});
