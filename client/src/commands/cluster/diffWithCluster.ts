import { l10n, window } from 'vscode';
import { type DiffResult, serverCommands } from '../../../../server/src/protocol.ts';
import { plainMessage } from '../../plainText.ts';
import type { Command } from '../command.ts';
import { runCommand } from './run.ts';
import { chooseManifests } from './targets.ts';

/** *Diff with Cluster*: what applying would change, in VS Code's diff editor. Changes nothing. */
export const diffWithCluster: Command = async (context, argument, selection) => {
  const target = await chooseManifests(context, argument, selection);
  if (target === undefined) return;
  const title = l10n.t('Comparing with the cluster');
  const result = await runCommand<DiffResult>(context, serverCommands.diffWithCluster, target, title);
  if (result === undefined || result.outcome === 'cancelled') return;
  if (result.files.length > 0) await context.documents.showDiff(result.files);
  const message = plainMessage(result.message, 500);
  if (result.outcome === 'refused') void window.showWarningMessage(message);
  else if (result.files.length === 0) void window.showInformationMessage(message);
};
