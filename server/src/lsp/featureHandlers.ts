import { CodeActionTriggerKind, DocumentDiagnosticReportKind, MessageType, ShowMessageNotification } from 'vscode-languageserver';
import { neverCancelled } from '../cancellation.ts';
import { plainText } from '../model/plainText.ts';
import { serverCommands } from '../protocol.ts';
import { guard } from './guard.ts';
import { lensActions } from './lensActions.ts';
import type { ServerState } from './serverState.ts';

/** Text synchronisation and the language features: each a thin call into the language service. */
export function registerFeatureHandlers(state: ServerState): void {
  const { client, connection, log, publisher, resumeCluster, service } = state;
  const { convertToExternalSecret } = state.features.commands;
  const showsLenses = client.capabilities.textDocument?.codeLens !== undefined;
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    service.open(uri, languageId, version, text);
    publisher.schedule(uri);
    resumeCluster();
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    service.change(uri, version, contentChanges);
    publisher.schedule(uri);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    publisher.clear(uri);
    void guard(log, 'close', neverCancelled, undefined, () => service.close(uri));
  });
  connection.onCompletion(({ textDocument, position }, token) =>
    guard(log, 'completion', token, null, () => service.complete(textDocument.uri, position, token)),
  );
  connection.onCompletionResolve((item, token) =>
    guard(log, 'completion resolve', token, item, () => service.resolveCompletion(item, token)),
  );
  connection.onHover(({ textDocument, position }, token) =>
    guard(log, 'hover', token, null, () => service.hover(textDocument.uri, position, token)),
  );
  connection.onSignatureHelp(({ textDocument, position }, token) =>
    guard(log, 'signature help', token, null, () => service.signatureHelp(textDocument.uri, position)),
  );
  connection.onCodeAction(({ textDocument, range, context }, token) =>
    guard(log, 'code actions', token, [], async () => {
      const fixes = await service.codeActions(textDocument.uri, range, context.only);
      const refactorings = await service.refactorings.at(textDocument.uri, range.start, context.only, token);
      // Secrets are others' documents: only who asks for actions is told, and no light bulb is lit.
      const isAsked = context.triggerKind !== CodeActionTriggerKind.Automatic;
      const conversion = isAsked
        ? service.conversions.actionAt(textDocument.uri, range.start, context.only, convertToExternalSecret)
        : [];
      const lenses = showsLenses ? [] : lensActions(await service.lenses.lenses(textDocument.uri, true), range, context.only);
      return [...fixes, ...refactorings, ...conversion, ...lenses].map((action) => ({
        ...action,
        title: plainText(action.title, 300),
      }));
    }),
  );
  connection.onCodeActionResolve((action, token) =>
    guard(log, 'code action resolve', token, action, async () => {
      const resolved = await service.refactorings.resolve(action, token);
      // Editors do not show why an action is disabled after all. VS Code also resolves actions that nobody has chosen yet: where the
      // client takes a command, the choice says it.
      if (resolved.disabled === undefined) return resolved;
      const { disabled, ...rest } = resolved;
      const resolvable = client.capabilities.textDocument?.codeAction?.resolveSupport?.properties ?? [];
      if (resolvable.includes('command'))
        return { ...rest, command: { title: action.title, command: serverCommands.explainAction, arguments: [action] } };
      const message = disabled?.reason ?? '';
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
      return { ...rest, disabled: { reason: message } };
    }),
  );
  connection.languages.diagnostics.on((params, token) =>
    guard(log, 'diagnostics', token, { kind: DocumentDiagnosticReportKind.Full, items: [] }, async () => ({
      kind: DocumentDiagnosticReportKind.Full,
      items: [...((await service.diagnose(params.textDocument.uri)) ?? [])],
    })),
  );
}
