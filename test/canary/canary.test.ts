import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { previewRequest, serverCommands, vaultStatusRequest } from '../../server/src/protocol.ts';
import { type LspClient, startClient } from '../support/lspClient.ts';
import type { CanaryStore } from './backEnds/backEnd.ts';
import { faultKinds } from './faults.ts';
import { type CanaryVaults, startCanaryVaults } from './vault.ts';

const root = join(import.meta.dirname, '../..');
const serverProgram = join(root, 'dist/server/main.cjs');

describe('canary', { skip: existsSync(serverProgram) ? false : 'the server is not built (npm run build)' }, () => {
  let vaults: CanaryVaults;
  before(async () => {
    vaults = await startCanaryVaults();
  });
  after(() => vaults.stop());

  it('finds no piece of a secret of any back end in LSP traffic, logs, files or the heap, whatever the services answer', async () => {
    const { traffic, folder, heap, offered } = await useEverything(vaults, vaults.stores, faultKinds);
    for (const { name, proofs, keys } of vaults.stores) {
      const labels = offered.get(name) ?? [];
      const missing = [
        ...proofs.filter((proof) => !labels.includes(proof)),
        ...(keys.some((key) => labels.includes(key)) ? [] : keys),
      ];
      assert.deepEqual(missing, [], `${name}: the vault was really listed and read`);
    }
    assert.deepEqual(await vaults.searchText(traffic()), []);
    assert.deepEqual(await vaults.searchPath(folder), []);
    assert.deepEqual(await vaults.searchPath(heap, true), []);
    for (const one of [folder, heap]) rmSync(one, { recursive: true });
  });

  const aws = () => vaults.stores.filter(({ name }) => name === 'aws');

  it('notices a value that is leaked into a log on purpose', async () => {
    const { traffic, folder, heap } = await useEverything(
      vaults,
      aws(),
      [],
      ['--require', join(import.meta.dirname, 'leak.cjs')],
    );
    assert.notDeepEqual(await vaults.searchText(traffic()), []);
    for (const one of [folder, heap]) rmSync(one, { recursive: true });
  });

  it('notices a value that is kept in memory on purpose', async () => {
    const { traffic, folder, heap } = await useEverything(
      vaults,
      aws(),
      [],
      ['--require', join(import.meta.dirname, 'retain.cjs')],
    );
    assert.deepEqual(await vaults.searchText(traffic()), [], 'it is kept, not told');
    assert.notDeepEqual(await vaults.searchPath(heap, true), []);
    for (const one of [folder, heap]) rmSync(one, { recursive: true });
  });
});

const storeText = ({ name, provider, config }: CanaryStore) =>
  JSON.stringify({
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: { name, namespace: 'default' },
    spec: { provider: { [provider]: config } },
  });

