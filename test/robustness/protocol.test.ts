import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancellationTokenSource, ResponseError } from 'vscode-languageserver-protocol';
import { dice, fuzzFactor, fuzzSeed } from '../support/fuzz.ts';
import { type LspClient, startClient } from '../support/lspClient.ts';
import { nextMessage } from './traffic.ts';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'server/bin/external-secrets-language-server');

/** How many messages a run says; about half of them are requests. */
const count = 20_000 * fuzzFactor;

/** How many requests are open at once before the next is said: enough for the server to have a queue. */
const mostOpen = 40;

describe('any traffic at all', {
  skip: existsSync(join(root, 'dist/server/main.cjs')) ? false : 'not built (npm run build)',
}, () => {
  const home = mkdtempSync(join(tmpdir(), 'protocol-'));
  after(() => rmSync(home, { recursive: true, force: true }));

  it(`of ${count} messages (seed ${fuzzSeed}) leaves no request unanswered, crashes nothing and fills no memory`, async () => {
    const client = await start(home);
    const logged: string[] = [];
    client.connection.onNotification('window/logMessage', ({ message }: { message: string }) => void logged.push(message));
    const roll = dice(fuzzSeed);
    const open = new Set<Promise<void>>();
    let answered = 0;
    let asked = 0;
    for (let i = 1; i <= count; i++) {
      const { method, params, cancel } = nextMessage(roll, i);
      if (cancel === undefined) {
        await client.connection.sendNotification(method, params);
        continue;
      }
      asked++;
      const source = new CancellationTokenSource();
      const answer: Promise<void> = client.connection
        .sendRequest(method, params, source.token)
        .catch((error: unknown) => assert.ok(error instanceof ResponseError, `${method}: ${error}`))
        .then(() => {
          answered++;
          open.delete(answer);
        });
      open.add(answer);
      if (cancel) source.cancel();
      if (open.size >= mostOpen) await inTime(Promise.race(open), method);
    }
    await inTime(Promise.all(open), 'what was left');
    assert.equal(answered, asked);
    assert.deepEqual(
      logged.filter((line) => /failed:|TypeError|RangeError|ReferenceError/.test(line)),
      [],
    );
    const ended = new Promise((resolve) => client.process.once('exit', resolve));
    // Requests while the server goes: they too get an answer.
    const shutdown = client.connection.sendRequest('shutdown');
    const late = client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: 'file:///w/a.yaml' },
      position: { line: 0, character: 0 },
    });
    await inTime(Promise.all([shutdown, late.catch(() => undefined)]), 'shutdown');
    await client.connection.sendNotification('exit');
    assert.equal(await ended, 0);
  });
});

/** A server with little memory, which a leak of some kilobytes a message would fill and end, and a home of its own. */
async function start(home: string): Promise<LspClient> {
  return startClient({
    command: [process.execPath, '--max-old-space-size=192', '--unhandled-rejections=strict', bin, '--stdio'],
    env: { PATH: process.env['PATH'], HOME: home, XDG_CONFIG_HOME: join(home, 'config') },
    cwd: home,
    workspaceFolder: 'file:///w',
    capabilities: { workspace: { configuration: true }, textDocument: { diagnostic: {}, rename: { prepareSupport: true } } },
  });
}

/** Waits; fails where nothing comes for a minute, which on any machine means that nothing will. */
async function inTime(wait: Promise<unknown>, what: string): Promise<void> {
  const controller = new AbortController();
  const late = sleep(60_000, undefined, { signal: controller.signal }).then(
    () => assert.fail(`no answer to ${what}`),
    () => undefined,
  );
  await Promise.race([wait, late]);
  controller.abort();
}
