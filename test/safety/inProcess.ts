import { PassThrough } from 'node:stream';
import { createConnection } from 'vscode-languageserver/node';
import { createProtocolConnection, type ProtocolConnection } from 'vscode-languageserver-protocol/node';
import type { ClusterClient } from '../../server/src/cluster/clusterClient.ts';
import type { Clock } from '../../server/src/host.ts';
import type { Runtime } from '../../server/src/lsp/runtime.ts';
import { startServer } from '../../server/src/lsp/server.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import {
  accessLogNotification,
  clusterChangedNotification,
  confirmRequest,
  consentAskRequest,
  consentListRequest,
  showDiffRequest,
  vaultStatusChangedNotification,
} from '../../server/src/protocol.ts';
import type { Consent } from '../../server/src/providers/consent.ts';
import type { SecretProvider } from '../../server/src/providers/secretProvider.ts';
import { createMemoryHost } from '../support/memoryHost.ts';

/** What the server of a test looks at. */
export interface InProcessOptions {
  readonly providers?: readonly SecretProvider[];
  readonly clusters?: ClusterClient;
  readonly crds?: Runtime['crds'];
  readonly settings?: object;
  /** Whether the client is our own extension; otherwise any editor that can show messages. */
  readonly own?: boolean;
  /** False: no consent is on record, and none is given. */
  readonly consent?: boolean;
  /** Answers every question; absent: the first button that does something. */
  readonly answer?: (question: unknown, buttons: readonly string[]) => string | undefined;
}

/** A client and a server in one process; everything that the server has said of itself is in `told`. */
export interface InProcess {
  readonly client: ProtocolConnection;
  readonly told: readonly { readonly method: string; readonly params: unknown }[];
  open(uri: string, text: string): Promise<void>;
  execute(command: string, argument?: unknown): Promise<unknown>;
  at(method: string, uri: string, line: number, character: number): Promise<unknown>;
  dispose(): void;
}

/** Real time, but nobody is waited for: commands come to their end as if the operator had not answered. */
const clock: Clock = {
  now: () => Date.now(),
  delay: (milliseconds, callback) => nodeClock.delay(Math.min(milliseconds, 100), callback),
};

/** Starts both. Consent is given to everything that is asked for. */
export async function startInProcess(options: InProcessOptions): Promise<InProcess> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const host = createMemoryHost();
  const isGiven = options.consent !== false;
  let allowed: Consent | undefined = isGiven ? { access: 'allow', confirmedStores: [], readValues: true } : undefined;
  const told: { method: string; params: unknown }[] = [];
  startServer(createConnection(up, down), {
    name: 'test',
    version: '0',
    clock,
    shell: 'posix',
    schemas: host.schemas,
    files: () => host.files,
    providers: () => options.providers ?? [],
    ...(options.clusters === undefined ? {} : { clusters: () => options.clusters as ClusterClient }),
    ...(options.crds === undefined ? {} : { crds: options.crds }),
    ownConsents: () => ({
      get: () => allowed,
      ask: async (question) => {
        told.push({ method: 'consent', params: { message: question.message, detail: question.detail } });
        if (allowed !== undefined) allowed = { ...allowed, confirmedStores: [question.store] };
        return allowed;
      },
      forget: async () => {},
      noteAccount: async () => {},
    }),
  });
  const client = createProtocolConnection(down, up);
  for (const method of [
    'textDocument/publishDiagnostics',
    'window/logMessage',
    'window/showMessage',
    '$/progress',
    accessLogNotification,
    clusterChangedNotification,
    vaultStatusChangedNotification,
  ])
    client.onNotification(method, (params: unknown) => void told.push({ method, params }));
  const hear = (method: string, answer: (params: never) => unknown) =>
    client.onRequest(method, (params: never) => {
      told.push({ method, params });
      return answer(params);
    });
  const choose = (question: unknown, buttons: readonly string[]) =>
    (options.answer ?? ((_, all) => all.find((button) => !/^(cancel|not now)/i.test(button))))(question, buttons);
  hear('window/showMessageRequest', (params: { actions?: { title: string }[] }) => {
    const title = choose(
      params,
      (params.actions ?? []).map((action) => action.title),
    );
    return title === undefined ? null : { title };
  });
  hear(confirmRequest, (params: { actions: string[]; typed?: string }) => {
    const action = choose(params, params.actions);
    return action === undefined ? null : { action, typed: params.typed };
  });
  hear(showDiffRequest, () => null);
  hear(consentListRequest, () => ({}));
  hear(consentAskRequest, ({ store }: { store: string }) => (isGiven ? { ...allowed, confirmedStores: [store] } : null));
  hear('window/workDoneProgress/create', () => null);
  hear('client/registerCapability', () => null);
  hear('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => options.settings ?? null));
  for (const refresh of ['workspace/codeLens/refresh', 'workspace/diagnostic/refresh']) hear(refresh, () => null);
  client.listen();
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: null,
    capabilities: {
      workspace: { configuration: true, workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
      window: { workDoneProgress: true },
      textDocument: {
        hover: { contentFormat: ['markdown'] },
        completion: { completionItem: { snippetSupport: true } },
        codeAction: { dataSupport: true, resolveSupport: { properties: ['edit'] } },
      },
    },
    initializationOptions: { keepsConsent: options.own === true, showsAccessLog: options.own === true },
  });
  await client.sendNotification('initialized', {});
  const textDocument = (uri: string) => ({ textDocument: { uri } });
  return {
    client,
    told,
    open: (uri, text) =>
      client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } }),
    execute: (command, argument) =>
      client.sendRequest('workspace/executeCommand', { command, arguments: argument === undefined ? [] : [argument] }),
    at: (method, uri, line, character) => client.sendRequest(method, { ...textDocument(uri), position: { line, character } }),
    dispose: () => client.dispose(),
  };
}
