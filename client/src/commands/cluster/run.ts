import { l10n, ProgressLocation, window } from 'vscode';
import { type ExecuteCommandParams, ExecuteCommandRequest, WorkDoneProgress } from 'vscode-languageclient';
import type { CommandContext } from '../command.ts';
import { tellServerEnd } from '../serverEnd.ts';
import { serverRuns } from '../store.ts';

/**
 * Runs a command of the server under a progress notification that can be cancelled.
 *
 * @param title what is being done, in a few words
 * @returns what the server says; undefined where it does not run or failed, which has then been told to the user
 */
export async function runCommand<T>(
  context: CommandContext,
  command: string,
  argument: object | undefined,
  title: string,
): Promise<T | undefined> {
  if (!(await serverRuns(context))) return undefined;
  const { server } = context;
  const before = server.unanswered;
  const workDoneToken = `external-secrets-${crypto.randomUUID()}`;
  const params: ExecuteCommandParams = { command, arguments: argument === undefined ? [] : [argument], workDoneToken };
  const { result, cancelled } = await window.withProgress(
    { location: ProgressLocation.Notification, cancellable: true, title },
    async (progress, token) => {
      let reached = 0;
      const listener = server.client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
        const { message, percentage } = value as { readonly message?: string; readonly percentage?: number };
        const increment = percentage === undefined ? 0 : Math.max(0, percentage - reached);
        reached += increment;
        progress.report({ ...(message === undefined ? {} : { message }), ...(increment === 0 ? {} : { increment }) });
      });
      try {
        const answer = await server.ask<T | null>(ExecuteCommandRequest.method, params, token);
        return { result: answer, cancelled: token.isCancellationRequested };
      } finally {
        listener.dispose();
      }
    },
  );
  if (result === undefined || result === null) {
    if (server.unanswered > before) await tellServerEnd(context, { command, title });
    else if (!cancelled) await tellFailure(context);
    return undefined;
  }
  return result;
}

async function tellFailure({ output }: CommandContext): Promise<void> {
  const show = l10n.t('Show Output');
  const message = l10n.t('The command came to no end: the language server failed. The output says more.');
  if ((await window.showErrorMessage(message, show)) === show) output.show();
}
