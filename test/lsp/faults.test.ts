import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createConnection } from 'vscode-languageserver/node';
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol/node';
import type { Runtime } from '../../server/src/lsp/runtime.ts';
import { startServer } from '../../server/src/lsp/server.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createNodeFiles } from '../../server/src/node/nodeFiles.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import type { SchemaSource } from '../../server/src/schema/schemaSource.ts';
import type { Structure } from '../../server/src/schema/structure.ts';

const uri = 'file:///a.yaml';
const secret = (kind: string, field: string) => `apiVersion: external-secrets.io/v1
kind: ${kind}
metadata: {name: a}
spec: {${field}: 1, secretStoreRef: {name: s}, dataFrom: [{extract: {key: a}}]}
`;

/** A client and a server in one process, over streams in memory; `said` is what the server logged. */
async function connect(schemas: SchemaSource, folders: readonly string[] = []) {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const runtime: Runtime = {
    schemas,
    name: 'test',
    version: '0',
    clock: nodeClock,
    files: createNodeFiles,
    providers: () => [],
    shell: 'posix',
    ownConsents: () => ({
      get: () => undefined,
      ask: async () => undefined,
      forget: async () => {},
      noteAccount: async () => {},
    }),
  };
  startServer(createConnection(up, down), runtime);
  const client: ProtocolConnection = createProtocolConnection(down, up);
  const said: string[] = [];
  const published = new Map<string, PublishDiagnosticsParams>();
  client.onNotification('window/logMessage', ({ message }: { message: string }) => void said.push(message));
  client.onNotification(
    'textDocument/publishDiagnostics',
    (params: PublishDiagnosticsParams) => void published.set(params.uri, params),
  );
  client.listen();
  const workspaceFolders = folders.map((folder) => ({ uri: folder, name: 'test' }));
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders,
    capabilities: { workspace: { workspaceFolders: true } },
  });
  await client.sendNotification('initialized', {});
  const open = (text: string) =>
    client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  const codes = async () => {
    while (published.get(uri) === undefined) await sleep(10);
    return published.get(uri)?.diagnostics.map(({ code }) => code);
  };
  return { client, said, open, codes };
}

describe('a fault', () => {
  it('that one document brings to light takes nothing away from the others, and quotes nothing', async () => {
    const healthy = createNodeSchemaSource();
    const broken: SchemaSource = {
      ...healthy,
      async structure(file: string): Promise<Structure | undefined> {
        if (file.includes('ClusterExternalSecret')) throw new Error('quotes hunter2');
        return healthy.structure(file);
      },
    };
    const { client, said, open, codes } = await connect(broken);
    await open(`${secret('ClusterExternalSecret', 'x')}---\n${secret('ExternalSecret', 'x')}`);
    assert.deepEqual(await codes(), ['unknown-field']);
    assert.match(said.join('\n'), /Diagnosing a document failed: Error at/);
    assert.doesNotMatch(said.join('\n'), /hunter2/);
    client.dispose();
  });

  it('of everything that is asked for leaves requests answered and the server up', async () => {
    const nothing = () => Promise.reject(new Error('hunter2'));
    const { client, said, open } = await connect({
      versions: ['2.9.0'],
      load: nothing,
      structure: nothing,
      validator: nothing,
      celRules: nothing,
      docs: nothing,
    });
    await open(secret('ExternalSecret', 'x'));
    const place = { textDocument: { uri }, position: { line: 3, character: 8 } };
    assert.equal(await client.sendRequest('textDocument/hover', place), null);
    assert.equal(await client.sendRequest('textDocument/completion', place), null);
    assert.deepEqual(
      await client.sendRequest('textDocument/codeAction', {
        ...place,
        range: { start: place.position, end: place.position },
        context: { diagnostics: [] },
      }),
      [],
    );
    assert.doesNotMatch(said.join('\n'), /hunter2/);
    assert.equal(await client.sendRequest('shutdown'), null);
    client.dispose();
  });
});

describe('workspace folders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'folders-'));
  after(() => rmSync(folder, { recursive: true }));

  it('bring their stores when they come, and take them along when they go', async () => {
    writeFileSync(
      join(folder, 'store.yaml'),
      'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: late}\nspec: {provider: {fake: {data: []}}}\n',
    );
    const { client, open } = await connect(createNodeSchemaSource());
    await open(
      'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec:\n  secretStoreRef:\n    name: \n',
    );
    const names = async () => {
      const list: { items: { label: string }[] } | null = await client.sendRequest('textDocument/completion', {
        textDocument: { uri },
        position: { line: 5, character: 10 },
      });
      return list?.items.map(({ label }) => label) ?? [];
    };
    const changed = async (event: object, expected: readonly string[]) => {
      await client.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [], ...event } });
      for (let i = 0; i < 100 && (await names()).join() !== expected.join(); i++) await sleep(20);
      assert.deepEqual(await names(), expected);
    };
    assert.deepEqual(await names(), []);
    const it = { uri: pathToFileURL(folder).href, name: 'late' };
    await changed({ added: [it] }, ['late']);
    await changed({ removed: [it] }, []);
    client.dispose();
  });
});
