import { env, l10n, ProgressLocation, type QuickPickItem, ViewColumn, window, workspace } from 'vscode';
import { type ManifestTarget, type MinimalPolicyResult, serverCommands } from '../../../server/src/protocol.ts';
import { editorAtHand } from '../editorAtHand.ts';
import { reached } from '../features/walkthrough.ts';
import { plainLabel } from '../plainText.ts';
import { tellResult } from './cluster/results.ts';
import type { Command, CommandContext } from './command.ts';
import { execute } from './serverEnd.ts';
import { serverRuns } from './store.ts';

/**
 * *Copy Minimal Policy for These Manifests…*: what the operator must be allowed for the open file or the workspace. The part that is
 * chosen goes to the clipboard, and all of it is opened as a new document, in which what is missing can be filled in.
 */
export const copyMinimalPolicy: Command = async (context) => {
  if (!(await serverRuns(context))) return;
  const scope = await chooseScope(context);
  if (scope === undefined) return;
  const targets = scope.target === undefined ? [] : [scope.target];
  // It rests on what the server has read already, and is mostly there at once: no notification.
  const result = await window.withProgress(
    { location: ProgressLocation.Window, title: l10n.t('Writing the minimal policy') },
    () => execute<MinimalPolicyResult>(context, serverCommands.minimalPolicy, ...targets),
  );
  if (result?.document === undefined) return await tellResult(result);
  const chosen = await choosePiece(result, result.document);
  if (chosen === undefined) return;
  await env.clipboard.writeText(chosen.text);
  reached('policyCopied');
  const document = await workspace.openTextDocument({ language: 'markdown', content: result.document });
  // Beside a page without text, such as the walkthrough, and not over it.
  await window.showTextDocument(document, { preview: true, viewColumn: editorAtHand()?.viewColumn ?? ViewColumn.Active });
  window.setStatusBarMessage(`$(clippy) ${l10n.t('Copied: {0}', plainLabel(chosen.title, 80))}`, 5000);
};

interface Scope extends QuickPickItem {
  /** Absent: the whole workspace. */
  readonly target: ManifestTarget | undefined;
}

async function chooseScope({ server }: CommandContext): Promise<Scope | undefined> {
  const document = editorAtHand()?.document;
  const all: Scope = { label: `$(root-folder) ${l10n.t('All Manifests of This Workspace')}`, target: undefined };
  if (document?.languageId !== 'yaml') return all;
  const uris = [server.client.code2ProtocolConverter.asUri(document.uri)];
  const file: Scope = { label: `$(file) ${l10n.t('The Manifests of This File')}`, target: { uris } };
  return window.showQuickPick([file, all], { placeHolder: l10n.t('For which manifests?') });
}

interface Piece extends QuickPickItem {
  readonly title: string;
  readonly text: string;
}

/** What to copy, where there is a choice. */
async function choosePiece({ pieces }: MinimalPolicyResult, document: string): Promise<Piece | undefined> {
  const items = pieces.map(({ title, text }): Piece => ({ label: `$(copy) ${plainLabel(title, 150)}`, title, text }));
  if (items.length === 1) return items[0];
  const title = l10n.t('all parts, as Markdown');
  const everything: Piece = { label: `$(files) ${l10n.t('All Parts, as Markdown')}`, title, text: document };
  return window.showQuickPick([...items, everything], { placeHolder: l10n.t('What to copy? All of it is opened to be read.') });
}
