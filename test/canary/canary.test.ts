import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { serverCommands } from '../../server/src/protocol.ts';
import { type LspClient, startClient } from '../support/lspClient.ts';
import { type CanaryVault, startCanaryVault } from './vault.ts';

const root = join(import.meta.dirname, '../..');
const serverProgram = join(root, 'dist/server/main.cjs');
const keys = [
  'prod/myapp/database',
  'prod/myapp/config',
  'prod/myapp/tls',
  'prod/myapp/api-key',
  'prod/myapp/half-json',
  'prod/myapp/bytes',
];

const parameters = ['/prod/myapp/database', '/prod/myapp/api-key', '/prod/myapp/hosts', '/prod/myapp/half-json', 'plain-name'];

const azureKeys = ['myapp-database', 'myapp-db-password', 'myapp-half-json', 'switched-off', 'cert/ingress', 'key/signing'];
const googleKeys = ['prod-myapp-database', 'prod-myapp-api-key', 'prod-other', 'with_bytes', 'with-mark', 'switched-off'];
const vaultUrl = 'https://my-keyvault.vault.azure.net';

const storeOf = (name: string, service: string) => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: ${name}
  namespace: default
spec:
  provider:
    aws:
      service: ${service}
      region: us-east-1
---
`;

const manifest = `${storeOf('aws', 'SecretsManager')}${storeOf('ssm', 'ParameterStore')}apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
  namespace: default
spec:
  secretStoreRef:
    name: aws
  data:
${keys.map((key) => `    - secretKey: a\n      remoteRef:\n        key: ${key}\n        property: none\n`).join('')}---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: parameters
  namespace: default
spec:
  secretStoreRef:
    name: ssm
  data:
${parameters.map((key) => `    - secretKey: a\n      remoteRef:\n        key: ${key}\n        property: none\n        version: "1"\n`).join('')}---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: azure
  namespace: default
spec:
  provider:
    azurekv:
      vaultUrl: ${vaultUrl}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: azure
  namespace: default
spec:
  secretStoreRef:
    name: azure
  data:
${azureKeys.map((key) => `    - secretKey: a\n      remoteRef:\n        key: ${key}\n        property: none\n`).join('')}    - secretKey: a
      remoteRef:
        key: half-off
        version: "1"
---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: google
  namespace: default
spec:
  provider:
    gcpsm:
      projectID: shop-1
      secretVersionSelectionPolicy: LatestOrFetch
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: google
  namespace: default
spec:
  secretStoreRef:
    name: google
  data:
${googleKeys.map((key) => `    - secretKey: a\n      remoteRef:\n        key: ${key}\n        property: none\n        version: latest\n`).join('')}`;

describe('canary', { skip: existsSync(serverProgram) ? false : 'the server is not built (npm run build)' }, () => {
  let vault: CanaryVault;
  before(async () => {
    vault = await startCanaryVault();
  });
  after(() => vault.stop());

  it('finds no piece of a secret in LSP traffic, logs, files or the heap after everything was used', async () => {
    const { traffic, folder, heap, properties } = await useEverything(vault, []);
    assert.deepEqual(properties, ['database', 'host', 'password', 'port', 'username'], 'the values were really read');
    assert.deepEqual(await vault.searchText(traffic), []);
    assert.deepEqual(await vault.searchPath(folder), []);
    assert.deepEqual(await vault.searchPath(heap), []);
    rmSync(folder, { recursive: true });
    rmSync(heap, { recursive: true });
  });

  it('notices a value that is leaked into a log on purpose', async () => {
    const { traffic, folder, heap } = await useEverything(vault, ['--require', join(import.meta.dirname, 'leak.cjs')]);
    assert.notDeepEqual(await vault.searchText(traffic), []);
    rmSync(folder, { recursive: true });
    rmSync(heap, { recursive: true });
  });

  it('notices a value that is kept in memory on purpose', async () => {
    const { traffic, folder, heap } = await useEverything(vault, ['--require', join(import.meta.dirname, 'retain.cjs')]);
    assert.deepEqual(await vault.searchText(traffic), [], 'it is kept, not told');
    assert.notDeepEqual(await vault.searchPath(heap), []);
    rmSync(folder, { recursive: true });
    rmSync(heap, { recursive: true });
  });
});

/** Drives a server through everything that touches values, and returns what it left behind. */
async function useEverything(vault: CanaryVault, nodeArguments: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'canary-home-'));
  const heap = mkdtempSync(join(tmpdir(), 'canary-heap-'));
  const uri = pathToFileURL(join(folder, 'app.yaml')).href;
  writeFileSync(join(folder, 'app.yaml'), manifest);
  writeFileSync(join(folder, 'ca.pem'), vault.azure.authority);
  writeFileSync(join(folder, 'azure-token'), 'made-up');
  writeFileSync(join(folder, 'google-token'), 'ya29.all');
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
    workspaceFolder: pathToFileURL(folder).href,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
      AWS_ENDPOINT_URL: vault.url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    },
    capabilities: { workspace: { configuration: true } },
    settings: {
      stores: {
        [`azurekv:${vaultUrl}`]: { address: vault.azure.url, tokenFile: '~/azure-token' },
        'gcpsm:shop-1': { address: vault.googleUrl, tokenFile: '~/google-token' },
      },
    },
    consent: ({ store }) => ({ access: 'allow', confirmedStores: [store], readValues: true }),
  });
  client.open(uri, manifest);
  for (const name of ['aws', 'ssm', 'azure', 'google']) {
    const store = { kind: 'SecretStore', name, namespace: 'default' };
    await client.execute(serverCommands.connectStore, store);
    await client.execute(serverCommands.allowReadingValues, store);
  }
  const properties = await visitEveryKey(client, uri);
  await client.diagnostics(uri, (found) => found.some(({ code }) => code === 'vault-property-not-found'));
  await takeHeapSnapshot(client, heap);
  await client.stop();
  return { traffic: client.traffic(), folder, heap, properties };
}

/** Completes and hovers on each key, property and version; returns the property labels of the first. */
async function visitEveryKey(client: LspClient, uri: string): Promise<readonly string[]> {
  const lines = manifest.split('\n');
  let first: readonly string[] | undefined;
  const versions: string[] = [];
  const properties: string[] = [];
  for (const [line, text] of lines.entries()) {
    const match = /^ {8}(key|property|version): /.exec(text);
    if (match === null) continue;
    const position = { line, character: match[0].length };
    await client.hover(uri, { line, character: match[0].length + 1 });
    const { items } = await client.complete(uri, position);
    for (const item of items.slice(0, 20)) await client.resolve(item);
    if (match[1] === 'property') first ??= items.map(({ label }) => label).sort();
    if (match[1] === 'property') properties.push(...items.map(({ label }) => label));
    if (match[1] === 'version') versions.push(...items.map(({ label }) => label));
  }
  assert.ok(versions.includes('stable'), 'the history of parameters was really read');
  assert.ok(properties.includes('nested.deep.user'), 'the values of Key Vault were really read');
  assert.ok(properties.includes('nested.list.0.port'), 'the values of Google were really read');
  return first ?? [];
}

async function takeHeapSnapshot(client: LspClient, folder: string): Promise<void> {
  client.process.kill('SIGUSR2');
  // The process writes the snapshot synchronously: when it answers again, the file is complete.
  while (readdirSync(folder).every((name) => !name.endsWith('.heapsnapshot'))) await sleep(50);
  await client.complete(pathToFileURL(join(folder, 'none.yaml')).href, { line: 0, character: 0 });
}
