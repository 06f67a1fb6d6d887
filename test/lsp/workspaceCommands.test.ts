import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ApplyWorkspaceEditParams, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type CommandResult, serverCommands, versionsRequest, type WorkspaceFixResult } from '../../server/src/protocol.ts';
import { createAuthority } from '../support/certificates.ts';
import { esoCrd } from '../support/esoCrd.ts';
import { type ClientOptions, type LspClient, startClient } from '../support/lspClient.ts';

const scratch = mkdtempSync(join(tmpdir(), 'workspace-commands-'));
const authority = createAuthority();
const trust = join(scratch, 'authority.pem');
writeFileSync(trust, authority.cert);
after(() => rmSync(scratch, { recursive: true, force: true }));

const externalSecret = (name: string, version = 'v1beta1') => `apiVersion: external-secrets.io/${version}
kind: ExternalSecret
metadata: {name: ${name}}
spec:
  secretStoreRef: {name: vault, kind: ClusterSecretStore}
  dataFrom: [{extract: {key: ${name}}}]
`;

let count = 0;

/** An editor on a workspace of its own; it makes the edits that the server asks for on the disk. */
async function editor(files: Readonly<Record<string, string>>, options: Partial<ClientOptions> = {}, home = String(count)) {
  const folder = join(scratch, `workspace-${count++}`);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const uri = (name: string) => pathToFileURL(join(folder, name)).href;
  const env = { ...process.env, XDG_CONFIG_HOME: join(scratch, `home-${home}`), NODE_EXTRA_CA_CERTS: trust };
  const client = await startClient({
    command: [process.execPath, join(import.meta.dirname, '../../server/src/node/main.ts'), '--stdio'],
    env,
    workspaceFolder: pathToFileURL(folder).href,
    capabilities: { workspace: { workspaceEdit: { documentChanges: true } }, window: { workDoneProgress: true } },
    ...options,
  });
  const asked: ApplyWorkspaceEditParams[] = [];
  client.connection.onRequest('workspace/applyEdit', (params: ApplyWorkspaceEditParams) => {
    asked.push(params);
    for (const [file, text] of Object.entries(changed(params.edit))) writeFileSync(new URL(file), text);
    return { applied: true };
  });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const run = (command: keyof typeof serverCommands, ...args: unknown[]) =>
    client.execute(serverCommands[command], ...args) as Promise<CommandResult>;
  return { client, uri, read, run, asked };
}

/** The texts on disk after an edit, by their URIs. */
function changed({ documentChanges = [] }: WorkspaceEdit): Readonly<Record<string, string>> {
  const edits = documentChanges as readonly TextDocumentEdit[];
  return Object.fromEntries(
    edits.map(({ edits: made, textDocument: { uri } }) => {
      const document = TextDocument.create(uri, 'yaml', 0, readFileSync(new URL(uri), 'utf8'));
      return [uri, TextDocument.applyEdits(document, made as Parameters<typeof TextDocument.applyEdits>[1])];
    }),
  );
}

describe('fixing the workspace in any editor', () => {
  const files = { 'a.yaml': externalSecret('a'), 'b.yaml': externalSecret('b').replace('dataFrom', 'datafrom'), 'c.json': '{}' };
  const asks = (client: LspClient) => client.prompts.map(({ message }) => message);

  it('asks with the numbers, and then changes what it said', async () => {
    const { client, read, run } = await editor(files, { choose: () => 'Migrate All' });
    const result = await run('migrateWorkspace');
    assert.deepEqual(result, { outcome: 'done', message: '2 manifests in 2 files: done.', items: [] });
    assert.match(asks(client)[0] ?? '', /^Migrate All: 2 manifests in 2 files\?/);
    assert.deepEqual([read('a.yaml'), read('b.yaml')], [externalSecret('a', 'v1'), files['b.yaml'].replace('v1beta1', 'v1')]);
    const again = await run('migrateWorkspace');
    assert.match(again.message, /^There is nothing to migrate/);
    assert.deepEqual(client.messages.slice(-1), [again.message]);
    await client.stop();
  });

  it('changes nothing without a yes, whatever the arguments', async () => {
    const { client, asked, run } = await editor(files);
    const result = await run('fixWorkspace', { confirmed: true, action: 'Fix All' });
    assert.equal(result.outcome, 'cancelled');
    assert.match(asks(client)[0] ?? '', /^Fix All: 3 problems in 2 files\?/);
    assert.deepEqual(asked, []);
    await client.stop();
  });

  it('leaves out what was typed into while it asked', async () => {
    const open: { type?: () => void } = {};
    const { client, asked, run, uri } = await editor(files, {
      choose: () => {
        open.type?.();
        return 'Migrate All';
      },
    });
    client.open(uri('a.yaml'), files['a.yaml']);
    open.type = () => client.change(uri('a.yaml'), 2, `${files['a.yaml']}# typed\n`);
    const { message } = await run('migrateWorkspace');
    assert.equal(message, '1 manifest in 1 file: done. 1 file changed meanwhile and was left alone.');
    const [change] = (asked[0]?.edit.documentChanges ?? []) as readonly TextDocumentEdit[];
    assert.deepEqual(change?.textDocument, { uri: uri('b.yaml'), version: null });
    await client.stop();
  });

  it('gives our own client an edit to review', async () => {
    const { client, asked, run, uri } = await editor(files, { consent: () => null });
    client.open(uri('a.yaml'), files['a.yaml']);
    const { edit, message } = (await run('fixWorkspace')) as WorkspaceFixResult & { edit: WorkspaceEdit };
    assert.equal(message, '3 problems in 2 files.');
    assert.deepEqual([asked, client.prompts], [[], []]);
    const annotations = Object.values(edit.changeAnnotations ?? {});
    assert.deepEqual(
      annotations.map(({ needsConfirmation }) => needsConfirmation),
      [true, true],
    );
    const [first] = (edit.documentChanges ?? []) as readonly TextDocumentEdit[];
    assert.deepEqual(first?.textDocument, { uri: uri('a.yaml'), version: 1 });
    assert.deepEqual(Object.keys(changed(edit)), [uri('a.yaml'), uri('b.yaml')]);
    await client.stop();
  });
});

