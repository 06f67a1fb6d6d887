import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ClientCapabilities,
  CodeAction,
  CompletionItem,
  CompletionList,
  Diagnostic,
  Hover,
  InitializeResult,
  Position,
  PublishDiagnosticsParams,
  Range,
} from 'vscode-languageserver-protocol';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import {
  type ConfirmAnswer,
  type ConfirmParams,
  type ConsentAskParams,
  type ConsentRecord,
  confirmRequest,
  consentAskRequest,
  consentForgetRequest,
  consentListRequest,
  showDiffRequest,
} from '../../server/src/protocol.ts';

/** How a server process is started for a test. */
export interface ClientOptions {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly capabilities?: ClientCapabilities;
  readonly workspaceFolder?: string;
  /** The process that the server is told to end with; this one by default. */
  readonly processId?: number;
  readonly trusted?: boolean;
  /** Answers consent questions as our extension would; absent: the client does not know of them. */
  readonly consent?: (question: ConsentAskParams) => ConsentRecord | null;
  readonly settings?: unknown;
  /** Chooses a button of `window/showMessageRequest`, as its title; null, and the default: the question is closed. */
  readonly choose?: (prompt: Prompt) => string | null | Promise<string | null>;
  /** Answers `externalSecrets/confirm` as our extension would; absent: the client does not know of it. */
  readonly confirm?: (question: ConfirmParams) => ConfirmAnswer | null;
  /** Further options of `initialize`. */
  readonly initializationOptions?: Readonly<Record<string, unknown>>;
}

/** A question of `window/showMessageRequest`, with the titles of its buttons in their order. */
export interface Prompt {
  readonly message: string;
  readonly actions: readonly string[];
}

/** One `$/progress` notification. */
export interface ProgressStep {
  readonly token: string | number;
  readonly value: { readonly kind: 'begin' | 'report' | 'end'; readonly title?: string; readonly message?: string };
}

