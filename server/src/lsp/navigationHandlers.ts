import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { RenameRefusal } from '../features/navigation/rename.ts';
import { guard } from './guard.ts';
import type { ServerState } from './serverState.ts';

/** Symbols, definitions, references, rename and the like: each a thin call into the navigation service. */
export function registerNavigationHandlers({ connection, log, service: { navigation } }: ServerState): void {
  connection.onDocumentSymbol(({ textDocument: { uri } }, token) =>
    guard(log, 'document symbols', token, null, () => navigation.symbols(uri)),
  );
  connection.onWorkspaceSymbol(({ query }, token) =>
    guard(log, 'workspace symbols', token, null, () => navigation.workspaceSymbols(query)),
  );
  connection.onDefinition(({ position, textDocument: { uri } }, token) =>
    guard(log, 'definition', token, null, () => navigation.definition(uri, position)),
  );
  connection.onReferences(({ context, position, textDocument: { uri } }, token) =>
    guard(log, 'references', token, null, () => navigation.references(uri, position, context.includeDeclaration)),
  );
  connection.onDocumentHighlight(({ position, textDocument: { uri } }, token) =>
    guard(log, 'highlights', token, null, () => navigation.highlights(uri, position)),
  );
  connection.onPrepareRename(({ position, textDocument: { uri } }, token) =>
    guard(log, 'prepare rename', token, null, () => orRefuse(navigation.prepareRename(uri, position))),
  );
  connection.onRenameRequest(({ newName, position, textDocument: { uri } }, token) =>
    guard(log, 'rename', token, null, async () => orRefuse(await navigation.rename(uri, position, newName))),
  );
  connection.onDocumentLinks(({ textDocument: { uri } }, token) =>
    guard(log, 'document links', token, null, () => navigation.links(uri)),
  );
  connection.onFoldingRanges(({ textDocument: { uri } }, token) =>
    guard(log, 'folding ranges', token, null, () => navigation.folding(uri)),
  );
  connection.onSelectionRanges(({ positions, textDocument: { uri } }, token) =>
    guard(log, 'selection ranges', token, null, () => navigation.selections(uri, positions)),
  );
}

/** Editors show the text of the error. */
function orRefuse<T>(answer: T | RenameRefusal): T {
  if (typeof answer === 'object' && answer !== null && 'refusal' in answer)
    throw new ResponseError(LSPErrorCodes.RequestFailed, answer.refusal);
  return answer;
}
