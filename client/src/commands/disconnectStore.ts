import { l10n } from 'vscode';
import { serverCommands } from '../../../server/src/protocol.ts';
import type { Command } from './command.ts';
import { chooseStore, runOnStore } from './store.ts';

/** *Disconnect Store*: takes consent back; the destination is as if never asked. */
export const disconnectStore: Command = async (context, argument) => {
  const store = await chooseStore(context, argument, l10n.t('Choose the store to disconnect from its vault'));
  if (store !== undefined) await runOnStore(context, serverCommands.disconnectStore, store);
};
