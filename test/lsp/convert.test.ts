// Convert to ExternalSecret in any editor, and that no value gets out of the Secret or the .env file on any way.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ApplyWorkspaceEditParams, CodeAction, TextDocumentEdit } from 'vscode-languageserver-protocol';
import { type ConvertOffer, type ConvertResult, convertOfferRequest, serverCommands } from '../../server/src/protocol.ts';
import { awsStore } from '../features/lab.ts';
import { type ClientOptions, type LspClient, type Prompt, startClient } from '../support/lspClient.ts';

const folder = mkdtempSync(join(tmpdir(), 'convert-'));
const clients: LspClient[] = [];
after(async () => {
  for (const client of clients) await client.stop();
  rmSync(folder, { recursive: true });
});
const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;

/** Made up, and told from anything else. */
const canaries = ['cAnArY-one-7f3b', 'cAnArY-two-9c1e', 'cAnArY-three-44aa', 'cAnArY-four-08d2'];
const [one = '', two = '', three = '', four = ''] = canaries;
const forms = canaries.flatMap((value) => [value, Buffer.from(value).toString('base64')]);

const secret = `apiVersion: v1
kind: Secret
metadata:
  name: db
  namespace: default
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"kind":"Secret","stringData":{"password":"${one}"}}'
data:
  username: ${Buffer.from(two).toString('base64')}
stringData:
  password: ${one}
`;
const env = `USER=${three}\nexport KEY="${four}\n${one}==\n${two}"\n`;

writeFileSync(join(folder, 'store.yaml'), awsStore);
writeFileSync(join(folder, '.env'), env);
writeFileSync(join(folder, '.env.broken'), `A=1\n${four}\n`);

async function editor(options: Partial<ClientOptions>) {
  const client = await startClient({
    command: [process.execPath, join(import.meta.dirname, '../../server/src/node/main.ts'), '--stdio'],
    env: { PATH: process.env['PATH'], HOME: folder },
    workspaceFolder: pathToFileURL(folder).href,
    capabilities: { workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } } },
    ...options,
  });
  clients.push(client);
  const edits: ApplyWorkspaceEditParams[] = [];
  client.connection.onRequest('workspace/applyEdit', (params: ApplyWorkspaceEditParams) => {
    edits.push(params);
    return { applied: true };
  });
  client.open(uriOf('secret.yaml'), secret);
  client.open(uriOf('store.yaml'), awsStore);
  const convert = (target: object) => client.execute(serverCommands.convertToExternalSecret, target) as Promise<ConvertResult>;
  return { client, convert, edits };
}

const place = { uri: uriOf('secret.yaml'), line: 3, character: 8 };

describe('convert to ExternalSecret over LSP', () => {
  it('asks by buttons for the store and the way, and has the manifest put below the Secret or beside the .env file', async () => {
    const prompts: Prompt[] = [];
    const { convert, edits } = await editor({
      choose: (prompt) => {
        prompts.push(prompt);
        return prompt.actions.find((title) => /^aws-secretsmanager|a Property per Key$/.test(title)) ?? null;
      },
    });
    const made = await convert(place);
    assert.equal(made.outcome, 'done');
    assert.deepEqual(
      prompts.map(({ actions }) => actions),
      [
        ['Cancel', 'aws-secretsmanager (AWS Secrets Manager)', 'Write It Later'],
        ['Cancel', 'One Secret, a Property per Key', 'A Secret per Key', 'One Secret, All of It'],
      ],
    );
    const [change] = (edits[0]?.edit.documentChanges ?? []) as TextDocumentEdit[];
    assert.deepEqual(change?.textDocument, { uri: place.uri, version: 1 });
    assert.match(JSON.stringify(change?.edits), /---\\napiVersion: external-secrets\.io\/v1\\nkind: ExternalSecret/);
    await convert({ uri: uriOf('.env') });
    const [created] = edits[1]?.edit.documentChanges ?? [];
    assert.deepEqual(created, { kind: 'create', uri: uriOf('external-secret.yaml') });
  });

  it('changes nothing where the user cancels, whatever the caller has answered', async () => {
    const { convert, edits } = await editor({});
    const made = await convert({ ...place, answers: { store: null, layout: 'keys', key: 'x-{key}', confirmed: true } });
    assert.deepEqual([made.outcome, edits], ['cancelled', []]);
  });

  it('is an action that only who asks for actions is offered', async () => {
    const { client } = await editor({});
    const ask = async (triggerKind: number | undefined, only?: readonly string[]) => {
      const start = { line: 3, character: 8 };
      const context = { diagnostics: [], ...(only && { only }), ...(triggerKind && { triggerKind }) };
      const params = { textDocument: { uri: place.uri }, range: { start, end: start }, context };
      return ((await client.connection.sendRequest('textDocument/codeAction', params)) as CodeAction[]).map(({ title }) => title);
    };
    assert.deepEqual(await ask(1), ['Convert to ExternalSecret…']);
    assert.deepEqual(await ask(1, ['refactor']), ['Convert to ExternalSecret…']);
    assert.deepEqual([await ask(2), await ask(1, ['quickfix'])], [[], []]);
  });

  it('tells no value: not in what it makes, in questions, logs, errors, hovers, completions or findings', async () => {
    const { client, convert } = await editor({ choose: ({ actions }) => actions[1] ?? null });
    const offers: ConvertOffer[] = [];
    for (const name of ['secret.yaml', '.env', '.env.broken'])
      offers.push(await client.connection.sendRequest(convertOfferRequest, { uri: uriOf(name) }));
    assert.deepEqual(
      offers.map(({ keys }) => keys),
      [['username', 'password'], ['USER', 'KEY'], []],
    );
    for (const line of secret.split('\n').keys()) {
      await client.hover(place.uri, { line, character: 14 });
      await client.complete(place.uri, { line, character: 14 });
      await convert({ ...place, line });
    }
    await convert({ uri: uriOf('.env') });
    assert.match((await convert({ uri: uriOf('.env.broken') })).message, /^Line 2 /);
    await convert({ uri: uriOf('nowhere/.env') });
    await client.diagnostics(uriOf('store.yaml'), () => true);
    const received = client.received();
    assert.deepEqual(
      forms.filter((form) => received.includes(form)),
      [],
    );
    assert.ok(client.traffic().includes(one), 'the Secret was really there');
  });
});
