import { commands, Disposable, EventEmitter, type Memento, workspace } from 'vscode';
import {
  type ClusterStatus,
  clusterChangedNotification,
  clusterStatusRequest,
  serverCommands,
} from '../../../server/src/protocol.ts';
import type { Server } from '../server.ts';
import { reached } from './walkthrough.ts';

/** How long changes are gathered before anything is asked anew, in milliseconds. */
const gathering = 300;

/** The key under which a workspace remembers the context that its user has chosen. */
const contextKey = 'clusterContext';

/** What the rest of the extension knows of the cluster. */
export interface ClusterView {
  /** As last told by the server; undefined while it has not answered. */
  readonly status: ClusterStatus | undefined;
  /** Fires when the status, or something in the cluster, may have changed; at most some times per second. */
  onDidChange(listener: () => void): { dispose(): void };
  /** Asks the server for the status now, and tells everybody. */
  refresh(): Promise<void>;
  /** Remembers for this workspace which context the user has chosen; undefined: none any more. */
  remember(context: string | undefined): Promise<void>;
  dispose(): void;
}

/**
 * Follows the cluster's status, for views and for the `when` clauses of menus: `externalSecrets.clusterState`, `.hasCluster` (there is
 * one that could be reached) and `.failing` (something is not ready). Once the server runs, the context last chosen in this workspace
 * is connected to again, where the user has consented to that before.
 *
 * @param memory the extension's storage for this workspace
 */
export function followCluster(server: Server, memory: Memento): ClusterView {
  const changed = new EventEmitter<void>();
  let status: ClusterStatus | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let resumed = false;

  const refresh = async () => {
    const answer = (await server.ask<ClusterStatus | null>(clusterStatusRequest)) ?? undefined;
    status = answer ?? (server.state === 'running' ? status : undefined);
    setContexts(status);
    changed.fire();
  };
  // Not before the server has heard of a trust that was just granted: `trust.ts` tells it at the same time.
  const resume = async () => {
    const context = memory.get<string>(contextKey);
    if (resumed || context === undefined || server.state !== 'running' || !workspace.isTrusted) return;
    resumed = true;
    await server.execute(serverCommands.connectCluster, { context, quiet: true });
  };
  const refreshSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void resume().then(refresh);
    }, gathering);
  };
  const listeners = Disposable.from(
    changed,
    server.client.onNotification(clusterChangedNotification, refreshSoon),
    workspace.onDidGrantWorkspaceTrust(refreshSoon),
    server.onDidChangeState(() => {
      // A server that has started anew knows nothing of what an earlier one was connected to.
      if (server.state !== 'running') resumed = false;
      refreshSoon();
    }),
  );
  refreshSoon();
  return {
    get status() {
      return status;
    },
    onDidChange: (listener) => changed.event(listener),
    refresh,
    remember: async (context) => {
      // The user has just connected, or disconnected: nothing is left to be taken up again.
      resumed = true;
      await memory.update(contextKey, context);
    },
    dispose: () => {
      clearTimeout(timer);
      listeners.dispose();
    },
  };
}

function setContexts(status: ClusterStatus | undefined): void {
  const contexts = {
    clusterState: status?.state,
    hasCluster: status !== undefined && status.state !== 'none' && status.state !== 'untrusted',
    failing: (status?.failing ?? 0) > 0,
  };
  for (const [name, value] of Object.entries(contexts))
    void commands.executeCommand('setContext', `externalSecrets.${name}`, value);
  if (status?.state === 'connected') reached('clusterConnected');
}
