import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type ConsentRecord, serverCommands, type VaultStatus, vaultStatusRequest } from '../../server/src/protocol.ts';
import type { Fault } from '../support/aws/faults.ts';
import { seedSecrets } from '../support/aws/seed.ts';
import { type AwsServer, startAwsServer } from '../support/aws/server.ts';
import { type LspClient, startClient } from '../support/lspClient.ts';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'dist/server/main.cjs');
const store = { kind: 'SecretStore', name: 'aws', namespace: 'default' };

const manifest = (key: string, region = 'us-east-1') => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: aws
  namespace: default
spec:
  provider:
    aws:
      service: SecretsManager
      region: ${region}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
  namespace: default
spec:
  refreshIntervall: 1h
  secretStoreRef:
    name: aws
  data:
    - secretKey: password
      remoteRef:
        key: ${key}
        property: passwrd
`;
const keyLine = 23;
const atKey = { line: keyLine, character: 13 };

interface Trouble {
  readonly name: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly fault?: Fault;
  readonly text?: string;
  readonly says: RegExp;
}

describe('a vault over LSP', { skip: existsSync(program) ? false : 'not built (npm run build)' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lsp-vault-'));
  const uri = pathToFileURL(join(folder, 'app.yaml')).href;
  let aws: AwsServer;
  let client: LspClient | undefined;

  before(async () => {
    aws = await startAwsServer({ seed: seedSecrets((label) => `value of ${label}`) });
  });
  afterEach(async () => {
    await client?.stop();
    client = undefined;
    aws.faults.clear();
  });
  after(async () => {
    await aws.close();
    rmSync(folder, { recursive: true });
  });

  async function start(options: { env?: NodeJS.ProcessEnv; trusted?: boolean; consent?: ConsentRecord | null; text?: string }) {
    const env = {
      PATH: process.env['PATH'],
      HOME: folder,
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_MAX_ATTEMPTS: '2',
      ...options.env,
    };
    client = await startClient({
      command: [process.execPath, program, '--stdio'],
      env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)),
      workspaceFolder: pathToFileURL(folder).href,
      trusted: options.trusted ?? true,
      consent: ({ store }) =>
        options.consent === undefined ? { access: 'allow', confirmedStores: [store], readValues: true } : options.consent,
    });
    client.open(uri, options.text ?? manifest('prod/'));
    return client;
  }

  /** What a person sees who asks for a key: the labels, and the status of the store under the caret. */
  async function look(languages: LspClient) {
    const { items, isIncomplete } = await languages.complete(uri, atKey);
    const status: VaultStatus | null = await languages.connection.sendRequest(vaultStatusRequest, { uri, ...atKey });
    return { labels: items.map(({ label }) => label), items, isIncomplete, status };
  }

  /** Local features work, and nobody was interrupted. */
  async function assertCalm(languages: LspClient) {
    await languages.diagnostics(uri, (found) => found.some(({ code }) => code === 'unknown-field'));
    assert.match(JSON.stringify(await languages.hover(uri, { line: 17, character: 4 })), /not|unknown|refreshInterval|null/i);
    assert.deepEqual(languages.messages, []);
  }

  it('is asked nothing before the user connects the store', async () => {
    const languages = await start({});
    const before = aws.requests.length;
    const { labels, status } = await look(languages);
    assert.equal(labels.length, 1);
    assert.match(labels[0] ?? '', /Connect to aws/);
    assert.equal(status?.state, 'not-connected');
    await assertCalm(languages);
    assert.equal(aws.requests.length, before);
    assert.equal(languages.questions.length, 0, 'background work does not ask');
  });

  it('lists keys once connected, and says what does not exist', async () => {
    const languages = await start({ text: manifest('prod/myapp/databse') });
    await languages.execute(serverCommands.connectStore, store);
    assert.match(languages.questions[0]?.message ?? '', /AWS Secrets Manager.*us-east-1/);
    assert.equal(languages.questions[0]?.store, `SecretStore default/aws in ${pathToFileURL(folder).href}`);
    const found = await languages.diagnostics(uri, (all) => all.some(({ code }) => code === 'vault-key-not-found'));
    const missing = found.find(({ code }) => code === 'vault-key-not-found');
    assert.match(String(missing?.message), /"prod\/myapp\/databse".*Did you mean "prod\/myapp\/database"\?/);
    assert.deepEqual(missing?.range, { start: { line: keyLine, character: 13 }, end: { line: keyLine, character: 31 } });
    assert.equal(missing?.severity, 2);
  });

  it('says nothing of what a comment silences', async () => {
    const text = manifest('prod/myapp/databse').replace(
      '        key:',
      '        # external-secrets-disable-next-line\n        key:',
    );
    const languages = await start({ text });
    await languages.execute(serverCommands.connectStore, store);
    await languages.execute(serverCommands.refreshVaultListing);
    languages.change(uri, 2, text.replace('passwrd', 'password').replace('prod/myapp/databse', 'prod/myapp/database'));
    languages.change(uri, 3, text);
    // The property's secret does not exist, so nothing can be said of it: silence is all there is to wait for.
    await sleep(1500);
    const found = await languages.diagnostics(uri, (all) => all.some(({ code }) => code === 'unknown-field'));
    assert.deepEqual(
      found.map(({ code }) => code),
      ['unknown-field'],
    );
  });

  it('lists properties and marks a wrong one', async () => {
    const languages = await start({ text: manifest('prod/myapp/database') });
    await languages.execute(serverCommands.connectStore, store);
    const { items } = await languages.complete(uri, { line: keyLine + 1, character: 18 });
    assert.deepEqual(items.map(({ label }) => label).sort(), ['database', 'host', 'password', 'port', 'username']);
    const found = await languages.diagnostics(uri, (all) => all.some(({ code }) => code === 'vault-property-not-found'));
    assert.match(String(found.find(({ code }) => code === 'vault-property-not-found')?.message), /no property "passwrd"/);
    const hover = JSON.stringify(await languages.hover(uri, { line: keyLine, character: 16 }));
    assert.match(hover, /prod\/myapp\/database/);
    assert.match(hover, /Database credentials for myapp/);
    assert.doesNotMatch(hover, /value of/);
  });

  it('makes no call in an untrusted workspace', async () => {
    const before = aws.requests.length;
    const languages = await start({ trusted: false });
    await languages.execute(serverCommands.connectStore, store);
    const { labels, status } = await look(languages);
    assert.match(labels[0] ?? '', /trust/i);
    assert.equal(status?.state, 'untrusted');
    await assertCalm(languages);
    assert.equal(aws.requests.length, before);
  });

  it('stays quiet when consent is refused', async () => {
    const before = aws.requests.length;
    const languages = await start({ consent: { access: 'never', confirmedStores: [], readValues: false } });
    await languages.execute(serverCommands.connectStore, store);
    const { status } = await look(languages);
    assert.equal(status?.state, 'refused');
    await assertCalm(languages);
    assert.equal(aws.requests.length, before);
  });

  const troubles: readonly Trouble[] = [
    {
      name: 'no credentials',
      env: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      says: /credential|login|sign in/i,
    },
    { name: 'access denied', fault: { kind: 'deny' }, says: /secretsmanager:ListSecrets/ },
    { name: 'throttling', fault: { kind: 'throttle' }, says: /too many|throttl|slow/i },
    { name: 'an expired login', fault: { kind: 'expired-token' }, says: /expired/i },
    { name: 'a vault that cannot be reached', env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }, says: /reach|connect/i },
    { name: 'a wrong region', text: manifest('prod/', 'eu-nowhere'), says: /region/i },
  ];
  for (const { name, says, ...trouble } of troubles) {
    it(`says what to do about ${name}, once, where it is looked for`, async () => {
      if (trouble.fault) aws.faults.add(trouble.fault);
      const languages = await start(trouble);
      await languages.execute(serverCommands.connectStore, store);
      // The vault is given time to fail: until it has, the list says that it is being made.
      let seen = await look(languages);
      while (seen.status?.state === 'listing') {
        await sleep(50);
        seen = await look(languages);
      }
      const { labels, items, status } = seen;
      assert.equal(labels.length, 1, JSON.stringify(labels));
      assert.match([JSON.stringify(items[0]), status?.tooltip].join(' '), says);
      assert.notEqual(status?.state, 'connected');
      await assertCalm(languages);
    });
  }
});
