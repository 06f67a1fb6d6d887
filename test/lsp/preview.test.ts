import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { previewCommands } from '../../server/src/lsp/commands/previewCommands.ts';
import { type PreviewResult, previewRequest, serverCommands } from '../../server/src/protocol.ts';
import { externalSecret } from '../features/lab.ts';
import { type LspClient, startClient } from '../support/lspClient.ts';

const uri = 'file:///w/app.yaml';
const template = "  target:\n    template:\n      data:\n        url: 'db://{{ .user }}'\n";
const manifest = externalSecret('  data:\n    - secretKey: user\n      remoteRef: {key: k}\n', template);
const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n---\n';

describe('previews over LSP', () => {
  let client: LspClient;

  before(async () => {
    client = await startClient({
      command: [process.execPath, join(import.meta.dirname, '../../server/src/node/main.ts'), '--stdio'],
    });
    client.open(uri, `${other}${manifest}`);
  });
  after(() => client.stop());

  it('come with the result of the command, for any editor', async () => {
    const result = (await client.execute(serverCommands.previewSecret, { uri, line: 8, character: 0 })) as PreviewResult;
    assert.equal(result.outcome, 'done');
    assert.equal(result.title, 'db-credentials');
    assert.match(result.text ?? '', /\n {2}url: db:\/\/<k>\n/);
  });

  it('ask no vault where any extension may call for them', async () => {
    let asked: boolean | undefined;
    const { [serverCommands.previewSecret]: command } = previewCommands({
      preview: async (_, asksVaults) => {
        asked = asksVaults;
        return { outcome: 'done', message: '', items: [] };
      },
    });
    await command?.run({ argument: { uri, line: 0, character: 0 }, interaction: { token: neverCancelled } as never });
    assert.equal(asked, false);
  });

  it('say what else could be previewed, and follow what is typed', async () => {
    const ask = (line: number) =>
      client.connection.sendRequest(previewRequest, { uri, line, character: 0 }) as Promise<PreviewResult>;
    const { choices, message, text } = await ask(0);
    assert.deepEqual(choices, [{ label: 'db-credentials', description: 'ExternalSecret', line: 4, character: 0 }]);
    assert.equal(text, undefined);
    assert.equal(message, 'Choose what to preview.');
    client.change(uri, 2, manifest.replace('db://', 'mysql://'));
    assert.match((await ask(2)).text ?? '', /url: mysql:\/\/<k>/);
  });

  it('help with the arguments of a function', async () => {
    const help = (await client.connection.sendRequest('textDocument/signatureHelp', {
      textDocument: { uri },
      position: { line: manifest.split('\n').findIndex((line) => line.includes('url:')), character: 4 },
    })) as object | null;
    assert.equal(help, null);
  });
});
