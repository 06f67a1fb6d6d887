import { commands, l10n, type QuickPickItem, window } from 'vscode';
import type { StoreAddress, VaultStatus } from '../../../server/src/protocol.ts';
import { oneLine, plainLabel } from '../plainText.ts';
import type { Command } from './command.ts';
import { storeOf } from './store.ts';

/** One thing that can be done now. */
interface Action extends QuickPickItem {
  readonly run: () => unknown;
}

/** *Show Vault Status*, the click on the status item: what is known about the store's vault, and what can be done. */
export const showStatus: Command = async ({ hasMachine, server, status }, argument) => {
  const atCaret = await status.atCaret();
  const asked = storeOf(argument);
  const known = asked === undefined || (atCaret !== undefined && isSame(atCaret.store, asked)) ? atCaret : undefined;
  const store = asked ?? atCaret?.store;
  const actions = [
    ...(server.state === 'stopped' ? [restart()] : []),
    ...(store === undefined || !hasMachine || server.state !== 'running' ? [] : actionsFor(store, known)),
    ...(hasMachine ? [accessLog()] : []),
    output(),
  ];
  // The state stands in the title, which is wrapped; a placeholder is cut off.
  const name = store === undefined ? 'External Secrets' : l10n.t('External Secrets: {0}', oneLine(store.name, 80));
  const title = known === undefined ? name : `${oneLine(known.store.name, 80)} – ${oneLine(known.tooltip, 300)}`;
  const chosen = await window.showQuickPick(actions, { title, placeHolder: l10n.t('Choose what to do') });
  await chosen?.run();
};

function isSame(a: StoreAddress, b: StoreAddress): boolean {
  return a.kind === b.kind && a.name === b.name && a.namespace === b.namespace && a.uri === b.uri;
}

/** What the state allows; where the state is not known, what is always sensible. */
function actionsFor(store: StoreAddress, status: VaultStatus | undefined): readonly Action[] {
  if (status === undefined) return [connect(store), refresh(store)];
  switch (status.state) {
    case 'untrusted':
      return [trust()];
    case 'manifest':
    case 'unsupported':
      return [];
    case 'not-connected':
      return [connect(store)];
    case 'refused':
      return [askAgain(store)];
    default:
      return [
        ...(status.remedy === undefined ? [] : [signIn(store, status.remedy)]),
        ...(status.cutOff === true ? [listMore(store)] : []),
        refresh(store),
        ...(status.readValues ? [] : [allowValues(store)]),
        disconnect(store),
      ];
  }
}

function connect(store: StoreAddress): Action {
  return {
    label: `$(plug) ${l10n.t('Connect Store…')}`,
    description: l10n.t('You are asked before anything is sent'),
    run: () => commands.executeCommand('externalSecrets.connectStore', store),
  };
}

function askAgain(store: StoreAddress): Action {
  return {
    label: `$(plug) ${l10n.t('Ask Me Again…')}`,
    description: l10n.t('You answered "never" for this destination'),
    run: async () => {
      await commands.executeCommand('externalSecrets.disconnectStore', store);
      await commands.executeCommand('externalSecrets.connectStore', store);
    },
  };
}

function signIn(store: StoreAddress, remedy: string): Action {
  return {
    label: `$(terminal) ${l10n.t('Open in Terminal: {0}', plainLabel(remedy, 80))}`,
    description: l10n.t('Typed for you, not run'),
    run: () => commands.executeCommand('externalSecrets.signIn', store),
  };
}

function listMore(store: StoreAddress): Action {
  return {
    label: `$(list-flat) ${l10n.t('List More Names…')}`,
    description: l10n.t('The listing was cut off'),
    run: () => commands.executeCommand('externalSecrets.listMore', store),
  };
}

function refresh(store: StoreAddress): Action {
  return {
    label: `$(refresh) ${l10n.t('Refresh Vault Listing')}`,
    description: l10n.t('Ask the vault again'),
    run: () => commands.executeCommand('externalSecrets.refreshVaultListing', store),
  };
}

function allowValues(store: StoreAddress): Action {
  return {
    label: `$(list-tree) ${l10n.t('Allow Reading Values…')}`,
    description: l10n.t('To list property names; values are dropped at once'),
    run: () => commands.executeCommand('externalSecrets.allowReadingValues', store),
  };
}

function disconnect(store: StoreAddress): Action {
  return {
    label: `$(debug-disconnect) ${l10n.t('Disconnect Store')}`,
    description: l10n.t('Take your consent back'),
    run: () => commands.executeCommand('externalSecrets.disconnectStore', store),
  };
}

function trust(): Action {
  return {
    label: `$(workspace-trusted) ${l10n.t('Manage Workspace Trust')}`,
    description: l10n.t('Vaults are reached from trusted workspaces only'),
    run: () => commands.executeCommand('workbench.trust.manage'),
  };
}

function restart(): Action {
  return {
    label: `$(debug-restart) ${l10n.t('Restart Server')}`,
    description: l10n.t('The language server has stopped'),
    run: () => commands.executeCommand('externalSecrets.restartServer'),
  };
}

function accessLog(): Action {
  return {
    label: `$(history) ${l10n.t('Show Access Log')}`,
    description: l10n.t('Every call to a vault, without values'),
    run: () => commands.executeCommand('externalSecrets.showAccessLog'),
  };
}

function output(): Action {
  return {
    label: `$(output) ${l10n.t('Show Output')}`,
    description: l10n.t('What the extension and its server report'),
    run: () => commands.executeCommand('externalSecrets.showOutput'),
  };
}
