import { commands, type ExtensionContext, Uri } from 'vscode';
import type { LanguageClientOptions } from 'vscode-languageclient';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { activateExtension } from './extension.ts';
import { quiet } from './quietClient.ts';
import type { Server, ServerClient } from './server.ts';

/** The server of this window, for `deactivate`, which VS Code calls without any argument. */
let running: Server | undefined;

/** VS Code's entry point in a browser without a machine behind it, such as vscode.dev: the server is a worker. */
export function activate(context: ExtensionContext): void {
  // For menus, where `isWeb` does not tell: a browser may have a machine behind it.
  void commands.executeCommand('setContext', 'externalSecrets.inBrowser', true);
  running = activateExtension(context, { createClient: (options) => createClient(context, options) });
}

/** Lets the server end in good order; VS Code waits for it. */
export async function deactivate(): Promise<void> {
  await running?.stop();
}

/** The client of a worker, a new one at every start. */
function createClient({ extensionUri }: ExtensionContext, options: LanguageClientOptions): ServerClient {
  const address = Uri.joinPath(extensionUri, 'dist', 'browser', 'server.js').toString(true);
  let running: WorkerReader | undefined;
  const start = async () => {
    running?.worker.terminate();
    const reader = new WorkerReader(new Worker(address, { name: 'External Secrets' }));
    const { worker } = reader;
    let hasSpoken = false;
    worker.addEventListener('message', () => {
      hasSpoken = true;
    });
    worker.addEventListener('error', ({ message }) => {
      client.error(`The server's worker: ${message}`);
      // It could not be loaded, or not be run: nothing will ever come of it.
      if (!hasSpoken) reader.end();
    });
    running = reader;
    // Not the worker itself: VS Code's workers are of another class than the library looks for.
    return { reader, writer: new BrowserMessageWriter(worker) };
  };
  const client = quiet(new LanguageClient('externalSecrets', 'External Secrets', start, options));
  return {
    client,
    program: () => running && { kill: async () => running?.end() },
  };
}

/** What a worker says, with an end: of a worker that is gone the library hears nothing by itself. */
class WorkerReader extends BrowserMessageReader {
  readonly worker: Worker;

  constructor(worker: Worker) {
    super(worker);
    this.worker = worker;
  }

  /** Ends the worker, and has the client know. */
  end(): void {
    this.worker.terminate();
    this.fireClose();
  }
}
