import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ClientCapabilities,
  CodeLens,
  InlayHint,
  SemanticTokens,
  SemanticTokensDelta,
} from 'vscode-languageserver-protocol';
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

async function withClient(
  capabilities: ClientCapabilities,
  use: (client: LspClient) => Promise<void>,
  settings: object = {},
): Promise<void> {
  const client = await startClient({ command: [process.execPath, bin, '--stdio'], capabilities, settings });
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

describe('inlay hints over stdio', { skip: built ? false : 'not built (npm run build)' }, () => {
  const hinting: ClientCapabilities = {
    textDocument: { inlayHint: {} },
    workspace: { configuration: true, inlayHint: { refreshSupport: true } },
  };
  const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vault
spec:
  provider:
    fake:
      data:
        - key: prod/db
          value: '{"username": "made-up"}'
`;
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const text = `${manifest}---\n${store}`;
  const ask = async ({ connection }: LspClient): Promise<readonly string[]> => {
    const hints: InlayHint[] = await connection.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range });
    return hints.map(({ label, position, tooltip }) => {
      assert.ok(typeof tooltip === 'string' && tooltip !== '', 'each is explained');
      return `${position.line}: ${String(label)}`;
    });
  };

  it('follow the vault: the editor is told to ask again when there is something new', async () => {
    await withClient(hinting, async (client) => {
      let refreshed = 0;
      client.connection.onRequest('workspace/inlayHint/refresh', () => {
        refreshed++;
        return null;
      });
      const refreshedUntil = async (fits: (hints: readonly string[]) => boolean) => {
        for (let waited = 0, seen = -1; waited < 500; waited++, await sleep(20)) {
          // Asked as an editor does: after it was told to only.
          if (refreshed === seen) continue;
          seen = refreshed;
          const hints = await ask(client);
          if (fits(hints)) return hints;
        }
        return assert.fail('no word of it');
      };
      client.open(uri, text);
      const local = ['4: → refresh every 1h (default)', '6: SecretStore', '7: → Secret db'];
      assert.deepEqual(await refreshedUntil((hints) => hints.length > 3), [...local, '14: ✓']);
      client.change(uri, 2, text.replace('key: prod/db\n---', 'key: prod/dbx\n---'));
      assert.deepEqual(await refreshedUntil((hints) => hints.length > 3), [...local, '14: ✗ not in the vault']);
      const silenced = '# external-secrets-disable-next-line vault-key-not-found\n        key: prod/dbx\n---';
      client.change(uri, 3, text.replace('key: prod/db\n---', silenced));
      assert.deepEqual(await refreshedUntil((hints) => hints.length === 3), local, 'what is silenced is not said here either');
      assert.doesNotMatch(client.received(), /made-up/);
    });
  });

  it('are what the settings leave of them, and not offered to an editor that does not ask for them', async () => {
    const settings = { inlayHints: { target: false, refresh: false, entries: 'no' } };
    await withClient(
      hinting,
      async (client) => {
        client.open(uri, text);
        for (let waited = 0; (await ask(client)).length !== 2; waited++) {
          assert.ok(waited < 500, JSON.stringify(await ask(client)));
          await sleep(20);
        }
        assert.deepEqual(await ask(client), ['6: SecretStore', '14: ✓']);
      },
      settings,
    );
    await withClient({}, async ({ initialized }) => {
      assert.equal(initialized.capabilities.inlayHintProvider, undefined);
    });
  });
});

describe('lenses above a store over stdio', { skip: built ? false : 'not built (npm run build)' }, () => {
  const stores = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vault
spec: {provider: {aws: {service: SecretsManager, region: us-east-1}}}
---
${manifest}`;
  const command = [process.execPath, bin, '--stdio'];
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'made-up', AWS_SECRET_ACCESS_KEY: 'made-up' };
  const capabilities: ClientCapabilities = { workspace: { codeLens: { refreshSupport: true } } };

  it('offer to connect it until it is, and tell who uses it when they are looked at', async () => {
    const consent = () => ({ access: 'never' as const, confirmedStores: [], readValues: false });
    const client = await startClient({ command, capabilities, consent, env });
    let refreshed = 0;
    client.connection.onRequest('workspace/codeLens/refresh', () => {
      refreshed++;
      return null;
    });
    const ask = async (): Promise<readonly CodeLens[]> => {
      const all: CodeLens[] = await client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
      return all.filter(({ range }) => range.start.line === 0);
    };
    const until = async (count: number) => {
      for (let waited = 0, seen = -1; waited < 500; waited++, await sleep(20)) {
        if (refreshed === seen) continue;
        seen = refreshed;
        const lenses = await ask();
        if (lenses.length === count) return lenses;
      }
      return assert.fail('no word of it');
    };
    try {
      client.open(uri, stores);
      const [connect, users] = await until(2);
      assert.ok(connect?.command && users);
      assert.equal(connect.command.title, '$(plug) Connect to AWS Secrets Manager…');
      const resolved: CodeLens = await client.connection.sendRequest('codeLens/resolve', users);
      assert.equal(resolved.command?.title, 'Used by 1 ExternalSecret');
      await client.execute('externalSecrets.server.connectStore', ...(connect.command.arguments ?? []));
      assert.equal(client.questions.length, 1);
      const [left] = await until(1);
      assert.deepEqual(left?.data, users.data, 'whoever has answered is not offered it any more');
    } finally {
      await client.stop();
    }
  });
});
