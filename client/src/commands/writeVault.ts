import { l10n, Position, type QuickPickItem, Range, window } from 'vscode';
import { type KeyItem, type KeysParams, type KeyTarget, keysRequest, serverCommands } from '../../../server/src/protocol.ts';
import { editorAtHand } from '../editorAtHand.ts';
import { reached } from '../features/walkthrough.ts';
import { plainLabel } from '../plainText.ts';
import { terminalShell } from '../terminal.ts';
import type { Command, CommandContext } from './command.ts';
import { placeInFile } from './placeInFile.ts';
import { serverRuns } from './store.ts';
import { typeTerminalCommand } from './terminalCommand.ts';

/** *Create in Vault…*: the vendor's own command for the key under the caret, or for one of the file. */
export const createInVault: Command = (context, argument) =>
  write(context, serverCommands.createInVault, argument, l10n.t('Choose the key to create'));

/** *Rotate in Vault…*: the same with a new value. */
export const rotateInVault: Command = (context, argument) =>
  write(context, serverCommands.rotateInVault, argument, l10n.t('Choose the key to give a new value'));

async function write(context: CommandContext, command: string, argument: unknown, placeHolder: string): Promise<void> {
  if (!(await serverRuns(context))) return;
  const target = placeInFile(argument) ?? (await chooseKey(context, placeHolder));
  if (target === undefined || !(await typeTerminalCommand(context, command, { ...target, shell: terminalShell() }))) return;
  reached(command === serverCommands.createInVault ? 'secretPrepared' : 'rotated');
}

interface Row extends QuickPickItem {
  readonly item: KeyItem;
}

/** The key whose entry the caret is in, else one that the user picks. */
async function chooseKey({ server }: CommandContext, placeHolder: string): Promise<KeyTarget | undefined> {
  const editor = editorAtHand();
  if (editor === undefined) {
    tellNoKey();
    return undefined;
  }
  const uri = server.client.code2ProtocolConverter.asUri(editor.document.uri);
  const params: KeysParams = { uri };
  const keys = (await server.ask<readonly KeyItem[]>(keysRequest, params)) ?? [];
  const { active } = editor.selection;
  // An entry begins behind its dash, its line does not.
  const isOnLine = ({ range: { start, end } }: KeyItem) => start.line <= active.line && active.line <= end.line;
  const here = keys.find(({ range }) => rangeOf(range).contains(active)) ?? keys.find(isOnLine);
  const item = here ?? (await pickKey(keys, placeHolder));
  return item && { uri, ...item.range.start };
}

async function pickKey(keys: readonly KeyItem[], placeHolder: string): Promise<KeyItem | undefined> {
  if (keys.length === 0) {
    tellNoKey();
    return undefined;
  }
  const rows = keys.map(
    (item): Row => ({
      label: `$(key) ${plainLabel(item.key, 150)}`,
      description: plainLabel(item.property ?? '', 100),
      detail: plainLabel(item.store, 100),
      item,
    }),
  );
  return (await window.showQuickPick(rows, { placeHolder, matchOnDescription: true }))?.item;
}

function tellNoKey(): void {
  const advice = l10n.t('No key of a vault is named in this file. Open the manifest of an ExternalSecret that names one.');
  void window.showInformationMessage(advice);
}

function rangeOf({ start, end }: KeyItem['range']): Range {
  return new Range(new Position(start.line, start.character), new Position(end.line, end.character));
}
