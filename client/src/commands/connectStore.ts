import { l10n } from 'vscode';
import { serverCommands } from '../../../server/src/protocol.ts';
import type { Command } from './command.ts';
import { chooseStore, runOnStore } from './store.ts';

/** *Connect Store…*: the server asks for consent and, where it is given, lists the vault. */
export const connectStore: Command = async (context, argument) => {
  const store = await chooseStore(context, argument, l10n.t('Choose the store to connect to its vault'));
  if (store !== undefined) await runOnStore(context, serverCommands.connectStore, store);
};
