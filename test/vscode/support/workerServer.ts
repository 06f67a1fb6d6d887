import { join } from 'node:path';
import type { InitializeResult, PublishDiagnosticsParams } from 'vscode-languageserver-protocol';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createProtocolConnection,
  type DataCallback,
  Disposable,
  type Message,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { projectRoot } from '../../../scripts/setup/cache.ts';
import { type FolderEntry, fileRequest, folderRequest } from '../../../server/src/protocol.ts';
import { startBrowser } from './browser.ts';
import { serveFiles } from './staticServer.ts';

/** The language server of `dist/browser` in a worker of a page, and what it has said. */
export interface WorkerServer {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly published: ReadonlyMap<string, PublishDiagnosticsParams>;
  /** What it has logged. */
  readonly log: readonly string[];
  /** The addresses that the page and its worker have asked for. */
  readonly requests: readonly string[];
  /** What the browser objects to: errors, and breaches of the policy. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Neither texts as code nor any request: what the strictest page allows that starts a worker at all. */
const policy = "default-src 'none'; script-src 'self'; worker-src 'self'";

const page = '<!doctype html><script src="/page.js"></script>';
const script = `
  const worker = new Worker('/browser/server.js');
  worker.onmessage = ({ data }) => fromServer(data);
  worker.onerror = ({ message }) => console.error(message);
  window.toServer = (message) => worker.postMessage(message);
`;

/**
 * Starts Chromium with a page that runs the worker, and says `initialize` to it for a workspace in memory.
 *
 * @param files by their URI: the texts of the workspace, which is the folder `root`
 */
export async function startWorkerServer(root: string, files: Readonly<Record<string, string>>): Promise<WorkerServer> {
  const served = await serveFiles(
    { '/': page, '/page.js': script },
    { browser: join(projectRoot, 'dist', 'browser') },
    { 'content-security-policy': policy },
  );
  const browser = await startBrowser();
  const tab = await browser.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  tab.context().on('request', (request) => requests.push(new URL(request.url()).pathname));
  tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  tab.on('pageerror', (error) => complaints.push(error.message));
  const reader = new PageReader();
  await tab.exposeFunction('fromServer', (message: Message) => reader.take(message));
  await tab.goto(`http://127.0.0.1:${served.port}/`);
  const send = (message: Message) =>
    tab.evaluate((value) => (globalThis as unknown as { toServer(value: unknown): void }).toServer(value), message);
  const connection = createProtocolConnection(reader, new PageWriter(send));
  const published = new Map<string, PublishDiagnosticsParams>();
  const log: string[] = [];
  answer(connection, files, published, log);
  connection.listen();
  const initialized: InitializeResult = await connection.sendRequest('initialize', {
    processId: null,
    rootUri: root,
    workspaceFolders: [{ uri: root, name: 'test' }],
    capabilities: { textDocument: { hover: { contentFormat: ['markdown'] }, codeLens: {} } },
    initializationOptions: { keepsConsent: true, showsAccessLog: true, readsFiles: true, trusted: true },
  });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    initialized,
    published,
    log,
    requests,
    complaints,
    async close() {
      connection.dispose();
      await browser.close();
      await served.close();
    },
  };
}

/** What our own client answers in a browser. */
function answer(
  connection: ProtocolConnection,
  files: Readonly<Record<string, string>>,
  published: Map<string, PublishDiagnosticsParams>,
  log: string[],
): void {
  connection.onNotification('textDocument/publishDiagnostics', (params) => void published.set(params.uri, params));
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => void log.push(message));
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('externalSecrets/consent/list', () => ({}));
  connection.onRequest(fileRequest, ({ uri }: { uri: string }) => files[uri] ?? null);
  connection.onRequest(folderRequest, ({ uri }: { uri: string }): readonly FolderEntry[] => {
    const below = Object.keys(files).flatMap((file) =>
      file.startsWith(`${uri}/`) ? [file.slice(uri.length + 1).split('/')] : [],
    );
    const entries = below.map(([name = '', ...rest]) => ({ name, uri: `${uri}/${name}`, isFolder: rest.length > 0 }));
    return [...new Map(entries.map((entry) => [entry.uri, entry])).values()];
  });
}

class PageReader extends AbstractMessageReader {
  readonly #waiting: Message[] = [];
  #callback: DataCallback | undefined;

  take(message: Message): void {
    if (this.#callback === undefined) this.#waiting.push(message);
    else this.#callback(message);
  }

  listen(callback: DataCallback): Disposable {
    this.#callback = callback;
    for (const message of this.#waiting.splice(0)) callback(message);
    return Disposable.create(() => {
      this.#callback = undefined;
    });
  }
}

class PageWriter extends AbstractMessageWriter {
  readonly #send: (message: Message) => Promise<unknown>;

  constructor(send: (message: Message) => Promise<unknown>) {
    super();
    this.#send = send;
  }

  async write(message: Message): Promise<void> {
    await this.#send(message);
  }

  end(): void {}
}
