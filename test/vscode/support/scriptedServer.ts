// A language server that answers from a scene on disk instead of a cluster: what the client makes of an answer can then be shown
// for any answer there may be. Bundled in the place of the real one by scriptedExtension.ts.
import { appendFileSync, readFileSync } from 'node:fs';
import { createConnection, ProposedFeatures, TextDocumentSyncKind } from 'vscode-languageserver/node';
import {
  clusterChangedNotification,
  clusterStatusRequest,
  confirmRequest,
  contextsRequest,
  resourceAtRequest,
  resourceRequest,
  showDiffRequest,
  syncablesRequest,
  type TreeParams,
  treeRequest,
  vaultStatusRequest,
} from '../../../server/src/protocol.ts';
import type { Scene } from './scriptedExtension.ts';

const file = process.env['SCRIPTED_SCENE'] ?? '';
const connection = createConnection(ProposedFeatures.all);
const scene = () => JSON.parse(readFileSync(file, 'utf8')) as Scene;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

connection.onInitialize(() => ({
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    executeCommandProvider: { commands: [], workDoneProgress: true },
  },
}));
connection.onRequest(clusterStatusRequest, () => scene().status);
connection.onRequest(vaultStatusRequest, () => null);
connection.onRequest(contextsRequest, () => scene().contexts ?? []);
connection.onRequest(syncablesRequest, () => scene().syncables ?? []);
connection.onRequest(treeRequest, ({ node = '' }: TreeParams) => scene().tree?.[node] ?? []);
connection.onRequest(resourceAtRequest, () => scene().resourceAt ?? null);
connection.onRequest(resourceRequest, () => null);
connection.onExecuteCommand(async ({ command, arguments: args }, token, progress) => {
  const name = command.split('.').at(-1) ?? '';
  appendFileSync(`${file}.log`, `${name} ${JSON.stringify(args)}\n`);
  progress.begin(name, 0, undefined, true);
  for (const step of scene().commands?.[name] ?? []) {
    if ('result' in step) return step.result;
    if ('dies' in step) process.kill(process.pid, 'SIGKILL');
    if ('show' in step) await connection.sendRequest(showDiffRequest, step.show);
    if ('ask' in step) {
      const answer = await connection.sendRequest(confirmRequest, step.ask);
      appendFileSync(`${file}.log`, `answer ${JSON.stringify(answer)}\n`);
      if (answer === null) return { outcome: 'cancelled', message: 'Nothing was changed.', items: [] };
    }
    if ('progress' in step) {
      progress.report(step.percentage, step.progress);
      while (!token.isCancellationRequested) await pause(50);
    }
  }
  return { outcome: 'cancelled', message: 'Stopped waiting.', items: [] };
});
connection.listen();

// Scenes change under the client's eyes, like a cluster.
let before = '';
setInterval(() => {
  const now = readFileSync(file, 'utf8');
  if (now !== before) void connection.sendNotification(clusterChangedNotification);
  before = now;
}, 100);
