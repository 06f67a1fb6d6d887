import { l10n, window, workspace } from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient';
import { serverCommands, type WorkspaceFixResult } from '../../../server/src/protocol.ts';
import { plainLabel, plainMessage } from '../plainText.ts';
import { tellResult } from './cluster/results.ts';
import { runCommand } from './cluster/run.ts';
import type { Command, CommandContext } from './command.ts';

/** *Fix All in Workspace…*: every fix that can be made without asking, for review. */
export const fixWorkspace: Command = (context) =>
  review(context, serverCommands.fixWorkspace, l10n.t('Looking for problems that can be fixed'), (size) =>
    l10n.t('Fix {0}', size),
  );

/** *Migrate All Manifests to v1…*: whatever has an apiVersion of former days, for review. */
export const migrateWorkspace: Command = (context) =>
  review(context, serverCommands.migrateWorkspace, l10n.t('Looking for manifests to migrate'), (size) =>
    l10n.t('Migrate to v1: {0}', size),
  );

/** Has the server work out the changes, asks, and has the editor make them. */
async function review(context: CommandContext, command: string, title: string, deed: (size: string) => string): Promise<void> {
  const result = await runCommand<WorkspaceFixResult>(context, command, undefined, title);
  if (result?.edit === undefined) return await tellResult(result);
  const edit = await chosenEdit(result.edit as WorkspaceEdit, deed(result.message));
  if (edit === undefined) return;
  const converted = await context.server.client.protocol2CodeConverter.asWorkspaceEdit(edit);
  // Nothing may come between this look and the change: what has been typed into meanwhile stays as it is.
  if (!isCurrent(context, edit)) {
    void window.showWarningMessage(l10n.t('Nothing was changed: a file was edited meanwhile. Run the command again.'));
    return;
  }
  const applied = await workspace.applyEdit(converted, { isRefactoring: true });
  const message = applied ? l10n.t('Done: {0}', result.message) : l10n.t('Nothing was changed.');
  if (applied) void window.showInformationMessage(plainMessage(message, 500));
  else window.setStatusBarMessage(plainLabel(message, 500), 5000);
}

/** All of it at once, or change by change: what needs confirmation VS Code shows with a box to tick, and none of them is ticked yet. */
async function chosenEdit(edit: WorkspaceEdit, message: string): Promise<WorkspaceEdit | undefined> {
  const [all, one] = [l10n.t('Change All'), l10n.t('Review…')];
  const detail = l10n.t('Review lists every change, for you to tick those to make. Nothing is applied to a cluster.');
  const chosen = await window.showInformationMessage(plainMessage(message, 500), { modal: true, detail }, one, all);
  if (chosen !== all) return chosen === one ? edit : undefined;
  const annotations = Object.entries(edit.changeAnnotations ?? {}).map(([id, { label }]) => [id, { label }]);
  return { ...edit, changeAnnotations: Object.fromEntries(annotations) };
}

function isCurrent({ server }: CommandContext, { documentChanges = [] }: WorkspaceEdit): boolean {
  const open = new Map(
    workspace.textDocuments.map((document) => [server.client.code2ProtocolConverter.asUri(document.uri), document.version]),
  );
  return documentChanges.every((change) => {
    if (!('textDocument' in change) || change.textDocument.version === null) return true;
    return open.get(change.textDocument.uri) === change.textDocument.version;
  });
}