describe('downloading CRDs', () => {
  let server: Server;
  let address: string;
  const asked: string[] = [];
  const bundle = esoCrd('ExternalSecret');
  const colourful = externalSecret('a', 'v1').replace('dataFrom', 'colour: red\n  datafrom');

  before(async () => {
    server = createServer(authority.issue('localhost'), ({ url = '' }, response) => {
      asked.push(url);
      response.end(url.includes('bundle') ? bundle : 'kind: ConfigMap\n');
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    address = `https://localhost:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('asks first, names host and version, and the version is known from then on, until it is removed', async () => {
    const url = `${address}/v2.10.0/bundle.yaml`;
    const { client, run, uri } = await editor({}, { choose: () => 'Download' }, 'shared');
    client.open(uri('a.yaml'), colourful);
    await client.diagnostics(uri('a.yaml'), (found) => found.some(({ message }) => String(message).includes('"colour"')));
    const result = await run('downloadCrds', { url });
    assert.deepEqual(result, { outcome: 'done', message: 'ESO 2.10.0 is known now: 1 kind.', items: [] });
    assert.match(
      client.prompts[0]?.message ?? '',
      new RegExp(`^Download the CRDs of ESO 2\\.10\\.0 from ${new URL(url).host}\\?\n\n${url}`),
    );
    await client.diagnostics(uri('a.yaml'), (found) => !found.some(({ message }) => String(message).includes('"colour"')));
    await client.stop();

    const next = await editor({}, {}, 'shared');
    const known = await next.client.connection.sendRequest<{ versions: object[] }>(versionsRequest);
    assert.deepEqual(known.versions.at(-1), { version: '2.10.0', url });
    assert.equal((await next.run('removeCrds', { version: '2.10.0' })).message, 'The downloaded CRDs of ESO 2.10.0 are removed.');
    const after = await next.client.connection.sendRequest<{ versions: object[] }>(versionsRequest);
    assert.deepEqual(after.versions.at(-1), { version: '2.9.0' });
    await next.client.stop();
  });

  it('is not done without a yes, without trust, or from anywhere but https', async () => {
    asked.length = 0;
    const unanswered = await editor({});
    assert.equal((await unanswered.run('downloadCrds', { url: `${address}/2.10.0/bundle.yaml` })).outcome, 'cancelled');
    await unanswered.run('downloadCrds', { version: '2.10.0' });
    assert.match(unanswered.client.prompts[1]?.message ?? '', /from raw\.githubusercontent\.com\?/);
    for (const url of ['http://localhost/2.10.0', 'https://a:b@localhost/2.10.0', 'file:///2.10.0', 'nonsense 2.10.0']) {
      assert.match((await unanswered.run('downloadCrds', { url })).message, /must begin with https:/);
    }
    assert.match((await unanswered.run('downloadCrds', { url: `${address}/bundle.yaml` })).message, /^Which ESO version/);
    await unanswered.client.stop();
    const untrusted = await editor({}, { trusted: false, choose: () => 'Download' });
    assert.match((await untrusted.run('downloadCrds', { url: `${address}/2.10.0/bundle.yaml` })).message, /not trusted/);
    assert.deepEqual([asked, untrusted.client.prompts], [[], []]);
    await untrusted.client.stop();
  });

  it('keeps nothing that is no CRD of ESO', async () => {
    const { client, run } = await editor({}, { choose: () => 'Download' });
    const { message, outcome } = await run('downloadCrds', { url: `${address}/2.10.0/other.yaml` });
    assert.equal(outcome, 'failed');
    assert.match(message, /holds no CRDs of ESO\. Nothing was kept\.$/);
    await client.stop();
  });

  it('serves the setting that names an address, once it has been downloaded', async () => {
    const url = `${address}/v2.10.0/bundle.yaml`;
    asked.length = 0;
    const { client, run, uri } = await editor(
      {},
      {
        choose: () => 'Download',
        settings: { crds: url, operatorVersion: '2.9.0' },
        capabilities: { workspace: { configuration: true } },
      },
    );
    client.open(uri('a.yaml'), colourful);
    await client.diagnostics(uri('a.yaml'), (found) => found.some(({ message }) => String(message).includes('"colour"')));
    assert.deepEqual(asked, []);
    await run('downloadCrds', { url });
    await client.diagnostics(uri('a.yaml'), (found) => !found.some(({ message }) => String(message).includes('"colour"')));
    await client.stop();
  });
});
