import { type InitializeParams, InsertTextMode, MarkupKind } from 'vscode-languageserver';
import { type ClientFeatures, extensionCommands, plainCommands, possibleCommands, type Reach } from '../features/context.ts';
import { localisation } from '../localisation.ts';
import type { InitializationOptions } from '../protocol.ts';

/** What the editor can do, from what it says of itself with `initialize`, and from where the server runs. */
export function clientFeatures({ capabilities, initializationOptions }: InitializeParams, reach: Reach): ClientFeatures {
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
    commands: possibleCommands(keepsConsent === true ? extensionCommands : plainCommands, reach),
    l10n: localisation(texts ?? {}),
  };
}
