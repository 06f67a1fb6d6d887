import { commands, l10n, type QuickPickItem, window } from 'vscode';
import { type ClusterStatus, type ContextItem, contextsRequest, serverCommands } from '../../../../server/src/protocol.ts';
import { canBeTyped, oneLine, plainLabel, plainMessage } from '../../plainText.ts';
import { typeInTerminal } from '../../terminal.ts';
import type { MachineCommand, MachineContext } from '../command.ts';
import { serverRuns } from '../store.ts';
import { runCommand } from './run.ts';

/** *Connect to Cluster…*: the context at hand. The server asks whether the cluster may be reached. */
export const connectCluster: MachineCommand = async (context) => {
  const known = context.cluster.status?.context;
  await connect(context, known);
};

/** *Select Cluster Context…*: one of the kubeconfig's contexts, to which the server then connects. */
export const selectContext: MachineCommand = async (context) => {
  if (!(await serverRuns(context))) return;
  const contexts = (await context.server.ask<readonly ContextItem[]>(contextsRequest)) ?? [];
  if (contexts.length === 0) {
    const none = l10n.t('No kubeconfig with a context was found.');
    void window.showInformationMessage(plainMessage(context.cluster.status?.message || none, 500));
    return;
  }
  const items = contexts.map((item): QuickPickItem & { readonly item: ContextItem } => ({
    label: `$(server) ${plainLabel(item.name, 150)}`,
    description: [item.connected ? l10n.t('connected') : '', item.current ? l10n.t('current in kubeconfig') : '']
      .filter(Boolean)
      .join(' · '),
    detail: plainLabel(
      item.namespace === undefined ? item.server : l10n.t('{0} · namespace {1}', item.server, item.namespace),
      300,
    ),
    item,
  }));
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Select Cluster Context'),
    placeHolder: l10n.t('Choose the cluster that commands and the tree are about'),
    matchOnDetail: true,
  });
  if (chosen === undefined) return;
  const { name } = chosen.item;
  const state = await connect(context, name);
  if (state !== undefined && state !== 'not-connected') await context.cluster.remember(name);
};

/** *Disconnect from Cluster*: ends all watches and takes the consent back. */
export const disconnectCluster: MachineCommand = async (context) => {
  const title = l10n.t('Disconnecting from the cluster');
  await runCommand<ClusterStatus>(context, serverCommands.disconnectCluster, undefined, title);
  await context.cluster.remember(undefined);
  await context.cluster.refresh();
};

/** *Show Cluster Status*: what is known of the connection, and what can be done. */
export const showClusterStatus: MachineCommand = async (context) => {
  await context.cluster.refresh();
  const { status } = context.cluster;
  const act = (icon: string, label: string, command: string) => ({
    label: `$(${icon}) ${label}`,
    run: () => commands.executeCommand(command),
  });
  const remedy = status?.remedy;
  const actions = [
    ...(remedy !== undefined && canBeTyped(remedy) ? [terminalRow(remedy)] : []),
    act('plug', status?.state === 'connected' ? l10n.t('Connect Again') : l10n.t('Connect'), 'externalSecrets.connectCluster'),
    act('server', l10n.t('Select Cluster Context…'), 'externalSecrets.selectContext'),
    act('checklist', l10n.t('Check ESO Installation'), 'externalSecrets.checkOperator'),
    act('history', l10n.t('Show Access Log'), 'externalSecrets.showAccessLog'),
  ];
  const name = status?.context === undefined ? l10n.t('Cluster') : l10n.t('Cluster: {0}', oneLine(status.context, 100));
  // The state stands in the title, which is wrapped; a placeholder is cut off.
  const title = status?.message ? `${name} – ${oneLine(status.message, 300)}` : name;
  await (await window.showQuickPick<Row>(actions, { title, placeHolder: l10n.t('Choose what to do') }))?.run();
};

interface Row extends QuickPickItem {
  readonly run: () => unknown;
}

function terminalRow(remedy: string): Row {
  return {
    label: `$(terminal) ${l10n.t('Open in Terminal: {0}', plainLabel(remedy, 80))}`,
    description: l10n.t('Typed for you, not run'),
    run: () => typeInTerminal(remedy),
  };
}

/** The state after the server has tried; undefined where it could not be asked. */
async function connect(context: MachineContext, name: string | undefined): Promise<ClusterStatus['state'] | undefined> {
  const title = name === undefined ? l10n.t('Connecting to the cluster') : l10n.t('Connecting to {0}', plainLabel(name, 80));
  const argument = name === undefined ? {} : { context: name };
  const status = await runCommand<ClusterStatus>(context, serverCommands.connectCluster, argument, title);
  await context.cluster.refresh();
  if (status !== undefined && status.state !== 'not-connected') void tellStatus(status);
  return status?.state;
}

async function tellStatus({ state, context = '', message, operatorVersion, remedy }: ClusterStatus): Promise<void> {
  if (state === 'connected' || state === 'connecting') {
    const version = operatorVersion === undefined ? '' : ` · ESO ${operatorVersion}`;
    window.setStatusBarMessage(`$(plug) ${plainLabel(l10n.t('Connected to {0}', `${context}${version}`), 80)}`, 5000);
    return;
  }
  const offered = remedy !== undefined && canBeTyped(remedy) ? remedy : undefined;
  const buttons = offered === undefined ? [] : [l10n.t('Open Command in Terminal')];
  const chosen = await window.showWarningMessage(plainMessage(message, 500), ...buttons);
  if (chosen !== undefined && offered !== undefined) await typeInTerminal(offered);
}
