import { ConfigurationTarget, commands, l10n, type QuickPickItem, window, workspace } from 'vscode';
import type { Command } from './command.ts';
import { storeOf } from './store.ts';

const setting = 'externalSecrets.vault.maxCallsPerListing';
const most = 100_000;

interface Row extends QuickPickItem {
  /** Absent: open the setting. */
  readonly calls?: number;
}

/** *List More Names…*: lets one listing of a vault cost more calls, and lists again. */
export const listMore: Command = async (_, argument) => {
  const calls = workspace.getConfiguration().get<number>(setting, 100);
  const raised = [calls * 5, calls * 20].map((number) => Math.min(number, most)).filter((number) => number > calls);
  const rows = [
    ...[...new Set(raised)].map(
      (number): Row => ({
        label: `$(list-flat) ${l10n.t('Allow {0} Calls per Listing', number.toLocaleString())}`,
        description: l10n.t('Saved in the settings, where {0} are allowed now', calls.toLocaleString()),
        calls: number,
      }),
    ),
    { label: `$(gear) ${l10n.t('Open the Setting')}`, description: setting } satisfies Row,
  ];
  const placeHolder = l10n.t(
    'The vault has more names than a listing may cost calls. Typing the beginning of a name finds it too.',
  );
  const chosen = await window.showQuickPick<Row>(rows, { placeHolder });
  if (chosen === undefined) return;
  if (chosen.calls === undefined) return void (await commands.executeCommand('workbench.action.openSettings', setting));
  await workspace.getConfiguration().update(setting, chosen.calls, targetOf());
  await commands.executeCommand('externalSecrets.refreshVaultListing', storeOf(argument));
};

/** Where the value is set that counts now. */
function targetOf(): ConfigurationTarget {
  const set = workspace.getConfiguration().inspect(setting);
  return set?.workspaceValue === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
}
