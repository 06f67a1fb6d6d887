import { l10n } from 'vscode';
import { serverCommands } from '../../../server/src/protocol.ts';
import type { Command } from './command.ts';
import { chooseStore } from './store.ts';
import { typeTerminalCommand } from './terminalCommand.ts';

/** *Sign In Again…*: types the vendor's own command for it into a terminal. Completion, hover and the status item lead here. */
export const signIn: Command = async (context, argument) => {
  const store = await chooseStore(context, argument, l10n.t('Choose the store to sign in for'));
  if (store !== undefined) await typeTerminalCommand(context, serverCommands.signIn, store);
};
