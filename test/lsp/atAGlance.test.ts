import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ClientCapabilities, SemanticTokens, SemanticTokensDelta } from 'vscode-languageserver-protocol';
import { type LspClient, startClient } from '../support/lspClient.ts';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'server/bin/external-secrets-language-server');
const built = existsSync(join(root, 'dist/server/main.cjs'));
const uri = 'untitled:glance.yaml';

const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
spec:
  secretStoreRef:
    name: vault
  target:
    template:
      data:
        url: "postgres://{{ .username }}@db"
  data:
    - secretKey: username
      remoteRef:
        key: prod/db
`;

const able: ClientCapabilities = {
  textDocument: {
    semanticTokens: {
      requests: { full: { delta: true }, range: true },
      tokenTypes: [],
      tokenModifiers: [],
      formats: ['relative'],
    },
  },
};

async function withClient(capabilities: ClientCapabilities, use: (client: LspClient) => Promise<void>): Promise<void> {
  const client = await startClient({ command: [process.execPath, bin, '--stdio'], capabilities });
  try {
    await use(client);
  } finally {
    await client.stop();
  }
}

describe('colours of templates over stdio', { skip: built ? false : 'not built (npm run build)' }, () => {
  const textDocument = { uri };

  it('come whole, of a range, and as what an edit has changed', async () => {
    await withClient(able, async ({ change, connection, initialized, open }) => {
      const types = initialized.capabilities.semanticTokensProvider?.legend.tokenTypes ?? [];
      const words = ({ data }: Pick<SemanticTokens, 'data'>) => data.filter((_, i) => i % 5 === 3).map((type) => types[type]);
      open(uri, manifest);
      const full: SemanticTokens = await connection.sendRequest('textDocument/semanticTokens/full', { textDocument });
      assert.deepEqual(words(full), ['operator', 'property', 'operator']);
      assert.deepEqual(full.data.slice(0, 3), [10, 25, 2]);
      const range = { start: { line: 9, character: 0 }, end: { line: 11, character: 0 } };
      const part: SemanticTokens = await connection.sendRequest('textDocument/semanticTokens/range', { textDocument, range });
      assert.deepEqual(part.data, full.data);
      change(uri, 2, manifest.replace('.username }}', '.username | upper }}'));
      const delta: SemanticTokensDelta = await connection.sendRequest('textDocument/semanticTokens/full/delta', {
        textDocument,
        previousResultId: full.resultId,
      });
      const data = [...full.data];
      for (const { start, deleteCount, data: added = [] } of delta.edits) data.splice(start, deleteCount, ...added);
      assert.deepEqual(words({ data }), ['operator', 'property', 'operator', 'function', 'operator']);
    });
  });

  it('are none of ours in a file without templates, and not offered to an editor that does not ask for them', async () => {
    await withClient(able, async ({ connection, open }) => {
      open(uri, manifest.replace('{{ .username }}', 'app'));
      assert.equal(await connection.sendRequest('textDocument/semanticTokens/full', { textDocument }), null);
    });
    await withClient({}, async ({ initialized }) => {
      assert.equal(initialized.capabilities.semanticTokensProvider, undefined);
    });
  });
});
