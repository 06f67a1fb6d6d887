import { l10n, window } from 'vscode';
import { serverCommands } from '../../../server/src/protocol.ts';
import type { Command } from './command.ts';
import { execute } from './serverEnd.ts';
import { runOnStore, serverRuns, storeOf } from './store.ts';

/** *Refresh Vault Listing*: for the store given or under the caret, else for all stores. */
export const refreshVaultListing: Command = async (context, argument) => {
  if (!(await serverRuns(context))) return;
  const store = storeOf(argument) ?? (await context.status.atCaret())?.store;
  if (store !== undefined) {
    await runOnStore(context, serverCommands.refreshVaultListing, store);
    return;
  }
  await execute(context, serverCommands.refreshVaultListing);
  window.setStatusBarMessage(`$(refresh) ${l10n.t('Vault listings will be fetched again when next needed')}`, 5000);
};