/** One that reads a property of each key, one that reads a version of it, and one whose template has all that is in each. */
const readerText = ({ name, keys }: CanaryStore) =>
  [
    ...['property: none', 'version: "1"'].map(
      (more, i) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: ${name}-${i}
  namespace: default
spec:
  secretStoreRef:
    name: ${name}
  data:
${keys.map((key, n) => `    - secretKey: a${n}\n      remoteRef:\n        key: ${JSON.stringify(key)}\n        ${more}\n`).join('')}`,
    ),
    `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: ${name}-all, namespace: default}
spec:
  secretStoreRef: {name: ${name}}
  target: {template: {mergePolicy: Merge, data: {text: "{{ index . \\"a\\" | b64enc }}"}}}
  dataFrom:
${keys.map((key) => `    - extract: {key: ${JSON.stringify(key)}}\n`).join('')}`,
  ].join('---\n');

/** Drives a server through everything that touches values, and returns what it left behind, and what it offered by store. */
async function useEverything(
  vaults: CanaryVaults,
  stores: readonly CanaryStore[],
  faults: typeof faultKinds | readonly [],
  nodeArguments: readonly string[] = [],
) {
  const folder = mkdtempSync(join(tmpdir(), 'canary-home-'));
  const heap = mkdtempSync(join(tmpdir(), 'canary-heap-'));
  // Manifests that hold literals are nowhere else.
  const literals = mkdtempSync(join(tmpdir(), 'canary-literals-'));
  for (const store of stores) writeFileSync(join(literals, `${store.name}.yaml`), storeText(store));
  const files = Object.assign({ 'ca.pem': vaults.authority }, ...stores.map((store) => store.files)) as Record<string, string>;
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const client = await startClient({
    command: [
      process.execPath,
      '--heapsnapshot-signal=SIGUSR2',
      `--diagnostic-dir=${heap}`,
      ...nodeArguments,
      serverProgram,
      '--stdio',
    ],
    cwd: heap,
    workspaceFolder: pathToFileURL(literals).href,
    env: Object.assign(
      {
        PATH: process.env['PATH'],
        HOME: folder,
        XDG_CONFIG_HOME: join(folder, 'config'),
        NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      },
      ...stores.map(({ env }) => env),
    ),
    capabilities: { workspace: { configuration: true } },
    settings: { stores: Object.assign({}, ...stores.map(({ logins }) => logins)) },
    consent: ({ store }) => ({ access: 'allow', confirmedStores: [store], readValues: true }),
  });
  try {
    const offered = await drive(client, vaults, stores, faults, folder);
    await takeHeapSnapshot(client, heap);
    return { offered, folder, heap, traffic: () => client.traffic() };
  } finally {
    await client.stop();
    rmSync(literals, { recursive: true });
  }
}

/** Uses everything, first as the services answer and then with each fault; returns the labels that were offered, by store. */
async function drive(
  client: LspClient,
  vaults: CanaryVaults,
  stores: readonly CanaryStore[],
  faults: typeof faultKinds | readonly [],
  folder: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const uriOf = ({ name }: CanaryStore) => pathToFileURL(join(folder, `reads-${name}.yaml`)).href;
  for (const store of stores) client.open(uriOf(store), readerText(store));
  for (const { name } of stores) {
    const store = { kind: 'SecretStore', name, namespace: 'default' };
    // Not before the workspace has been read.
    while ((await client.execute(serverCommands.connectStore, store)) === null) await sleep(50);
    await client.execute(serverCommands.allowReadingValues, store);
  }
  const offered = new Map<string, readonly string[]>();
  for (const store of stores) offered.set(store.name, await visit(client, uriOf(store), readerText(store)));
  for (const store of stores.filter(({ name }) => name === 'aws' || name === 'vault'))
    await client.diagnostics(uriOf(store), (found) => found.some(({ code }) => code === 'vault-property-not-found'));
  for (const kind of faults) {
    await vaults.fault(kind);
    await client.execute(serverCommands.refreshVaultListing);
    await Promise.all(stores.map((store) => visit(client, uriOf(store), readerText({ ...store, keys: store.keys.slice(0, 1) }))));
  }
  await vaults.fault(undefined);
  return offered;
}

/** Completes and hovers on each key, property and version of a text; returns all labels. */
async function visit(client: LspClient, uri: string, text: string): Promise<readonly string[]> {
  const labels: string[] = [];
  for (const [line, written] of text.split('\n').entries()) {
    const match = /^ {8}(key|property|version): /.exec(written);
    if (match === null) continue;
    const position = { line, character: match[0].length };
    await client.hover(uri, { line, character: match[0].length + 1 });
    const { items } = await client.complete(uri, position);
    for (const item of items.slice(0, 10)) await client.resolve(item);
    labels.push(...items.map(({ label }) => label));
    await client.connection.sendRequest(vaultStatusRequest, { uri, ...position });
  }
  await useTemplate(client, uri, text);
  const range = { start: { line: 0, character: 0 }, end: { line: 9_999, character: 0 } };
  await client.connection.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range });
  await client.connection.sendRequest('textDocument/semanticTokens/full', { textDocument: { uri } });
  await client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  return labels;
}

/** Completes and hovers inside the template, and previews what comes of it. */
async function useTemplate(client: LspClient, uri: string, text: string): Promise<void> {
  const line = text.split('\n').findIndex((written) => written.includes('{{ '));
  const character = (text.split('\n')[line]?.indexOf('{{ ') ?? 0) + '{{ '.length;
  const position = { line, character };
  const { items } = await client.complete(uri, position);
  for (const item of items.slice(0, 10)) await client.resolve(item);
  await client.hover(uri, { line, character: character + 1 });
  await client.connection.sendRequest('textDocument/signatureHelp', { textDocument: { uri }, position });
  await client.connection.sendRequest(previewRequest, { uri, ...position });
  await client.execute(serverCommands.previewSecret, { uri, ...position });
}

async function takeHeapSnapshot(client: LspClient, folder: string): Promise<void> {
  client.process.kill('SIGUSR2');
  // The process writes the snapshot synchronously: when it answers again, the file is complete.
  while (readdirSync(folder).every((name) => !name.endsWith('.heapsnapshot'))) await sleep(50);
  await client.complete(pathToFileURL(join(folder, 'none.yaml')).href, { line: 0, character: 0 });
}
