import { commands, env, l10n, Position, type QuickPickItem, QuickPickItemKind, Selection, window } from 'vscode';
import { type ResourceAddress, resourceRequest, type TreeNode } from '../../../../server/src/protocol.ts';
import { oneLine, plainLabel } from '../../plainText.ts';
import type { Command } from '../command.ts';
import { serverRuns } from '../store.ts';
import { isStore, nodeOf, placeOf, resourceOf } from './arguments.ts';
import { chooseResource, withReadiness } from './targets.ts';
import { kindOf, nameOf } from './words.ts';

const icons: Readonly<Record<TreeNode['state'], string>> = {
  ok: 'pass',
  warning: 'warning',
  failing: 'error',
  waiting: 'watch',
  none: 'info',
};

interface Row extends QuickPickItem {
  readonly run?: () => unknown;
}

/** *Show Details*, also the click on a CodeLens: what is known of one object of the cluster, and what can be done with it. */
export const showResource: Command = async (context, argument) => {
  if (!(await serverRuns(context))) return;
  const resource = await chooseResource(context, argument, withReadiness, l10n.t('Choose what to show'));
  if (resource === undefined) return;
  const node = (await context.server.ask<TreeNode | null>(resourceRequest, resource)) ?? nodeOf(argument);
  const title = `${plainLabel(nameOf(resource), 120)} · ${kindOf({ kind: resource.kind, name: resource.name })}`;
  const placeHolder = node === undefined ? l10n.t('Not in the cluster, or not known yet') : plainLabel(node.description, 300);
  const chosen = await window.showQuickPick<Row>([...detailRows(node), ...actionRows(resource, node)], { title, placeHolder });
  await chosen?.run?.();
};

/** *Open Manifest*: the place in the workspace that defines an object. */
export const openManifest: Command = async ({ server }, argument) => {
  const place = placeOf(argument);
  if (place === undefined) return;
  const start = new Position(place.line, 0);
  const uri = server.client.protocol2CodeConverter.asUri(place.uri);
  await window.showTextDocument(uri, { selection: new Selection(start, start) });
};

/** *Copy Name*: of an object in the tree. */
export const copyName: Command = async (_context, argument) => {
  const name = resourceOf(argument)?.name ?? nodeOf(argument)?.label;
  if (name !== undefined) await env.clipboard.writeText(name);
};

function detailRows(node: TreeNode | undefined): readonly Row[] {
  if (node === undefined) return [];
  const lines = node.tooltip
    .split(/\r\n?|\n/)
    .map((line) => oneLine(line, 300))
    .filter((line) => line !== '')
    .slice(0, 12);
  return [
    ...lines.map(
      (line, index): Row => ({ label: index === 0 ? `$(${icons[node.state]}) ${plainLabel(line, 300)}` : plainLabel(line, 300) }),
    ),
    { label: '', kind: QuickPickItemKind.Separator },
  ];
}

function actionRows(resource: ResourceAddress, node: TreeNode | undefined): readonly Row[] {
  const act = (icon: string, label: string, command: string, argument: unknown = resource): Row => ({
    label: `$(${icon}) ${label}`,
    run: () => commands.executeCommand(`externalSecrets.${command}`, argument),
  });
  const open = node?.place === undefined ? [] : [act('go-to-file', l10n.t('Open Manifest'), 'openManifest', node)];
  const wait = act('watch', l10n.t('Wait until Ready'), 'waitUntilReady');
  const copy = act('copy', l10n.t('Copy Name'), 'copyName');
  if (isStore(resource)) return [act('sync', l10n.t('Force Sync All of Store'), 'forceSyncStore'), wait, ...open, copy];
  const sync = act('sync', l10n.t('Force Sync'), 'forceSync');
  if (resource.kind === 'ExternalSecret') {
    const verify = act('checklist', l10n.t('Verify Secret'), 'verifySecret');
    return [sync, verify, act('references', l10n.t('Show Rotation Impact'), 'rotationImpact'), wait, ...open, copy];
  }
  return isSyncable(resource) ? [sync, wait, ...open, copy] : [...open, copy];
}

function isSyncable({ kind }: ResourceAddress): boolean {
  return kind === 'ClusterExternalSecret' || kind === 'PushSecret';
}
