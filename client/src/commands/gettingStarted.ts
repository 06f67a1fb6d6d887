import { commands, l10n, Uri, ViewColumn, window, workspace } from 'vscode';
import { openedWith, reached } from '../features/walkthrough.ts';
import type { Command } from './command.ts';

/** *Get Started*: the walkthrough, in VS Code's own page. */
export const openWalkthrough: Command = async ({ extension }) => {
  await openedWith(() => commands.executeCommand('workbench.action.openWalkthrough', `${extension.id}#getStarted`, false));
};

/** The tutorial's manifests, as many guides still show them. */
const examples: Readonly<Record<'aws' | 'azure', readonly string[]>> = {
  aws: ['secret-store.yaml', 'external-secret.yaml'],
  azure: ['azure-key-vault.yaml'],
};

/** *Open Example Manifests*: a copy to try things on, saved nowhere; beside the walkthrough, where that is open. */
export const openExample: Command = async ({ extension }, argument) => {
  const chosen = argument === 'aws' || argument === 'azure' ? argument : await chooseExample();
  if (chosen === undefined) return;
  const folder = Uri.joinPath(extension.extensionUri, 'examples', 'tutorial', 'as-written');
  const texts = await Promise.all(
    examples[chosen].map(async (name) => new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder, name)))),
  );
  const document = await workspace.openTextDocument({ language: 'yaml', content: texts.join('---\n') });
  const beside = window.activeTextEditor === undefined && window.tabGroups.activeTabGroup.activeTab !== undefined;
  await window.showTextDocument(document, { preview: false, ...(beside ? { viewColumn: ViewColumn.Beside } : {}) });
  if (chosen === 'azure') reached('azureOpened');
};

async function chooseExample(): Promise<'aws' | 'azure' | undefined> {
  const rows = [
    { label: '$(beaker) AWS Secrets Manager', example: 'aws' as const },
    { label: '$(beaker) Azure Key Vault', example: 'azure' as const },
  ];
  const title = l10n.t('Open Example Manifests');
  return (await window.showQuickPick(rows, { title, placeHolder: l10n.t('Which example?') }))?.example;
}
