import { type InitializeParams, InsertTextMode, MarkupKind } from 'vscode-languageserver';
import { type ClientFeatures, extensionCommands, plainCommands } from '../features/context.ts';
import { localisation } from '../localisation.ts';
import type { InitializationOptions } from '../protocol.ts';

/** What the editor can do, from what it says of itself with `initialize`. */
export function clientFeatures({ capabilities, initializationOptions }: InitializeParams): ClientFeatures {
  const { codeAction, completion, definition, documentSymbol, foldingRange, hover } = capabilities.textDocument ?? {};
  const { completionItem } = completion ?? {};
  const { workspaceEdit } = capabilities.workspace ?? {};
  const { keepsConsent, texts } = (initializationOptions ?? {}) as InitializationOptions;
  return {
    snippets: completionItem?.snippetSupport === true,
    insertsAsIs: completionItem?.insertTextModeSupport?.valueSet.includes(InsertTextMode.asIs) === true,
    markdown: hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
    resolvesActions: codeAction?.dataSupport === true && codeAction.resolveSupport?.properties.includes('edit') === true,
    definitionLinks: definition?.linkSupport === true,
    nestedSymbols: documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    mostFolds: foldingRange?.rangeLimit,
    versionedEdits: workspaceEdit?.documentChanges === true,
    createsFiles: workspaceEdit?.documentChanges === true && workspaceEdit.resourceOperations?.includes('create') === true,
    commands: keepsConsent === true ? extensionCommands : plainCommands,
    l10n: localisation(texts ?? {}),
  };
}