/** A plain LSP client that remembers everything that went over the wire. */
export interface LspClient {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  readonly initialized: InitializeResult;
  /** All bytes of both directions and of stderr so far, as text. */
  traffic(): string;
  /** The same of what the server has said, on standard output and standard error. */
  received(): string;
  /** Messages to the user (`window/showMessage`) and requests for one (`window/showMessageRequest`). */
  readonly messages: readonly string[];
  readonly questions: readonly ConsentAskParams[];
  /** What was asked by `window/showMessageRequest`. */
  readonly prompts: readonly Prompt[];
  /** What was asked by `externalSecrets/confirm`. */
  readonly confirmations: readonly ConfirmParams[];
  readonly progress: readonly ProgressStep[];
  open(uri: string, text: string, languageId?: string): void;
  change(uri: string, version: number, text: string): void;
  /** Waits for diagnostics of a document that fit. */
  diagnostics(
    uri: string,
    fits: (diagnostics: readonly Diagnostic[]) => boolean,
    seconds?: number,
  ): Promise<readonly Diagnostic[]>;
  complete(uri: string, position: Position): Promise<CompletionList>;
  resolve(item: CompletionItem): Promise<CompletionItem>;
  hover(uri: string, position: Position): Promise<Hover | null>;
  codeActions(uri: string, range: Range): Promise<CodeAction[]>;
  execute(command: string, ...args: unknown[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a server process and says `initialize` to it. */
export async function startClient(options: ClientOptions): Promise<LspClient> {
  const [program = process.execPath, ...args] = options.command;
  const child = spawn(program, args, { env: options.env ?? process.env, cwd: options.cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  const recorded: Buffer[] = [];
  const said: Buffer[] = [];
  const record = (chunk: Buffer) => {
    recorded.push(chunk);
    said.push(chunk);
  };
  child.stdout.on('data', record);
  child.stderr.on('data', record);
  const write = child.stdin.write.bind(child.stdin) as (...values: unknown[]) => boolean;
  child.stdin.write = (...values: unknown[]) => {
    recorded.push(Buffer.from(values[0] as string));
    return write(...values);
  };
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const published = new Map<string, PublishDiagnosticsParams>();
  const messages: string[] = [];
  const questions: ConsentAskParams[] = [];
  answer(connection, options, published, messages, questions);
  const prompts: Prompt[] = [];
  const confirmations: ConfirmParams[] = [];
  const progress: ProgressStep[] = [];
  answerCommands(connection, options, messages, prompts, confirmations);
  connection.onNotification('$/progress', (step: ProgressStep) => void progress.push(step));
  connection.listen();
  const initialized: InitializeResult = await connection.sendRequest('initialize', {
    processId: options.processId ?? process.pid,
    rootUri: options.workspaceFolder ?? null,
    workspaceFolders: options.workspaceFolder === undefined ? null : [{ uri: options.workspaceFolder, name: 'test' }],
    capabilities: options.capabilities ?? {},
    initializationOptions: {
      ...options.initializationOptions,
      keepsConsent: options.consent !== undefined,
      trusted: options.trusted ?? true,
    },
  });
  await connection.sendNotification('initialized', {});
  const textDocument = (uri: string) => ({ textDocument: { uri } });
  return {
    connection,
    initialized,
    messages,
    questions,
    prompts,
    confirmations,
    progress,
    process: child,
    traffic: () => Buffer.concat(recorded).toString('utf8'),
    received: () => Buffer.concat(said).toString('utf8'),
    open: (uri, text, languageId = 'yaml') =>
      void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }),
    change: (uri, version, text) =>
      void connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] }),
    async diagnostics(uri, fits, seconds = 20) {
      for (let waited = 0; waited < seconds * 50; waited++) {
        const diagnostics = published.get(uri)?.diagnostics;
        if (diagnostics !== undefined && fits(diagnostics)) return diagnostics;
        await sleep(20);
      }
      throw new Error(`no fitting diagnostics for ${uri}; last: ${JSON.stringify(published.get(uri)?.diagnostics)}`);
    },
    async complete(uri, position) {
      const result: CompletionList | null = await connection.sendRequest('textDocument/completion', {
        ...textDocument(uri),
        position,
      });
      return result ?? { isIncomplete: false, items: [] };
    },
    resolve: (item) => connection.sendRequest('completionItem/resolve', item),
    hover: (uri, position) => connection.sendRequest('textDocument/hover', { ...textDocument(uri), position }),
    codeActions: (uri, range) =>
      connection.sendRequest('textDocument/codeAction', { ...textDocument(uri), range, context: { diagnostics: [] } }),
    execute: (command, ...values) => connection.sendRequest('workspace/executeCommand', { command, arguments: values }),
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await connection.sendRequest('shutdown').catch(() => undefined);
      await connection.sendNotification('exit').catch(() => undefined);
      const late = setTimeout(() => child.kill('SIGKILL'), 5000);
      await gone;
      clearTimeout(late);
      connection.dispose();
    },
  };
}

function answer(
  connection: ProtocolConnection,
  options: ClientOptions,
  published: Map<string, PublishDiagnosticsParams>,
  messages: string[],
  questions: ConsentAskParams[],
): void {
  const records: Record<string, ConsentRecord> = {};
  connection.onNotification(
    'textDocument/publishDiagnostics',
    (params: PublishDiagnosticsParams) => void published.set(params.uri, params),
  );
  connection.onNotification('window/showMessage', ({ message }: { message: string }) => void messages.push(message));
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => options.settings ?? null));
  const { consent } = options;
  if (consent === undefined) return;
  connection.onRequest(consentListRequest, () => records);
  connection.onRequest(consentForgetRequest, ({ id }: { id: string }) => {
    delete records[id];
    return null;
  });
  connection.onRequest(consentAskRequest, (question: ConsentAskParams) => {
    questions.push(question);
    const record = consent(question);
    if (record !== null) records[question.id] = record;
    return record;
  });
}

/** What commands ask, and remembers it. */
function answerCommands(
  connection: ProtocolConnection,
  { choose, confirm }: ClientOptions,
  messages: string[],
  prompts: Prompt[],
  confirmations: ConfirmParams[],
): void {
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.onRequest('window/showMessageRequest', async (params: { message: string; actions?: { title: string }[] }) => {
    const prompt: Prompt = { message: params.message, actions: (params.actions ?? []).map(({ title }) => title) };
    messages.push(prompt.message);
    prompts.push(prompt);
    const title = (await choose?.(prompt)) ?? null;
    return title === null ? null : { title };
  });
  if (confirm === undefined) return;
  connection.onRequest(confirmRequest, (question: ConfirmParams) => {
    confirmations.push(question);
    return confirm(question);
  });
  connection.onRequest(showDiffRequest, () => null);
}
