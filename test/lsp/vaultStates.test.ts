// How an editor is told that what it sees is old, cut off, or less than asked: over LSP, of AWS (a server of our own that fails on
// command) and of a real HashiCorp Vault.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import {
  serverCommands,
  type TerminalCommand,
  type VaultStatus,
  vaultStatusChangedNotification,
  vaultStatusRequest,
} from '../../server/src/protocol.ts';
import { seedSecrets } from '../support/aws/seed.ts';
import { type AwsServer, startAwsServer } from '../support/aws/server.ts';
import { type LspClient, startClient } from '../support/lspClient.ts';
import { seedVault } from '../support/vault/seed.ts';
import { startVaultServer, type VaultServer } from '../support/vault/vaultServer.ts';

const program = join(import.meta.dirname, '../../dist/server/main.cjs');
const skip = existsSync(program) ? false : 'not built (npm run build)';

const manifest = (provider: string, key: string) => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: vault, namespace: default}
spec: {provider: ${provider}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: app, namespace: default}
spec:
  secretStoreRef:
    name: vault
  data:
    - secretKey: password
      remoteRef:
        key: ${key}
`;
const atKey = { line: 14, character: 13 };
const atStore = { line: 10, character: 12 };

interface Start {
  readonly env: NodeJS.ProcessEnv;
  readonly text: string;
  readonly settings?: unknown;
  /** Another editor than our own: it keeps no consent, and shows messages. */
  readonly foreign?: boolean;
}

let client: LspClient | undefined;
const folder = mkdtempSync(join(tmpdir(), 'lsp-states-'));
const uri = pathToFileURL(join(folder, 'app.yaml')).href;
const store = { kind: 'SecretStore', name: 'vault', namespace: 'default', uri };
after(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  await client?.stop();
  client = undefined;
});

/** A client whose user has connected and confirmed the store. */
async function connected({ env, text, settings, foreign = false }: Start) {
  const allow = { access: 'allow', readValues: true } as const;
  client = await startClient({
    command: [process.execPath, program, '--stdio'],
    env: { PATH: process.env['PATH'], HOME: folder, XDG_CONFIG_HOME: join(folder, 'config'), ...env },
    workspaceFolder: pathToFileURL(folder).href,
    settings: settings ?? {},
    capabilities: { workspace: { configuration: true } },
    ...(foreign
      ? { choose: ({ actions }) => actions.find((title) => title.startsWith('Allow')) ?? null }
      : { consent: ({ store: named }) => ({ ...allow, confirmedStores: [named] }) }),
  });
  let changes = 0;
  client.connection.onNotification(vaultStatusChangedNotification, () => void changes++);
  const languages = client;
  languages.open(uri, text);
  await languages.execute(serverCommands.connectStore, store);
  const status = async () => {
    const answer: VaultStatus | null = await languages.connection.sendRequest(vaultStatusRequest, { uri, ...atKey });
    assert.ok(answer);
    return answer;
  };
  return {
    languages,
    status,
    /** Waits until the status is as it should be. */
    async settles(fits: (status: VaultStatus) => boolean) {
      for (let attempt = 0; attempt < 200; attempt++) {
        const found = await status();
        if (fits(found)) return found;
        await sleep(50);
      }
      throw new Error(`The status is ${JSON.stringify(await status())}.`);
    },
    labels: async () => (await languages.complete(uri, atKey)).items.map(({ label }) => label),
    hover: async (position: { line: number; character: number }) => JSON.stringify(await languages.hover(uri, position)),
  };
}

describe('AWS Secrets Manager over LSP', { skip }, () => {
  const aws = '{aws: {service: SecretsManager, region: us-east-1}}';
  const text = manifest(aws, 'prod/myapp/database');
  let server: AwsServer;
  const env = () => ({
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
  });

  before(async () => {
    server = await startAwsServer({ seed: seedSecrets((label) => `value of ${label}`) });
  });
  afterEach(() => server.faults.clear());
  after(() => server.close());

  it('names that cannot be renewed are given, and it is said why and how old they are', async () => {
    const editor = await connected({ env: env(), text: manifest(aws, 'prod/'), settings: { vault: { cacheMinutes: 0.001 } } });
    const before = await editor.settles(({ state, tooltip }) => state === 'connected' && tooltip.includes('names'));
    assert.match(before.tooltip, /\d+ names, listed just now\./);
    server.faults.add({ kind: 'reset' });
    await editor.labels();
    const { tooltip, text: words } = await editor.settles(({ state }) => state === 'problem');
    assert.match(words, /vault: unreachable/);
    assert.match(tooltip, /is unreachable.*\nMeanwhile the \d+ names listed just now are used\./);
    assert.ok((await editor.labels()).includes('prod/myapp/database'), 'the names are still there');
    assert.match(await editor.hover(atStore), /is unreachable.*Meanwhile the \d+ names listed just now are used\./);
    server.faults.clear();
    await editor.languages.execute(serverCommands.refreshVaultListing, store);
    await editor.labels();
    await editor.settles(({ state, tooltip: now }) => state === 'connected' && !now.includes('Meanwhile'));
    assert.deepEqual(editor.languages.messages, [], 'nobody was interrupted');
  });

  it('without the right to list, single keys are looked up and the right is named', async () => {
    server.faults.add({ kind: 'deny', operation: 'ListSecrets' });
    const editor = await connected({ env: env(), text: manifest(aws, 'prod/myapp/databse') });
    const denied = await editor.settles(({ state }) => state === 'problem');
    assert.match(
      denied.tooltip,
      /It needs secretsmanager:ListSecrets\.\nNames are not listed; single keys are looked up all the same\./,
    );
    assert.deepEqual(await editor.labels(), ['vault: your login lacks secretsmanager:ListSecrets']);
    const found = await editor.languages.diagnostics(uri, (all) => all.some(({ code }) => code === 'vault-key-not-found'));
    assert.match(
      String(found.find(({ code }) => code === 'vault-key-not-found')?.message),
      /"prod\/myapp\/databse" is not in store/,
    );
    editor.languages.change(uri, 2, text);
    assert.match(await editor.hover({ line: 14, character: 20 }), /Database credentials for myapp/);
    const { text: words, tooltip } = await editor.settles(({ state }) => state === 'connected');
    assert.equal(words, 'vault: names not listed');
    assert.match(tooltip, /It needs secretsmanager:ListSecrets\. Names are not listed; single keys are looked up\./);
    assert.match(await editor.hover(atStore), /secretsmanager:ListSecrets.*single keys are looked up/);
  });

  it('a listing says how far it has got while it lasts, and where its budget ended it', async () => {
    server.faults.add({ kind: 'delay', operation: 'ListSecrets', after: 1, milliseconds: 2500, times: 1 });
    const settings = { vault: { maxCallsPerListing: 2 } };
    const editor = await connected({ env: env(), text: manifest(aws, ''), settings });
    const under = await editor.settles(({ state, tooltip }) => state === 'listing' && /so far/.test(tooltip));
    assert.match(under.tooltip, /Names are being listed: 100 so far\./);
    assert.equal((await editor.labels()).at(-1), 'listing… 100 of ?');
    const cut = await editor.settles(({ state }) => state === 'connected');
    assert.match(
      cut.tooltip,
      /200 names \(not all\), listed just now\.\nThe listing was cut off after 2 calls, with 200 names\./,
    );
    assert.match(cut.tooltip, /setting externalSecrets\.vault\.maxCallsPerListing/);
    assert.equal(cut.cutOff, true);
    const { items } = await editor.languages.complete(uri, atKey);
    const last = items.at(-1);
    assert.equal(last?.label, 'Cut off at 200 names: type on, or list more…');
    assert.deepEqual([last?.command?.command, last?.command?.arguments], ['externalSecrets.listMore', [store]]);
    assert.match(await editor.hover(atStore), /cut off after 2 calls/);
  });

  it('an ended login is mended by a command line, which other editors are told', async () => {
    server.faults.add({ kind: 'expired-token' });
    writeFileSync(
      join(folder, 'aws-config'),
      '[profile dev]\nsso_session = x\n[sso-session x]\nsso_region = us-east-1\nsso_start_url = https://x.awsapps.com/start\n',
    );
    const login = { AWS_PROFILE: 'dev', AWS_CONFIG_FILE: join(folder, 'aws-config') };
    const signedOut = { AWS_ENDPOINT_URL: server.url, ...login, AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') };
    const editor = await connected({ env: signedOut, text, foreign: true });
    await editor.settles(({ state }) => state === 'problem');
    const made = (await editor.languages.execute(serverCommands.signIn, store)) as TerminalCommand;
    assert.deepEqual(
      made.forms.map(({ commandLine }) => commandLine),
      ['aws sso login --profile dev'],
    );
    assert.match(
      editor.languages.messages.at(-1) ?? '',
      /^Sign in again for SecretStore default\/vault\. In a terminal: Press Enter to run it\. .* The command line: aws sso login --profile dev$/,
    );
    const range = { start: { line: 14, character: 20 }, end: { line: 14, character: 20 } };
    const [action] = await editor.languages.codeActions(uri, range);
    assert.equal(action?.title, 'Sign in again: aws sso login --profile dev');
    assert.equal(typeof action?.command === 'object' && action.command.command, 'externalSecrets.server.signIn');
  });

  it('what creates a secret is told to other editors with all ways in the log', async () => {
    const editor = await connected({ env: env(), text: manifest(aws, 'new/key'), foreign: true });
    const target = { uri, line: 14, character: 15 };
    const made = (await editor.languages.execute(serverCommands.createInVault, target)) as TerminalCommand;
    assert.equal(made.forms.length, process.platform === 'win32' ? 1 : 2);
    assert.match(
      editor.languages.messages.at(-1) ?? '',
      /^Creates "new\/key" in AWS Secrets Manager, us-east-1, .* The command line: .*aws secretsmanager create-secret --name new\/key/,
    );
    assert.match(editor.languages.received(), /Take It from a File: aws secretsmanager create-secret/);
    const inCmd = (await editor.languages.execute(serverCommands.createInVault, {
      ...target,
      shell: 'other',
    })) as TerminalCommand;
    assert.equal(inCmd.forms.length, 1);
    await assert.rejects(editor.languages.execute(serverCommands.rotateInVault, { uri }), /a place: \{ uri, line, character \}/);
    const nothing = (await editor.languages.execute(serverCommands.createInVault, {
      uri,
      line: 0,
      character: 0,
    })) as TerminalCommand;
    assert.deepEqual([nothing.outcome, nothing.forms], ['refused', []]);
  });
});

describe('HashiCorp Vault over LSP', { skip }, () => {
  let server: VaultServer;
  let missing: string | undefined;
  const tokenFile = join(folder, '.vault-token');
  const text = (key: string) => manifest(`{vault: {server: '${server.url}', path: secret}}`, key);
  const check = (title: string, test: () => Promise<void>) =>
    it(title, async (context) => (missing === undefined ? test() : context.skip(missing)));

  before(async () => {
    const started = await startVaultServer();
    if ('reason' in started) {
      missing = started.reason;
      return;
    }
    server = started;
    await seedVault(server, (label) => `value of ${label}`);
  });
  after(() => server?.close());

  check('without the right to list, single keys are looked up and the right is named', async () => {
    const reads = ['metadata', 'subkeys'].map((part) => `path "secret/${part}/prod/*" { capabilities = ["read"] }`).join('\n');
    writeFileSync(tokenFile, await server.tokenWith(reads));
    const editor = await connected({ env: { VAULT_ADDR: server.url }, text: text('prod/myapp/database') });
    const denied = await editor.settles(({ state }) => state === 'problem');
    assert.match(denied.tooltip, /Its policies lack list on secret\/metadata/);
    assert.match(denied.tooltip, /single keys are looked up all the same/);
    assert.match(await editor.hover({ line: 14, character: 20 }), /username/);
    const { text: words, tooltip } = await editor.settles(({ state }) => state === 'connected');
    assert.equal(words, 'vault: names not listed');
    assert.match(tooltip, /list on secret\/metadata.*single keys are looked up\./);
  });

  check('once the login has been mended the vault is asked anew, without a restart', async () => {
    writeFileSync(tokenFile, await server.tokenWith('path "secret/*" { capabilities = ["list", "read"] }', { ttl: '1s' }));
    await sleep(1500);
    const editor = await connected({ env: { VAULT_ADDR: server.url }, text: text('prod/') });
    const ended = await editor.settles(({ state }) => state === 'problem');
    assert.equal(ended.remedy, `vault login -address=${server.url}`);
    assert.deepEqual(await editor.labels(), [`Sign in again: vault login -address=${server.url}`]);
    // What the tool does.
    writeFileSync(tokenFile, await server.tokenWith('path "secret/*" { capabilities = ["list", "read"] }'));
    await editor.languages.execute(serverCommands.refreshVaultListing, store);
    assert.ok((await editor.labels()).includes('prod/myapp/database'));
    assert.equal((await editor.status()).state, 'connected');
  });

  check('a secret of it is created by its own tool, with a login that is meant for it', async () => {
    writeFileSync(tokenFile, await server.tokenWith('path "secret/*" { capabilities = ["list", "read"] }'));
    const editor = await connected({ env: { VAULT_ADDR: server.url }, text: text('prod/new') });
    await editor.settles(({ state }) => state === 'connected');
    const target = { uri, line: 14, character: 15, shell: 'posix' };
    const made = (await editor.languages.execute(serverCommands.createInVault, target)) as TerminalCommand;
    assert.deepEqual(
      made.forms.map(({ commandLine }) => commandLine),
      [`vault kv put -cas 0 -address ${server.url} -mount secret prod/new "@VALUE-FILE"`],
    );
    const evil = text('prod/new').replace(server.url, 'https://vault.evil.example');
    editor.languages.change(uri, 2, evil);
    const refused = (await editor.languages.execute(serverCommands.createInVault, target)) as TerminalCommand;
    assert.deepEqual([refused.outcome, refused.forms], ['refused', []]);
    assert.match(refused.message, /None of your tokens is meant for https:\/\/vault\.evil\.example/);
  });
});
