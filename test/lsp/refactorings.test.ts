import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createConnection } from 'vscode-languageserver/node';
import type { ApplyWorkspaceEditParams, ClientCapabilities, CodeAction, InitializeResult } from 'vscode-languageserver-protocol';
import { createProtocolConnection } from 'vscode-languageserver-protocol/node';
import { startServer } from '../../server/src/lsp/server.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createNodeFiles } from '../../server/src/node/nodeFiles.ts';
import type { Consent } from '../../server/src/providers/consent.ts';
import { awsStore } from '../features/lab.ts';
import { apply } from '../features/refactorings/bench.ts';
import { createMemoryHost, fullConsent } from '../support/memoryHost.ts';

const folder = mkdtempSync(join(tmpdir(), 'refactorings-'));
after(() => rmSync(folder, { recursive: true }));
const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;
const uri = uriOf('secret.yaml');
const text = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: a, namespace: default}
spec:
  secretStoreRef: {name: aws-secretsmanager}
  target: {name: x}
  dataFrom:
  - extract: {key: prod/myapp/database}
`;
const extractLine = { line: 7, character: 14 };
const able: ClientCapabilities = {
  textDocument: { codeAction: { dataSupport: true, resolveSupport: { properties: ['edit'] } } },
  workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
};

/** A client and a server in one process, on a workspace with a store whose vault is connected. */
async function connect(capabilities: ClientCapabilities) {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const host = createMemoryHost({ consent: { ...fullConsent, confirmedStores: [] } });
  writeFileSync(join(folder, 'store.yaml'), awsStore);
  const { consents, providers, schemas } = host;
  startServer(createConnection(up, down), {
    name: 'test',
    version: '0',
    clock: nodeClock,
    files: createNodeFiles,
    schemas,
    providers: () => providers,
    shell: 'posix',
    ownConsents: () => consents,
  });
  const client = createProtocolConnection(down, up);
  const shown: string[] = [];
  client.onNotification('window/showMessage', ({ message }: { message: string }) => void shown.push(message));
  client.onRequest('client/registerCapability', () => null);
  client.listen();
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'test' }];
  const initialized: InitializeResult = await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders,
    capabilities,
    initializationOptions: { trusted: true },
  });
  await client.sendNotification('initialized', {});
  const open = (at: string, version: number, content: string) =>
    client.sendNotification('textDocument/didOpen', { textDocument: { uri: at, languageId: 'yaml', version, text: content } });
  await open(uri, 1, text);
  await open(uriOf('store.yaml'), 1, awsStore);
  const actions = (at: string, start: { line: number; character: number }, only?: readonly string[]): Promise<CodeAction[]> =>
    client.sendRequest('textDocument/codeAction', {
      textDocument: { uri: at },
      range: { start, end: start },
      context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
    });
  const resolve = (action: CodeAction | undefined): Promise<CodeAction> => client.sendRequest('codeAction/resolve', action);
  return { host, client, shown, initialized, actions, resolve };
}

describe('refactorings over LSP', () => {
  it('are told of, and have their edit at once where it costs nothing', async () => {
    const { actions, client, initialized } = await connect(able);
    const { codeActionProvider } = initialized.capabilities;
    assert.ok(typeof codeActionProvider === 'object' && codeActionProvider.resolveProvider === true);
    assert.ok(codeActionProvider.codeActionKinds?.includes('refactor.rewrite'));
    const [found, ...others] = await actions(uri, { line: 5, character: 12 });
    assert.equal(found?.title, 'Write out 2 defaults');
    assert.deepEqual(others, []);
    assert.equal(
      apply(text, found?.edit?.changes?.[uri] ?? []),
      text.replace('{name: x}', '{name: x, creationPolicy: Owner, deletionPolicy: Retain}'),
    );
    assert.deepEqual(await actions(uri, { line: 5, character: 12 }, ['refactor.extract']), [], 'not the kind that is wanted');
    assert.deepEqual(await actions(uri, { line: 5, character: 12 }, ['quickfix']), []);
    assert.equal((await actions(uri, { line: 5, character: 12 }, ['refactor'])).length, 1);
    client.dispose();
  });

  it('ask the vault when they are chosen', async () => {
    const { actions, client, host, resolve, shown } = await connect(able);
    const [found] = await actions(uri, extractLine, ['refactor.rewrite']);
    assert.equal(found?.edit, undefined);
    assert.deepEqual(host.vault.calls, []);
    const { edit } = await resolve(found);
    assert.match(
      apply(text, edit?.changes?.[uri] ?? []),
      /data:\n {2}- secretKey: username\n {4}remoteRef:\n {6}key: prod\/myapp\/database\n/,
    );
    assert.deepEqual(shown, []);
    client.dispose();
  });

  it('say why there is no edit only when they are chosen, where an editor resolves them before that', async () => {
    const early = { codeAction: { dataSupport: true, resolveSupport: { properties: ['edit', 'command'] } } };
    const { actions, client, host, resolve, shown } = await connect({ ...able, textDocument: early });
    const [found] = await actions(uri, extractLine, ['refactor.rewrite']);
    host.vault.problem = { code: 'unreachable', message: 'The vault does not answer.' };
    const { command, disabled, edit } = await resolve(found);
    assert.deepEqual([disabled, edit, shown], [undefined, undefined, []]);
    await client.sendRequest('workspace/executeCommand', command);
    assert.deepEqual(shown, ['The vault does not answer.']);
    client.dispose();
  });

  it('ask for what they lack, and are made then', async () => {
    const early = { codeAction: { dataSupport: true, resolveSupport: { properties: ['edit', 'command'] } } };
    const { actions, client, host, resolve, shown } = await connect({ ...able, textDocument: early });
    const edits: ApplyWorkspaceEditParams[] = [];
    client.onRequest('workspace/applyEdit', (params: ApplyWorkspaceEditParams) => {
      edits.push(params);
      return { applied: true };
    });
    let answer: Consent = { ...fullConsent, confirmedStores: [], readValues: false };
    host.consent = answer;
    Object.assign(host.consents, {
      ask: async () => {
        host.consent = answer;
        return answer;
      },
    });
    const [found] = await actions(uri, extractLine, ['refactor.rewrite']);
    await client.sendRequest('workspace/executeCommand', (await resolve(found)).command);
    assert.match(shown.join(), /^Reading values is not allowed/);
    assert.equal(edits.length, 0);
    answer = fullConsent;
    await client.sendRequest('workspace/executeCommand', (await resolve(found)).command);
    assert.match(apply(text, edits[0]?.edit.changes?.[uri] ?? []), /data:\n {2}- secretKey: username\n/);
    assert.equal(shown.length, 1);
    client.dispose();
  });

  it('say why there is no edit, instead of doing nothing', async () => {
    const { actions, client, host, resolve, shown } = await connect(able);
    const [found] = await actions(uri, extractLine, ['refactor.rewrite']);
    host.vault.problem = { code: 'unreachable', message: 'The vault does not answer.' };
    assert.equal((await resolve(found)).disabled?.reason, 'The vault does not answer.');
    await client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: `\n${text}` }],
    });
    assert.match((await resolve(found)).disabled?.reason ?? '', /has changed/);
    assert.deepEqual(shown, ['The vault does not answer.', 'The file has changed meanwhile. Please choose again.']);
    assert.deepEqual(await resolve({ title: 'of another server', data: { uri } }), { title: 'of another server', data: { uri } });
    client.dispose();
  });

  it('change files that are not open, and are whole from the start for editors that cannot ask later', async () => {
    const other = `${text.replace('name: a', 'name: b')}`;
    writeFileSync(join(folder, 'other.yaml'), other);
    const { actions, client, shown } = await connect({});
    const convert = () => actions(uriOf('store.yaml'), { line: 1, character: 2 }, ['refactor.rewrite.storeKind']);
    let [found] = await convert();
    for (let waited = 0; found === undefined && waited < 200; waited++) {
      // Not before the whole workspace has been read.
      await sleep(20);
      [found] = await convert();
    }
    assert.equal(found?.title, 'Convert to ClusterSecretStore');
    assert.equal(
      apply(other, found?.edit?.changes?.[uriOf('other.yaml')] ?? []),
      other.replace('{name: aws-secretsmanager}', '{name: aws-secretsmanager, kind: ClusterSecretStore}'),
    );
    assert.deepEqual(Object.keys(found?.edit?.changes ?? {}).sort(), [uriOf('other.yaml'), uri, uriOf('store.yaml')]);
    assert.deepEqual(await actions(uri, extractLine, ['refactor.rewrite.expand']), []);
    assert.deepEqual(shown, []);
    client.dispose();
  });
});
