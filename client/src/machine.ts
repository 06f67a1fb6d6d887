import { Disposable, type ExtensionContext, window } from 'vscode';
import type { CommandContext } from './commands/command.ts';
import { registerCommands } from './commands/index.ts';
import { commandsOfMachine } from './commands/machine.ts';
import { showAccessLog } from './features/accessLog.ts';
import { followCluster } from './features/cluster.ts';
import { showClusterTree } from './features/clusterTree.ts';

/** Adds the cluster, its tree, the access log, and the commands that reach vaults, clusters and terminals. */
export function addMachine(context: ExtensionContext, parts: CommandContext): Disposable {
  const { server } = parts;
  const accessLog = window.createOutputChannel('External Secrets: Access Log', { log: true });
  const cluster = followCluster(server, context.workspaceState);
  return Disposable.from(
    accessLog,
    cluster,
    showClusterTree(server, cluster),
    showAccessLog(server.client, accessLog),
    registerCommands({ ...parts, cluster, accessLog }, commandsOfMachine),
  );
}
