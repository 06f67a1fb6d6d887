import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { TreeNode } from '../../../server/src/protocol.ts';
import { oneLine } from '../plainText.ts';

/** The codicon of each kind. */
const kindIcons: Readonly<Record<TreeNode['kind'], string>> = {
  context: 'server',
  namespace: 'symbol-namespace',
  store: 'database',
  sync: 'sync',
  secret: 'lock',
  consumer: 'package',
  note: 'info',
};

/**
 * What is synced shows its state, and so does what has a state of its own and is not in order: shapes differ, so that none is told by
 * its colour alone, which high contrast does not have.
 */
const stateIcons: Readonly<Record<TreeNode['state'], string>> = {
  ok: 'pass',
  warning: 'warning',
  failing: 'error',
  waiting: 'watch',
  none: 'circle-outline',
};

const stateColors: Readonly<Record<TreeNode['state'], string | undefined>> = {
  ok: undefined,
  warning: 'list.warningForeground',
  failing: 'list.errorForeground',
  waiting: 'descriptionForeground',
  none: undefined,
};

/** How one node of the tree looks, and what a click on it does. Text from the cluster is shown as plain text. */
export function treeItemOf(node: TreeNode): TreeItem {
  const item = new TreeItem(oneLine(node.label, 200), collapsible(node));
  item.id = node.id;
  item.description = oneLine(node.description, 200);
  item.tooltip = node.tooltip.slice(0, 4000);
  item.iconPath = iconOf(node);
  item.contextValue = contextValueOf(node);
  item.accessibilityInformation = { label: oneLine(node.accessibleLabel, 500) };
  const command = commandOf(node);
  if (command !== undefined) item.command = { ...command, arguments: [node] };
  return item;
}

function collapsible({ kind, expandable }: TreeNode): TreeItemCollapsibleState {
  if (!expandable) return TreeItemCollapsibleState.None;
  return kind === 'context' ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

function iconOf({ kind, state }: TreeNode): ThemeIcon {
  const isSynced = kind === 'sync';
  const isTroubled = ['store', 'secret', 'consumer'].includes(kind) && (state === 'failing' || state === 'warning');
  const color = isSynced && state === 'ok' ? 'charts.green' : stateColors[state];
  const icon = isSynced || isTroubled ? stateIcons[state] : kindIcons[kind];
  return new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
}

/** Words for the `when` clauses of menus: the kind of node, the kind of object, and whether a manifest is known. */
function contextValueOf({ kind, resource, place }: TreeNode): string {
  return [kind, resource?.kind, place === undefined ? undefined : 'manifest'].filter((word) => word !== undefined).join(' ');
}

function commandOf({ kind, place }: TreeNode): { readonly command: string; readonly title: string } | undefined {
  if (place !== undefined) return { command: 'externalSecrets.openManifest', title: l10n.t('Open Manifest') };
  if (kind === 'sync' || kind === 'store') return { command: 'externalSecrets.showResource', title: l10n.t('Show Details') };
  return undefined;
}
