import { spawn } from 'node:child_process';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver-protocol';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import type { Contestant } from './contestants.ts';
import { type ProcessCosts, processCosts } from './processCosts.ts';

/** A change: what stands between a character of a line and one of the same line, or of `toLine`, is replaced. */
export interface TextChange {
  readonly line: number;
  readonly from: number;
  readonly toLine?: number;
  readonly to: number;
  readonly text: string;
}

/** A server process with which LSP is spoken, and what it takes for its answers. All times in milliseconds. */
export interface LspSession {
  /** From the start of the program to the response to `initialize`. */
  readonly startTook: number;
  open(uri: string, text: string): void;
  close(uri: string): void;
  change(uri: string, change: TextChange): void;
  /** When the first diagnostics arrive from now on that fit; `performance.now()`. */
  diagnosed(uri: string, fits: (diagnostics: readonly Diagnostic[]) => boolean): Promise<number>;
  /** Sends a request; what came and what it took. */
  ask(method: string, params: unknown): Promise<{ readonly result: unknown; readonly took: number }>;
  costs(): ProcessCosts | undefined;
  stop(): Promise<void>;
}

/** An answer that takes longer is taken for a fault of the benchmark. */
const patience = 120_000;

/** Starts a server in a folder as workspace, and says `initialize` and `initialized` to it. Rejects where it goes before its time. */
export async function startSession(contestant: Contestant, folder: string): Promise<LspSession> {
  const [program = process.execPath, ...args] = contestant.command;
  const child = spawn(program, args, { env: contestant.env, cwd: contestant.home, stdio: ['pipe', 'pipe', 'ignore'] });
  // From here, where the program has begun: what went before is the copy of this process, which takes the longer the more it has measured.
  const began = performance.now();
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const waiting = new Set<(published: PublishDiagnosticsParams) => void>();
  let fail = (_: Error) => {};
  const broken = new Promise<never>((_, reject) => {
    fail = reject;
  });
  broken.catch(() => {});
  child.once('error', fail);
  child.once('exit', () => fail(new Error(`${contestant.name} has ended`)));
  child.stdin.on('error', fail);
  connection.onNotification('textDocument/publishDiagnostics', (published: PublishDiagnosticsParams) => {
    for (const each of waiting) each(published);
  });
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
    items.map(({ section }) => contestant.settings[section ?? ''] ?? null),
  );
  for (const [method, answer] of Object.entries(contestant.answers)) connection.onRequest(method, () => answer);
  connection.listen();
  const inTime = <T>(promise: Promise<T>, what: string): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${contestant.name}: no ${what} within ${patience / 1000} s`)), patience);
    });
    return Promise.race([promise, late, broken]).finally(() => clearTimeout(timer));
  };
  await inTime(
    connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: folder,
      workspaceFolders: [{ uri: folder, name: 'bench' }],
      capabilities,
      initializationOptions: contestant.initializationOptions,
    }),
    'response to initialize',
  );
  const startTook = performance.now() - began;
  for (const method of contestant.notifications) void connection.sendNotification(method);
  void connection.sendNotification('initialized', {});
  const versions = new Map<string, number>();
  const next = (uri: string) => {
    const version = (versions.get(uri) ?? 0) + 1;
    versions.set(uri, version);
    return version;
  };
  return {
    startTook,
    open: (uri, text) =>
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'yaml', version: next(uri), text },
      }),
    close: (uri) => void connection.sendNotification('textDocument/didClose', { textDocument: { uri } }),
    change: (uri, { line, from, toLine, to, text }) =>
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: next(uri) },
        contentChanges: [{ range: { start: { line, character: from }, end: { line: toLine ?? line, character: to } }, text }],
      }),
    diagnosed(uri, fits) {
      let take = (_: PublishDiagnosticsParams) => {};
      const found = new Promise<number>((resolve) => {
        take = (published) => {
          if (published.uri === uri && fits(published.diagnostics)) resolve(performance.now());
        };
        waiting.add(take);
      });
      return inTime(found, 'fitting diagnostics').finally(() => waiting.delete(take));
    },
    async ask(method, params) {
      const asked = performance.now();
      const result: unknown = await inTime(connection.sendRequest(method, params), method);
      return { result, took: performance.now() - asked };
    },
    costs: () => (child.pid === undefined ? undefined : processCosts(child.pid)),
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await connection.sendRequest('shutdown').catch(() => undefined);
      await connection.sendNotification('exit').catch(() => undefined);
      if (child.exitCode === null && child.signalCode === null) await gone;
      clearTimeout(late);
      connection.dispose();
    },
  };
}

/** What editors of today can do, as far as it makes a difference; diagnostics are pushed, which both servers can. */
const capabilities = {
  workspace: { configuration: true, workspaceFolders: true, didChangeConfiguration: { dynamicRegistration: true } },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
    hover: { contentFormat: ['markdown'] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};
