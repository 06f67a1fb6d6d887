import { l10n, Uri, window } from 'vscode';
import { type CommandResult, type ManifestTarget, serverCommands } from '../../../../server/src/protocol.ts';
import { reached } from '../../features/walkthrough.ts';
import type { Command, CommandContext } from '../command.ts';
import { tellResult } from './results.ts';
import { runCommand } from './run.ts';
import { chooseManifests, filesTarget } from './targets.ts';

/** *Apply Manifest*: what a CodeLens names, what is selected in the explorer, else the active editor or what is selected in it. */
export const apply: Command = async (context, argument, selection) => {
  const target = await chooseManifests(context, argument, selection);
  if (target !== undefined) await applyTarget(context, target);
};

/** *Apply Folder…*: all manifests of a folder and of those below it. */
export const applyFolder: Command = async (context, argument, selection) => {
  const selected = (Array.isArray(selection) ? selection : [argument]).filter((uri) => uri instanceof Uri);
  const openLabel = l10n.t('Apply Folder');
  const folders =
    selected.length > 0
      ? selected
      : ((await window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel, title: openLabel })) ?? []);
  if (folders.length === 0) return;
  const target = await filesTarget(context, folders);
  if (target !== undefined) await applyTarget(context, target);
};

async function applyTarget(context: CommandContext, target: ManifestTarget): Promise<void> {
  const { uris } = target;
  const title = uris.length === 1 ? l10n.t('Applying manifest') : l10n.t('Applying {0} files', uris.length);
  const result = await runCommand<CommandResult>(context, serverCommands.apply, target, title);
  if (result?.outcome === 'done') reached('applied');
  await tellResult(result);
}
