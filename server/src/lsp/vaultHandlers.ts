import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import {
  type StoreAddress,
  serverCommands,
  storesRequest,
  trustedNotification,
  type VaultStatus,
  type VaultStatusParams,
  vaultStatusChangedNotification,
  vaultStatusRequest,
} from '../protocol.ts';
import { guard } from './guard.ts';
import type { ServerState } from './server.ts';

/** The vault side: commands that ask the user, the status of the store under the caret, trust. No command returns vault data. */
export function registerVaultHandlers(state: ServerState): void {
  const { connection, log, service } = state;
  connection.onExecuteCommand(({ command, arguments: args }, token) =>
    guard<VaultStatus | null>(log, command, token, null, async () => {
      const status = await execute(state, command, args?.[0]);
      // What the answer allows or takes back shows in the diagnostics of every open document.
      state.refreshDiagnostics();
      return status;
    }),
  );
  connection.onRequest(vaultStatusRequest, ({ uri, line, character }: VaultStatusParams, token) =>
    guard<VaultStatus | null>(log, 'vault status', token, null, () => service.stores.statusAt(uri, { line, character })),
  );
  connection.onRequest(storesRequest, (token) => guard(log, 'stores', token, [], () => service.stores.addresses()));
  connection.onNotification(trustedNotification, () => {
    state.trust();
    state.refreshDiagnostics();
    void connection.sendNotification(vaultStatusChangedNotification);
  });
  service.stores.onDidChange(() => void connection.sendNotification(vaultStatusChangedNotification));
}

async function execute({ service: { stores } }: ServerState, command: string, argument: unknown): Promise<VaultStatus | null> {
  const store = readStoreAddress(argument);
  switch (command) {
    case serverCommands.refreshVaultListing:
      return (await stores.refresh(store)) ?? null;
    case serverCommands.connectStore:
      return (await stores.connect(required(store))) ?? null;
    case serverCommands.allowReadingValues:
      return (await stores.allowReadingValues(required(store))) ?? null;
    case serverCommands.disconnectStore:
      return (await stores.disconnect(required(store))) ?? null;
    default:
      throw new ResponseError(LSPErrorCodes.RequestFailed, `There is no command "${command}".`);
  }
}

/** Arguments come from any other extension: only names are taken from them, and only when they are names. */
function readStoreAddress(value: unknown): StoreAddress | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, name, namespace } = value as Record<string, unknown>;
  if ((kind !== 'SecretStore' && kind !== 'ClusterSecretStore') || typeof name !== 'string') return undefined;
  return { kind, name, ...(typeof namespace === 'string' ? { namespace } : {}) };
}

function required(store: StoreAddress | undefined): StoreAddress {
  if (store === undefined)
    throw new ResponseError(LSPErrorCodes.RequestFailed, 'The command needs a store: { kind, name, namespace? }.');
  return store;
}
