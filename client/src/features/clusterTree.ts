import { Disposable, EventEmitter, l10n, ThemeIcon, type TreeDataProvider, TreeItem, window } from 'vscode';
import { type ClusterStatus, type TreeNode, type TreeParams, treeRequest } from '../../../server/src/protocol.ts';
import { oneLine } from '../plainText.ts';
import type { Server } from '../server.ts';
import type { ClusterView } from './cluster.ts';
import { treeItemOf } from './clusterTreeLook.ts';

/**
 * The tree view *External Secrets*. Children are asked for when a node is opened; after a change VS Code asks again for what is
 * open and in sight, and nothing is asked while the view is hidden. Where there is no tree, the welcome texts of `package.json` say
 * why, by the context key `externalSecrets.clusterState`; where only the server knows why, its message and what can be done stand
 * there instead, for welcome texts are fixed.
 */
export function showClusterTree(server: Server, cluster: ClusterView): Disposable {
  const changed = new EventEmitter<undefined>();
  const provider: TreeDataProvider<TreeNode | ActionItem> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => (node instanceof ActionItem ? node : treeItemOf(node)),
    getChildren: async (node) => {
      if (node instanceof ActionItem) return [];
      if (!hasTree(cluster.status))
        return cluster.status !== undefined && isFault(cluster.status) ? faultActions(cluster.status) : [];
      const params: TreeParams = node === undefined ? {} : { node: node.id };
      return [...((await server.ask<readonly TreeNode[]>(treeRequest, params)) ?? [])];
    },
  };
  const view = window.createTreeView('externalSecrets.cluster', {
    treeDataProvider: provider,
    showCollapseAll: true,
    canSelectMany: true,
  });
  // Changes that come while the view is hidden are shown as soon as it is not.
  let outdated = false;
  const update = () => {
    const { status } = cluster;
    view.description = hasTree(status) ? '' : oneLine(status?.context ?? '', 60);
    const failing = status?.failing ?? 0;
    view.badge = failing === 0 ? undefined : { value: failing, tooltip: l10n.t('{0} not ready', failing) };
    const speaks = isFault(status) || (hasTree(status) && status?.stale === true);
    view.message = speaks ? oneLine(status?.message ?? '', 500) : '';
    outdated = !view.visible;
    if (view.visible) changed.fire(undefined);
  };
  return Disposable.from(
    changed,
    view,
    cluster.onDidChange(update),
    view.onDidChangeVisibility(({ visible }) => {
      if (visible && outdated) update();
    }),
  );
}

/** Whether the server has a tree to show, be it an old one. */
function hasTree(status: ClusterStatus | undefined): boolean {
  return status?.state === 'connected' || (status?.state === 'problem' && status.stale);
}

/** Whether there is no tree for a reason that only the server can tell. */
function isFault(status: ClusterStatus | undefined): boolean {
  return status !== undefined && ['problem', 'denied'].includes(status.state) && status.message !== '' && !hasTree(status);
}

/** A row that does something. */
class ActionItem extends TreeItem {
  constructor(icon: string, label: string, command: string) {
    super(label);
    this.iconPath = new ThemeIcon(icon);
    this.command = { command: `externalSecrets.${command}`, title: label };
    this.accessibilityInformation = { label, role: 'button' };
  }
}

function faultActions({ context, remedy }: ClusterStatus): ActionItem[] {
  const again = context === undefined ? l10n.t('Try Again') : l10n.t('Try Again: {0}', oneLine(context, 100));
  return [
    new ActionItem('debug-restart', again, 'connectCluster'),
    ...(remedy === undefined ? [] : [new ActionItem('terminal', l10n.t('What Can Be Done…'), 'showClusterStatus')]),
    new ActionItem('server', l10n.t('Select Cluster Context…'), 'selectContext'),
    new ActionItem('history', l10n.t('Show Access Log'), 'showAccessLog'),
  ];
}
