import type { DocumentSymbol, SymbolInformation } from 'vscode-languageserver-types';
import { isEsoResource } from '../../model/esoKinds.ts';
import type { ManifestDocument } from '../../syntax/manifest.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import type { PlaceContext } from '../context.ts';
import { plainText } from '../markdown.ts';
import { type Part, partOf } from './outline.ts';
import { lies } from './places.ts';

/** Names and details are shown on one line. */
const mostCharacters = 120;

/** A file whose symbols are wanted. */
export type SymbolsContext = Pick<PlaceContext, 'file' | 'lines' | 'uri'>;

/**
 * The outline of a file: each object of ESO's kinds with its entries, sources, template or provider. Objects of others belong to their
 * own tools; undefined where there are only such.
 */
export function documentSymbols({ file, lines }: SymbolsContext): DocumentSymbol[] | undefined {
  const symbols = file.documents.flatMap((document) =>
    document.parsed.resources.filter(isEsoResource).map((resource) => symbolOf(partOf(resource), document)),
  );
  return symbols.length === 0 ? undefined : symbols;

  function symbolOf({ children = [], detail, kind, name, range, selection }: Part, document: ManifestDocument): DocumentSymbol {
    const toRange = ({ start, end }: OffsetRange) => ({
      start: lines.positionAt(document.start + start),
      end: lines.positionAt(document.start + end),
    });
    const shown = plainText(name, mostCharacters);
    return {
      name: shown === '' ? '…' : shown,
      ...(detail === undefined || detail === '' ? {} : { detail: plainText(detail, mostCharacters) }),
      kind,
      range: toRange(range),
      selectionRange: toRange(lies(selection, range) ? selection : { start: range.start, end: range.start }),
      ...(children.length === 0 ? {} : { children: children.map((child) => symbolOf(child, document)) }),
    };
  }
}

/** The same as a list, for editors that know no hierarchy. */
export function flatSymbols(symbols: readonly DocumentSymbol[], uri: string, containerName?: string): SymbolInformation[] {
  return symbols.flatMap(({ children = [], kind, name, range }) => [
    { name, kind, location: { uri, range }, ...(containerName === undefined ? {} : { containerName }) },
    ...flatSymbols(children, uri, name),
  ]);
}
