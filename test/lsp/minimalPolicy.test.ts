import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type MinimalPolicyResult, serverCommands } from '../../server/src/protocol.ts';
import { externalSecret, reads, store } from '../features/leastPrivilege/write.ts';
import { type LspClient, startClient } from '../support/lspClient.ts';

describe('the command for the minimal policy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minimal-policy-'));
  const uri = (name: string) => pathToFileURL(join(folder, name)).href;
  const run = (client: LspClient, ...args: unknown[]) =>
    client.execute(serverCommands.minimalPolicy, ...args) as Promise<MinimalPolicyResult>;
  let client: LspClient;

  before(async () => {
    writeFileSync(join(folder, 'store.yaml'), store('aws', 'aws:\n  service: SecretsManager\n  region: us-east-1'));
    writeFileSync(join(folder, 'a.yaml'), externalSecret('aws', reads('from-a')));
    writeFileSync(join(folder, 'b.yaml'), externalSecret('aws', reads('from-b')));
    client = await startClient({
      command: [process.execPath, join(import.meta.dirname, '../../server/src/node/main.ts'), '--stdio'],
      env: { PATH: process.env['PATH'], HOME: folder },
      workspaceFolder: pathToFileURL(folder).href,
    });
    // Opened as the store: then the workspace has been read, and the policy is that of what is typed.
    client.open(uri('b.yaml'), externalSecret('aws', reads('typed-in-b')));
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  async function settled(wanted: (result: MinimalPolicyResult) => boolean, ...args: unknown[]) {
    for (;;) {
      const result = await run(client, ...args);
      if (wanted(result)) return result;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('is about the whole workspace, by the open text of its files', async () => {
    const { outcome, document = '', pieces } = await settled(({ document = '' }) => document.includes('from-a'));
    assert.equal(outcome, 'done');
    assert.match(document, /secret:from-a-\?{6}"[\s\S]*secret:typed-in-b-\?{6}"/);
    assert.ok(!document.includes('from-b'));
    assert.deepEqual(
      pieces.map(({ title }) => title.split(' ')[0]),
      ['IAM', 'Trust', 'KMS'],
    );
    assert.ok(pieces.every(({ text }) => document.includes(text)));
  });

  it('is about the files that are named, with the stores of the others', async () => {
    const { document = '' } = await run(client, { uris: [uri('a.yaml')] });
    assert.ok(document.includes('from-a') && !document.includes('typed-in-b'));
  });

  it('says so where there is nothing to allow', async () => {
    const { outcome, message, pieces, document } = await run(client, { uris: [uri('store.yaml')] });
    assert.deepEqual([outcome, pieces, document], ['refused', [], undefined]);
    assert.match(message, /no ExternalSecret/);
  });

  it('is in the log of editors that have no place of their own for it', () => {
    assert.match(client.traffic(), /window\/logMessage[^\n]*# Minimal policy/);
  });
});
