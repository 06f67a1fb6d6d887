// The server as browsers run it: `dist/browser/server.js` in a worker of a page that allows neither code of texts nor a request.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CodeAction, CodeLens, CompletionList, Diagnostic, Hover, Location, Position } from 'vscode-languageserver-protocol';
import { awsStore, fakeStore } from '../support/webStores.ts';
import { startWorkerServer, type WorkerServer } from '../support/workerServer.ts';

const root = 'memfs:/shop';
const uri = `${root}/apps/external-secret.yaml`;
const storeUri = `${root}/stores/fake.yaml`;

const store = `${fakeStore}---
${awsStore}`;
const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
spec:
  secretStoreRef:
    kind: ClusterSecretStore
    name: fake
  refreshIntervall: 1h
  data:
    - secretKey: missing
      remoteRef:
        key: prod/myapp/databse
    - secretKey: user
      remoteRef:
        key: prod/myapp/database
        property: username
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: other
spec:
  secretStoreRef:
    kind: ClusterSecretStore
    name: aws
  data:
    - secretKey: user
      remoteRef:
        key: prod
---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: onepassword
spec:
  provider:
    onepasswordSDK:
      vault: production
      environment: k2mfcwmtpe4ojm7ocd5rbsxbnq
      auth:
        serviceAccountSecretRef:
          name: onepassword-token
          key: token
`;

/** The middle of the first occurrence of a text. */
function placeOf(text: string, part: string): Position {
  const offset = text.indexOf(part) + Math.floor(part.length / 2);
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

describe('the server in a worker of a browser', { timeout: 120_000 }, () => {
  let server: WorkerServer;
  const textDocument = { uri };

  before(async () => {
    server = await startWorkerServer(root, { [uri]: manifest, [storeUri]: store, [`${root}/README.md`]: '# none' });
    await server.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text: manifest },
    });
  });
  after(() => server?.close());

  async function found(code: string): Promise<Diagnostic> {
    for (let i = 0; i < 500; i++) {
      const diagnostic = server.published.get(uri)?.diagnostics.find((one) => one.code === code);
      if (diagnostic !== undefined) return diagnostic;
      await sleep(20);
    }
    return assert.fail(`no ${code} among ${JSON.stringify(server.published.get(uri)?.diagnostics)}; ${server.complaints}`);
  }

  it('finds what the schema, the operator and a store in another file do not allow', async () => {
    const unknown = await found('unknown-field');
    assert.match(String(unknown.message), /refreshIntervall/);
    assert.match(String((await found('vault-key-not-found')).message), /prod\/myapp\/databse/);
    await found('cel-rule');
  });

  it('mends a field', async () => {
    const { range } = await found('unknown-field');
    const actions: readonly CodeAction[] = await server.connection.sendRequest('textDocument/codeAction', {
      textDocument,
      range,
      context: { diagnostics: [] },
    });
    assert.ok(
      actions.some(({ edit }) => JSON.stringify(edit).includes('"refreshInterval"')),
      JSON.stringify(actions),
    );
  });

  it('completes stores of other files, and keys and properties of a fake one', async () => {
    const complete = async (part: string) => {
      const list: CompletionList = await server.connection.sendRequest('textDocument/completion', {
        textDocument,
        position: placeOf(manifest, part),
      });
      return list.items.map(({ label }) => label);
    };
    assert.deepEqual((await complete('fake')).sort().slice(0, 3), ['aws', 'fake', 'onepassword']);
    assert.ok((await complete('prod/myapp/databse')).includes('prod/myapp/database'));
    assert.deepEqual((await complete('username')).slice(0, 2).sort(), ['password', 'username']);
  });

  it('explains fields, and says nothing of values', async () => {
    const hover: Hover = await server.connection.sendRequest('textDocument/hover', {
      textDocument,
      position: placeOf(manifest, 'secretKey'),
    });
    assert.match(JSON.stringify(hover.contents), /key/i);
    const key = await server.connection.sendRequest('textDocument/hover', {
      textDocument,
      position: placeOf(manifest, 'prod/myapp/database\n'),
    });
    assert.match(JSON.stringify(key), /username/);
    assert.doesNotMatch(JSON.stringify(key), /made-up/);
  });

  it('goes to the store in the other file', async () => {
    const places: readonly Location[] = await server.connection.sendRequest('textDocument/definition', {
      textDocument,
      position: placeOf(manifest, 'fake'),
    });
    assert.deepEqual(
      places.map((place) => place.uri),
      [storeUri],
    );
  });

  it('offers nothing that needs a vault, a cluster or a terminal, and says why keys are not listed', async () => {
    const commands = server.initialized.capabilities.executeCommandProvider?.commands ?? [];
    assert.ok(commands.includes('externalSecrets.server.convertToExternalSecret'));
    const impossible = /connect|apply|sync|diff|verify|rotat|restart|operator|Crds|signIn|InVault|Listing|ReadingValues/i;
    assert.deepEqual(
      commands.filter((command) => impossible.test(command)),
      [],
    );
    await server.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: storeUri, languageId: 'yaml', version: 1, text: store },
    });
    const lenses: readonly CodeLens[] = await server.connection.sendRequest('textDocument/codeLens', {
      textDocument: { uri: storeUri },
    });
    assert.deepEqual(
      lenses.flatMap(({ command }) => command?.title ?? []),
      [],
    );
    const list: CompletionList = await server.connection.sendRequest('textDocument/completion', {
      textDocument,
      position: placeOf(manifest, 'prod\n'),
    });
    assert.deepEqual(
      list.items.map(({ label, command }) => [label, command]),
      [['Vaults are not asked from a browser, so names in AWS Secrets Manager are not listed', undefined]],
    );
    const actions: readonly CodeAction[] = await server.connection.sendRequest('textDocument/codeAction', {
      textDocument,
      range: { start: placeOf(manifest, 'prod\n'), end: placeOf(manifest, 'prod\n') },
      context: { diagnostics: [] },
    });
    assert.deepEqual(
      actions.filter(({ title }) => /Rotate|Create|Apply/.test(title)),
      [],
    );
  });

  it('has asked for nothing but its own file, and broken no rule of the page', () => {
    assert.deepEqual(server.requests, ['/', '/page.js', '/browser/server.js']);
    assert.deepEqual(server.complaints, []);
    assert.deepEqual(server.log, []);
  });
});
