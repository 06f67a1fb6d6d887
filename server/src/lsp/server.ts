import { type Connection, DidChangeConfigurationNotification, DidChangeWatchedFilesNotification } from 'vscode-languageserver';
import { neverCancelled } from '../cancellation.ts';
import type { InitializationOptions } from '../protocol.ts';
import { serverCapabilities } from './capabilities.ts';
import { registerClusterHandlers } from './clusterHandlers.ts';
import { registerCodeLenses } from './codeLenses.ts';
import { registerCommands } from './commands/index.ts';
import { registerFeatureHandlers } from './featureHandlers.ts';
import { guard } from './guard.ts';
import { registerInlayHints } from './inlayHints.ts';
import { registerNavigationHandlers } from './navigationHandlers.ts';
import { registerPreviewHandlers } from './previewHandlers.ts';
import type { Runtime } from './runtime.ts';
import { registerSemanticTokens } from './semanticTokens.ts';
import { createServerState, type ServerState } from './serverState.ts';
import { registerVaultHandlers } from './vaultHandlers.ts';
import { registerWorkspaceHandlers } from './workspaceHandlers.ts';

/** Serves one client until it goes. Every request is answered, whatever happens on the way. */
export function startServer(connection: Connection, runtime: Runtime): void {
  connection.onInitialize((params) => {
    const state = createServerState(connection, runtime, params);
    registerFeatureHandlers(state);
    registerNavigationHandlers(state);
    registerPreviewHandlers(state);
    registerSemanticTokens(state);
    registerInlayHints(state);
    registerCodeLenses(state);
    registerVaultHandlers(state);
    registerClusterHandlers(state);
    const commands = registerCommands(state);
    registerWorkspaceHandlers(state);
    connection.onInitialized(() => void guard(state.log, 'start', neverCancelled, undefined, () => onInitialized(state)));
    return {
      serverInfo: { name: runtime.name, version: runtime.version },
      capabilities: serverCapabilities(params.capabilities, commands),
    };
  });
  connection.listen();
}

async function onInitialized(state: ServerState): Promise<void> {
  const { client, connection, service } = state;
  if (client.capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true) {
    void connection.client.register(DidChangeConfigurationNotification.type, { section: 'externalSecrets' });
  }
  const { keepsConsent } = (client.initializationOptions ?? {}) as InitializationOptions;
  // Our own client watches by itself.
  if (keepsConsent !== true && client.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
    void connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: '**/*.{yaml,yml,json}' }],
    });
  }
  if (client.capabilities.workspace?.workspaceFolders === true) {
    connection.workspace.onDidChangeWorkspaceFolders(
      (event) => void guard(state.log, 'workspace folders', neverCancelled, undefined, () => state.changeFolders(event)),
    );
  }
  await state.refreshSettings().catch(() => state.log.error('The settings could not be read; defaults are used.'));
  await state.crds.load();
  await state.loadConsents();
  state.resumeCluster();
  await service.indexWorkspace();
  state.refreshDiagnostics();
}
