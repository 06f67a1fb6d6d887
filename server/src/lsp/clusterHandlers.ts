import {
  type ClusterStatus,
  clusterChangedNotification,
  clusterStatusRequest,
  contextsRequest,
  type ResourceAddress,
  type ResourceAtParams,
  resourceAtRequest,
  resourceRequest,
  syncablesRequest,
  type TreeNode,
  type TreeParams,
  treeRequest,
} from '../protocol.ts';
import { guard } from './guard.ts';
import { plainWords } from './plainWords.ts';
import type { ServerState } from './serverState.ts';

/** The cluster side beyond commands: its status and the tree. */
export function registerClusterHandlers(state: ServerState): void {
  const { connection, log, service } = state;
  const { cluster } = service;
  connection.onRequest(clusterStatusRequest, (token) =>
    guard<ClusterStatus | null>(log, 'cluster status', token, null, async () => plainWords(await cluster.status())),
  );
  connection.onRequest(contextsRequest, (token) => guard(log, 'contexts', token, [], () => cluster.contexts()));
  connection.onRequest(treeRequest, ({ node }: TreeParams, token) =>
    guard(log, 'cluster tree', token, [], async () => plainWords(await cluster.tree(node))),
  );
  connection.onRequest(resourceRequest, (address: ResourceAddress, token) =>
    guard<TreeNode | null>(log, 'cluster resource', token, null, async () => plainWords(await cluster.resource(address))),
  );
  connection.onRequest(resourceAtRequest, (place: ResourceAtParams, token) =>
    guard<ResourceAddress | null>(log, 'resource at', token, null, () => cluster.resourceAt(place)),
  );
  connection.onRequest(syncablesRequest, (token) =>
    guard(log, 'syncables', token, [], async () => plainWords(await cluster.syncables())),
  );
  cluster.onDidChange(() => {
    void connection.sendNotification(clusterChangedNotification);
    state.refreshClusterDiagnostics();
    state.refreshLenses();
  });
}
