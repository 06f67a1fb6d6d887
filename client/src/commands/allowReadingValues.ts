import { l10n } from 'vscode';
import { serverCommands } from '../../../server/src/protocol.ts';
import type { Command } from './command.ts';
import { chooseStore, runOnStore } from './store.ts';

/** *Allow Reading Values…*: the server asks whether values may be read, and dropped at once, to list property names. */
export const allowReadingValues: Command = async (context, argument) => {
  const store = await chooseStore(
    context,
    argument,
    l10n.t('Choose the store whose secrets may be read to list their properties'),
  );
  if (store !== undefined) await runOnStore(context, serverCommands.allowReadingValues, store);
};
