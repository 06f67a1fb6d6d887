import { l10n, type QuickPickItem, window } from 'vscode';
import { type PreviewChoice, type PreviewPlace, type PreviewResult, previewRequest } from '../../../server/src/protocol.ts';
import { plainLabel, plainMessage } from '../plainText.ts';
import type { Command, CommandContext } from './command.ts';
import { placeInFile } from './placeInFile.ts';
import { unlessItEnds } from './serverEnd.ts';
import { serverRuns } from './store.ts';

/** *Preview Secret*: what ESO would write for the ExternalSecret under the caret, or for one of the file, beside its manifest. */
export const previewSecret: Command = async (context, argument) => {
  if (!(await serverRuns(context))) return;
  const place = placeInFile(argument) ?? caretPlace(context);
  if (place === undefined) {
    void window.showInformationMessage(l10n.t('Open the manifest of an ExternalSecret first.'));
    return;
  }
  await show(context, place);
};

async function show(context: CommandContext, place: PreviewPlace): Promise<void> {
  const result = await unlessItEnds(context, () => context.server.ask<PreviewResult | null>(previewRequest, place));
  if (result === undefined || result === null) return;
  if (result.text !== undefined) return await context.previews.show(place, result);
  const choice = await pick(result.choices ?? []);
  if (choice !== undefined) return await show(context, { ...place, line: choice.line, character: choice.character });
  if (result.choices === undefined) void window.showInformationMessage(plainMessage(result.message, 300));
}

async function pick(choices: readonly PreviewChoice[]): Promise<PreviewChoice | undefined> {
  if (choices.length < 2) return choices[0];
  const rows = choices.map((choice): QuickPickItem & { readonly choice: PreviewChoice } => ({
    label: `$(eye) ${plainLabel(choice.label, 120)}`,
    description: plainLabel(choice.description, 100),
    choice,
  }));
  return (await window.showQuickPick(rows, { placeHolder: l10n.t('Choose what to preview') }))?.choice;
}

function caretPlace({ server }: CommandContext): PreviewPlace | undefined {
  const editor = window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: server.client.code2ProtocolConverter.asUri(editor.document.uri), line, character };
}
