import { type Disposable, type ExtensionContext, window } from 'vscode';
import type { LanguageClientOptions } from 'vscode-languageclient';
import { clientOptions } from './clientOptions.ts';
import type { CommandContext } from './commands/command.ts';
import { commandsEverywhere, registerCommands } from './commands/index.ts';
import { crashPolicy } from './crashPolicy.ts';
import { createClusterDocuments } from './features/clusterDocuments.ts';
import { answerConfirmations } from './features/confirm.ts';
import { keepConsents } from './features/consent.ts';
import { readFiles } from './features/files.ts';
import { followManifests } from './features/manifestContext.ts';
import { arrangeWithYaml } from './features/neighbours.ts';
import { createPreviewDocuments } from './features/previewDocuments.ts';
import { tellTrust } from './features/trust.ts';
import { showVaultStatus } from './features/vaultStatus.ts';
import { followKeys } from './features/walkthrough.ts';
import { type Server, type ServerClient, superviseServer } from './server.ts';

/** What differs between the places where the extension runs. */
export interface Place {
  /** Makes the client of the language server, which is not started yet. */
  createClient(options: LanguageClientOptions): ServerClient;
  /** Adds what needs a machine to work on; absent in a browser. */
  addMachine?(parts: CommandContext): Disposable;
}

/**
 * Starts the language server and registers what LSP alone does not give. Does not wait for the server: a slow start must not keep
 * the commands from working.
 *
 * @returns the running server, for the entry point to restart and stop
 */
export function activateExtension(context: ExtensionContext, { addMachine, createClient }: Place): Server {
  const output = window.createOutputChannel('External Secrets', { log: true });
  const crashes = crashPolicy();
  const { options, watcher } = clientOptions(output, crashes);
  const server = superviseServer(createClient(options), crashes, output);
  const hasMachine = addMachine !== undefined;
  const status = showVaultStatus(server, hasMachine);
  const documents = createClusterDocuments();
  const previews = createPreviewDocuments(server);
  const parts: CommandContext = { server, status, documents, previews, output, extension: context.extension, hasMachine };
  context.subscriptions.push(
    output,
    crashes,
    watcher,
    server,
    status,
    documents,
    previews,
    followManifests(),
    answerConfirmations(server.client, documents),
    keepConsents(server.client, context.globalState),
    readFiles(server.client),
    tellTrust(server),
    followKeys(),
    registerCommands(parts, commandsEverywhere),
    ...(addMachine === undefined ? [] : [addMachine(parts)]),
  );
  void server.start();
  void arrangeWithYaml().catch(() => output.warn('Red Hat YAML could not be asked to leave manifests to this extension.'));
  return server;
}
