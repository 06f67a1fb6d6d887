import { type ExtensionContext, window } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { clientOptions } from './clientOptions.ts';
import { registerCommands } from './commands/index.ts';
import { crashPolicy } from './crashPolicy.ts';
import { showAccessLog } from './features/accessLog.ts';
import { followCluster } from './features/cluster.ts';
import { createClusterDocuments } from './features/clusterDocuments.ts';
import { showClusterTree } from './features/clusterTree.ts';
import { answerConfirmations } from './features/confirm.ts';
import { keepConsents } from './features/consent.ts';
import { followManifests } from './features/manifestContext.ts';
import { arrangeWithYaml } from './features/neighbours.ts';
import { createPreviewDocuments } from './features/previewDocuments.ts';
import { tellTrust } from './features/trust.ts';
import { showVaultStatus } from './features/vaultStatus.ts';
import { followKeys } from './features/walkthrough.ts';
import { type Server, superviseServer } from './server.ts';

/** Makes the client of the language server: the one thing that differs between desktop and web. The client is not started. */
export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;

/**
 * Starts the language server and registers what LSP alone does not give. Does not wait for the server: a slow start must not keep
 * the commands from working.
 *
 * @returns the running server, for the entry point to restart and stop
 */
export function activateExtension(context: ExtensionContext, createClient: CreateClient): Server {
  const output = window.createOutputChannel('External Secrets', { log: true });
  const accessLog = window.createOutputChannel('External Secrets: Access Log', { log: true });
  const crashes = crashPolicy();
  const { options, watcher } = clientOptions(output, crashes);
  const server = superviseServer(createClient(options), crashes, output);
  const status = showVaultStatus(server);
  const cluster = followCluster(server, context.workspaceState);
  const documents = createClusterDocuments();
  const previews = createPreviewDocuments(server);
  context.subscriptions.push(
    output,
    accessLog,
    crashes,
    watcher,
    server,
    status,
    cluster,
    documents,
    previews,
    showClusterTree(server, cluster),
    followManifests(),
    answerConfirmations(server.client, documents),
    keepConsents(server.client, context.globalState),
    showAccessLog(server.client, accessLog),
    tellTrust(server),
    followKeys(),
    registerCommands({ server, status, cluster, documents, previews, output, accessLog, extension: context.extension }),
  );
  void server.start();
  void arrangeWithYaml().catch(() => output.warn('Red Hat YAML could not be asked to leave manifests to this extension.'));
  return server;
}
