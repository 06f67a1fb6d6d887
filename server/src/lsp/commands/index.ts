import { LSPErrorCodes, MessageType, ResponseError, ShowMessageNotification } from 'vscode-languageserver';
import { neverCancelled } from '../../cancellation.ts';
import { type CommandResult, type DiffFile, type InitializationOptions, showDiffRequest } from '../../protocol.ts';
import { guard } from '../guard.ts';
import { createInteraction } from '../interaction.ts';
import type { ServerState } from '../server.ts';
import { clusterCommands } from './clusterCommands.ts';
import type { ServerCommand } from './command.ts';
import { vaultCommands } from './vaultCommands.ts';

/** `workspace/executeCommand`, for any editor: with progress that can be cancelled, and questions that only the user answers. */
export function registerCommands(state: ServerState): void {
  const { client, connection, log, service } = state;
  const ownClient = (client.initializationOptions as InitializationOptions | undefined)?.keepsConsent === true;
  const showDiff = async (files: readonly DiffFile[]) => {
    if (ownClient) return void (await connection.sendRequest(showDiffRequest, files));
    // Other editors have no place of their own for it but the log.
    for (const { resource, live, proposed } of files)
      log.info(`${resource.kind} ${resource.name}\n--- in the cluster\n${live}\n+++ as in the manifest\n${proposed}`);
  };
  const commands: Readonly<Record<string, ServerCommand>> = {
    ...vaultCommands(service.stores),
    ...clusterCommands(service.cluster, showDiff),
  };
  connection.onExecuteCommand(({ command, arguments: args }, token, reporter) =>
    // A cancelled command is answered like any other: only its result says what had been done by then.
    guard<unknown>(log, command, neverCancelled, null, async () => {
      const found = Object.hasOwn(commands, command) ? commands[command] : undefined;
      if (found === undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, `There is no command "${command}".`);
      const interaction = createInteraction({ connection, ownClient, reporter, title: found.title, token });
      try {
        await state.consentsLoaded;
        const result = await found.run({ argument: args?.[0], interaction });
        // Our own client shows the outcome in its own way, with buttons; any other editor is told.
        if (!ownClient) tell(state, result);
        return result;
      } finally {
        reporter.done();
        // What a command allows, takes back or changes shows in the diagnostics of every open document.
        state.refreshDiagnostics();
      }
    }),
  );
}

/** The outcome in one line, where the result has one. Of what was cancelled before anything was done the user knows. */
function tell({ connection }: ServerState, result: unknown): void {
  const { outcome, message, items = [] } = (result ?? {}) as Partial<CommandResult>;
  if (outcome === undefined || typeof message !== 'string' || (outcome === 'cancelled' && items.length === 0)) return;
  const type = outcome === 'done' ? MessageType.Info : MessageType.Warning;
  // As a notification: editors take a request to show something for a question.
  void connection.sendNotification(ShowMessageNotification.type, { type, message });
}
