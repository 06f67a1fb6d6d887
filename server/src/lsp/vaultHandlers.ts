import {
  clusterChangedNotification,
  type KeyItem,
  type KeysParams,
  keysRequest,
  storesRequest,
  trustedNotification,
  type VaultStatus,
  type VaultStatusParams,
  vaultStatusChangedNotification,
  vaultStatusRequest,
} from '../protocol.ts';
import { guard } from './guard.ts';
import { plainWords } from './plainWords.ts';
import type { ServerState } from './serverState.ts';

/** The vault side beyond commands: the status of the store under the caret, trust. */
export function registerVaultHandlers(state: ServerState): void {
  const { connection, log, service } = state;
  connection.onRequest(vaultStatusRequest, ({ uri, line, character }: VaultStatusParams, token) =>
    guard<VaultStatus | null>(log, 'vault status', token, null, async () =>
      plainWords(await service.stores.statusAt(uri, { line, character })),
    ),
  );
  connection.onRequest(storesRequest, (token) => guard(log, 'stores', token, [], () => service.stores.addresses()));
  connection.onRequest(keysRequest, ({ uri }: KeysParams, token) =>
    guard<readonly KeyItem[]>(log, 'keys', token, [], () => service.vaultCli.keys(uri)),
  );
  connection.onNotification(trustedNotification, () => {
    state.trust();
    state.resumeCluster();
    void connection.sendNotification(clusterChangedNotification);
    state.refreshDiagnostics();
    void connection.sendNotification(vaultStatusChangedNotification);
  });
  service.stores.onDidChange(() => void connection.sendNotification(vaultStatusChangedNotification));
}
