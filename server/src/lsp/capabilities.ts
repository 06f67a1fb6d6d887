import {
  type ClientCapabilities,
  CodeActionKind,
  PositionEncodingKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { fixAllKind } from '../features/codeActions.ts';
import { completionTriggers } from '../features/completion/index.ts';
import { refactoringKinds } from '../features/refactorings/kinds.ts';
import { colourTypes } from '../features/semanticTokens/templateColours.ts';
import { signatureTriggers } from '../features/signatureHelp.ts';

/** What the server says that it can do, to a client that can do this; `commands` by their ids. */
export function serverCapabilities(
  { textDocument, workspace }: ClientCapabilities,
  commands: readonly string[],
): ServerCapabilities {
  const canRefresh = workspace?.diagnostics?.refreshSupport === true;
  const legend = { tokenTypes: [...colourTypes], tokenModifiers: [] };
  const semanticTokensProvider = { legend, full: { delta: true }, range: true };
  const diagnosticProvider = { interFileDependencies: !canRefresh, workspaceDiagnostics: false };
  return {
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    completionProvider: { triggerCharacters: [...completionTriggers], resolveProvider: true },
    hoverProvider: true,
    signatureHelpProvider: { triggerCharacters: [...signatureTriggers], retriggerCharacters: ['|', ')'] },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind, ...refactoringKinds], resolveProvider: true },
    codeLensProvider: { resolveProvider: true },
    documentSymbolProvider: { label: 'External Secrets' },
    workspaceSymbolProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
    documentLinkProvider: { resolveProvider: false },
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    executeCommandProvider: { commands: [...commands], workDoneProgress: true },
    ...(textDocument?.diagnostic === undefined ? {} : { diagnosticProvider }),
    ...(textDocument?.semanticTokens === undefined ? {} : { semanticTokensProvider }),
    ...(textDocument?.inlayHint === undefined ? {} : { inlayHintProvider: { resolveProvider: false } }),
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
