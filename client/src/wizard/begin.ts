import { FileType, l10n, Uri, window, workspace } from 'vscode';
import {
  type NewManifestAnswers,
  type NewManifestChoices,
  type NewManifestResult,
  serverCommands,
} from '../../../server/src/protocol.ts';
import { tellResult } from '../commands/cluster/results.ts';
import type { CommandContext } from '../commands/command.ts';
import { execute } from '../commands/serverEnd.ts';
import { serverRuns } from '../commands/store.ts';
import { activeDocument, isWaiting, type Target, writeManifest } from './where.ts';

/** What there is to choose; undefined where the server cannot be asked, which the user has then been told. */
export async function choicesFor(context: CommandContext): Promise<NewManifestChoices | undefined> {
  if (!(await serverRuns(context))) return undefined;
  const choices = await context.server.execute<NewManifestChoices>(serverCommands.newManifestChoices);
  if (!choices) void window.showErrorMessage(l10n.t('The language server has no answer. The output says more.'));
  return choices;
}

/** The place that needs no question: the folder that the command was called on, or an editor that waits for a manifest. */
export async function givenTarget(argument: unknown): Promise<Target | undefined> {
  if (argument instanceof Uri) {
    const kind = await workspace.fs.stat(argument).then(
      ({ type }) => type,
      () => FileType.Unknown,
    );
    if ((kind & FileType.Directory) !== 0) return { folder: argument };
  }
  const document = activeDocument();
  return document !== undefined && isWaiting(document) ? { document } : undefined;
}

/** Has the server write the manifest, and puts it where it is to go. False where that was refused, which the user has been told. */
export async function begin(context: CommandContext, target: Target, answers: NewManifestAnswers): Promise<boolean> {
  const beside = typeof target === 'object' && 'document' in target ? target.document.uri : undefined;
  const uri = beside && context.server.client.code2ProtocolConverter.asUri(beside);
  const given = { ...answers, ...(uri === undefined ? {} : { beside: uri }) };
  const result = await execute<NewManifestResult>(context, serverCommands.newManifest, given);
  if (result?.outcome !== 'done') {
    await tellResult(result);
    return false;
  }
  await writeManifest(target, result);
  return true;
}
