import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClusterEditor, presses, serverProgram, startClusterEditor } from '../support/clusterEditor.ts';

const long = Array.from({ length: 3_000 }, (_, n) => `apiVersion: v1\nkind: ExternalSecret\nmetadata: {name: a${n}}\n`).join(
  '---\n',
);

/** The program of a parent that starts the server over Node's IPC, and says its process as soon as it answers. */
const parent = `
  const server = require('node:child_process').fork(process.argv[1], ['--node-ipc'], { execArgv: [], cwd: process.argv[2] });
  server.on('message', ({ id }) => id === 1 && console.log(server.pid));
  const params = { processId: process.pid, rootUri: null, capabilities: {} };
  server.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
`;

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let waited = 0; waited < 1_500; waited++) {
    if (isSo()) return;
    await sleep(20);
  }
  throw new Error(`It never came: ${what}`);
}

describe('a server whose client vanishes', { timeout: 60_000 }, () => {
  let folder: string;
  let editor: ClusterEditor | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vanished-client-'));
  });
  afterEach(async () => {
    editor?.client.process.kill('SIGKILL');
    editor?.client.connection.dispose();
    editor = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  /** A kubeconfig whose login program writes its process down, and then waits, as for a person in a browser. */
  function kubeconfig(): string {
    const program = join(folder, 'login');
    const started = join(folder, 'started');
    const script = `require('node:fs').writeFileSync(${JSON.stringify(started)}, String(process.pid)); setInterval(() => {}, 1_000);`;
    writeFileSync(program, `#!${process.execPath}\n${script}\n`);
    chmodSync(program, 0o700);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: program, interactiveMode: 'Never' };
    const config = {
      'current-context': 'dev',
      clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:9' } }],
      users: [{ name: 'u', user: { exec } }],
      contexts: [{ name: 'dev', context: { cluster: 'c', user: 'u' } }],
    };
    const path = join(folder, 'config');
    writeFileSync(path, JSON.stringify(config));
    return path;
  }

  it('without a word ends in the midst of its work, and its login programs with it', async () => {
    editor = await startClusterEditor({ kubeconfig: kubeconfig(), files: { 'long.yaml': long }, choose: presses('Connect') });
    const { process: server } = editor.client;
    void editor.connect().catch(() => undefined);
    await until(
      'the login program',
      () => existsSync(join(folder, 'started')) && readFileSync(join(folder, 'started'), 'utf8') !== '',
    );
    const login = Number(readFileSync(join(folder, 'started'), 'utf8'));
    editor.client.change(editor.uri('long.yaml'), 2, `${long}---\n${long}`);
    const { stdin } = server;
    assert.ok(stdin);
    // Who is gone answers nothing any more.
    stdin.write = () => true;
    stdin.destroy();
    await until('the end of the server', () => server.exitCode !== null);
    assert.equal(server.signalCode, null);
    await until('the end of the login program', () => !isThere(login));
  });

  it('and leaves the pipe to somebody else ends with the process of the client', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)']);
    editor = await startClusterEditor({ kubeconfig: '', processId: other.pid ?? 0 });
    const { process: server } = editor.client;
    other.kill('SIGKILL');
    await until('the end of the server', () => server.exitCode !== null);
  });

  it('over the channel of Node ends too', async () => {
    const client = spawn(process.execPath, ['-e', parent, serverProgram, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => client.stdout.once('data', (text) => resolve(Number(text))));
    assert.ok(isThere(pid));
    client.kill('SIGKILL');
    await until('the end of the server', () => !isThere(pid));
  });
});
