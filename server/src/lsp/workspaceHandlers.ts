import { FileChangeType } from 'vscode-languageserver';
import { neverCancelled } from '../cancellation.ts';
import { convertOfferRequest, reportFactsRequest, versionsRequest } from '../protocol.ts';
import { readConvertTarget, required } from './commands/arguments.ts';
import { guard } from './guard.ts';
import type { ServerState } from './serverState.ts';

/** What happens around the open documents: files on disk, folders, settings. */
export function registerWorkspaceHandlers(state: ServerState): void {
  const { connection, log, service } = state;
  const run = (what: string, work: () => Promise<void>) => void guard(log, what, neverCancelled, undefined, work);
  connection.onDidChangeWatchedFiles(({ changes }) =>
    run('watched files', async () => {
      for (const { uri, type } of changes) await service.fileChanged(uri, type === FileChangeType.Deleted);
    }),
  );
  connection.onRequest(convertOfferRequest, (target: unknown, token) =>
    guard(log, 'conversion', token, null, () =>
      service.conversions.offer(required(readConvertTarget(target), 'a file: { uri }')),
    ),
  );
  connection.onRequest(reportFactsRequest, (token) => guard(log, 'report', token, null, () => service.reports.facts()));
  connection.onRequest(versionsRequest, () => state.crds.known());
  connection.onDidChangeConfiguration(({ settings }) =>
    run('settings', async () => {
      await state.refreshSettings(settings);
      state.refreshDiagnostics();
    }),
  );
}
