import {
  type CancellationToken,
  CancellationTokenSource,
  ExecuteCommandRequest,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  type WorkDoneProgressReporter,
} from 'vscode-languageserver';
import { neverCancelled } from '../../cancellation.ts';
import {
  type ClusterStatus,
  type CommandResult,
  type DiffFile,
  type InitializationOptions,
  showDiffRequest,
  type VaultStatus,
} from '../../protocol.ts';
import { guard } from '../guard.ts';
import { createInteraction } from '../interaction.ts';
import { plainWords } from '../plainWords.ts';
import type { ServerState } from '../serverState.ts';
import { actionCommands } from './actionCommands.ts';
import { clusterCommands } from './clusterCommands.ts';
import type { ServerCommand } from './command.ts';
import { convertCommands } from './convertCommands.ts';
import { fixCommands } from './fixCommands.ts';
import { newManifestCommands } from './newManifestCommands.ts';
import { policyCommands } from './policyCommands.ts';
import { previewCommands } from './previewCommands.ts';
import { vaultCliCommands } from './vaultCliCommands.ts';
import { vaultCommands } from './vaultCommands.ts';

/**
 * `workspace/executeCommand`, for any editor: with progress that can be cancelled, and questions that only the user answers. Returns the
 * ids of the commands that there are where the server runs.
 */
export function registerCommands(state: ServerState): readonly string[] {
  const { client, connection, log, runtime, service } = state;
  const ownClient = (client.initializationOptions as InitializationOptions | undefined)?.keepsConsent === true;
  const showDiff = async (files: readonly DiffFile[]) => {
    if (ownClient) return void (await connection.sendRequest(showDiffRequest, files));
    // Other editors have no place of their own for it but the log.
    for (const { resource, live, proposed } of files)
      log.info(`${resource.kind} ${resource.name}\n--- in the cluster\n${live}\n+++ as in the manifest\n${proposed}`);
  };
  const lasting = {
    ...(runtime.clusters === undefined ? {} : clusterCommands(service.cluster, showDiff)),
    ...state.crdCommands,
    ...fixCommands({ fixes: service.fixes, connection, capabilities: client.capabilities, ownClient }),
  };
  const commands: Readonly<Record<string, ServerCommand>> = {
    ...(state.reachesVaults ? vaultCommands(service.stores) : {}),
    ...(runtime.shell === undefined ? {} : vaultCliCommands({ service, log, shell: runtime.shell, ownClient })),
    ...actionCommands(service.refactorings, service.stores, connection),
    ...policyCommands(service.policies, log, ownClient),
    ...convertCommands({ conversions: service.conversions, connection, capabilities: client.capabilities, log, ownClient }),
    ...previewCommands(service.previews),
    ...newManifestCommands(service.newManifests),
    ...lasting,
  };
  // Not by `onExecuteCommand`, which keeps it to itself whether the client has named a place for progress.
  connection.onRequest(ExecuteCommandRequest.type, ({ command, arguments: args, workDoneToken }, token) =>
    // A cancelled command is answered like any other: only its result says what had been done by then.
    guard<unknown>(log, command, neverCancelled, null, async () => {
      const found = Object.hasOwn(commands, command) ? commands[command] : undefined;
      if (found === undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, `There is no command "${command}".`);
      const progress = await (workDoneToken === undefined && Object.hasOwn(lasting, command)
        ? ownProgress(state, token)
        : { reporter: connection.window.attachWorkDoneProgress(workDoneToken), token });
      const interaction = createInteraction({ connection, ownClient, title: found.title, l10n: state.l10n, ...progress });
      try {
        await state.consentsLoaded;
        const result = plainWords(await found.run({ argument: args?.[0], interaction }));
        // Our own client shows the outcome in its own way, with buttons; any other editor is told.
        if (!ownClient) tell(state, result);
        return result;
      } finally {
        progress.reporter.done();
        // What a command allows, takes back or changes shows in the diagnostics of every open document.
        state.refreshDiagnostics();
      }
    }),
  );
  return Object.keys(commands);
}

/**
 * Where progress goes and what cancels the command, for editors that can show progress but name no place for it with a command: one
 * that the server asks for. Others are shown none.
 */
async function ownProgress(
  { client, connection }: ServerState,
  token: CancellationToken,
): Promise<{ readonly reporter: WorkDoneProgressReporter; readonly token: CancellationToken }> {
  if (client.capabilities.window?.workDoneProgress !== true)
    return { reporter: connection.window.attachWorkDoneProgress(undefined), token };
  const own = await connection.window.createWorkDoneProgress();
  const source = new CancellationTokenSource();
  for (const one of [token, own.token]) one.onCancellationRequested(() => source.cancel());
  let begun = false;
  const begin: WorkDoneProgressReporter['begin'] = (...args) => {
    begun = true;
    own.begin(...args);
  };
  // What has not begun must not end.
  const done = () => begun && own.done();
  return { reporter: { begin, report: own.report.bind(own), done }, token: source.token };
}

/** The outcome in one line, where the result has one. Of what was cancelled before anything was done the user knows. */
function tell({ connection }: ServerState, result: unknown): void {
  const { outcome, message, items = [] } = (result ?? {}) as Partial<CommandResult>;
  const isKnown = outcome === 'cancelled' && items.length === 0;
  if (outcome === undefined) tellState(connection, result);
  else if (typeof message === 'string' && !isKnown) show(connection, outcome === 'done', message);
}

/** What keeps a store or the cluster from being used after the command. That it can be shows by itself, and what was declined is known. */
function tellState(connection: ServerState['connection'], result: unknown): void {
  const { state, message, tooltip } = (result ?? {}) as Partial<ClusterStatus> & Partial<Omit<VaultStatus, 'state'>>;
  const said = message ?? tooltip?.split('\n')[0];
  if (state !== undefined && said !== undefined && !silentStates.has(state)) show(connection, false, said);
}

const silentStates: ReadonlySet<string> = new Set(['connected', 'connecting', 'listing', 'manifest', 'not-connected']);

/** As a notification: editors take a request to show something for a question. */
function show(connection: ServerState['connection'], good: boolean, message: string): void {
  void connection.sendNotification(ShowMessageNotification.type, {
    type: good ? MessageType.Info : MessageType.Warning,
    message,
  });
}
