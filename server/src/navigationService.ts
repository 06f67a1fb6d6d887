import type {
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Location,
  LocationLink,
  Position,
  SelectionRange,
  SymbolInformation,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { Documents } from './documents.ts';
import type { FeatureContext, PlaceContext } from './features/context.ts';
import { definitionAt } from './features/navigation/definition.ts';
import { highlightsAt } from './features/navigation/documentHighlight.ts';
import { documentLinks } from './features/navigation/documentLinks.ts';
import { documentSymbols, flatSymbols } from './features/navigation/documentSymbols.ts';
import { foldingRanges } from './features/navigation/foldingRanges.ts';
import { referencesAt } from './features/navigation/references.ts';
import { prepareRename, type RenamePlace, type RenameRefusal, renameAt, workspaceEdit } from './features/navigation/rename.ts';
import { selectionRanges } from './features/navigation/selectionRanges.ts';
import { workspaceSymbols } from './features/navigation/workspaceSymbols.ts';
import type { Files } from './host.ts';
import type { ManifestFile } from './syntax/manifest.ts';

/** Ways through the manifests of the workspace. Null where there is nothing of ours, which leaves the place to other tools. */
export interface NavigationService {
  symbols(uri: string): DocumentSymbol[] | SymbolInformation[] | null;
  workspaceSymbols(query: string): SymbolInformation[];
  definition(uri: string, position: Position): Location[] | LocationLink[] | null;
  references(uri: string, position: Position, withDefinitions: boolean): Location[] | null;
  highlights(uri: string, position: Position): DocumentHighlight[] | null;
  prepareRename(uri: string, position: Position): RenamePlace | RenameRefusal | null;
  /** Looks at the files on disk once more before it answers. */
  rename(uri: string, position: Position, newName: string): Promise<WorkspaceEdit | RenameRefusal | null>;
  links(uri: string): Promise<DocumentLink[] | null>;
  folding(uri: string): FoldingRange[] | null;
  selections(uri: string, positions: readonly Position[]): SelectionRange[] | null;
}

/** What the service stands on. */
export interface NavigationOptions {
  readonly documents: Documents;
  readonly files: Pick<Files, 'read'>;
  readonly context: () => FeatureContext;
  /** Undefined where the file is not open. */
  readonly placeIn: (uri: string, position: Position) => PlaceContext | undefined;
  /** Takes a file from disk into the index. */
  readonly readAgain: (uri: string) => Promise<void>;
}

/** How often a rename is worked out anew because files have changed on disk meanwhile. */
const mostAttempts = 3;

/** Builds the service over the open documents and the index. */
export function createNavigationService({ context, documents, files, placeIn, readAgain }: NavigationOptions): NavigationService {
  function fileOf(uri: string) {
    const document = documents.get(uri);
    return document === undefined ? undefined : { ...context(), uri, file: document.file, lines: document.file.lines };
  }

  function at<T>(uri: string, position: Position, find: (place: PlaceContext) => T | undefined): T | null {
    const place = placeIn(uri, position);
    return (place && find(place)) ?? null;
  }

  /** Reads again the files whose text on disk is no longer that of the index; answers whether there was one. */
  async function renewed(uris: readonly string[], known: ReadonlyMap<string, ManifestFile>): Promise<boolean> {
    let isStale = false;
    for (const uri of uris) {
      if (documents.get(uri) !== undefined || (await files.read(uri)) === known.get(uri)?.text) continue;
      await readAgain(uri);
      isStale = true;
    }
    return isStale;
  }

  return {
    symbols(uri) {
      const file = fileOf(uri);
      const symbols = file && documentSymbols(file);
      if (file === undefined || symbols === undefined) return null;
      return file.client.nestedSymbols === true ? symbols : flatSymbols(symbols, uri);
    },
    workspaceSymbols: (query) => workspaceSymbols(context(), query),
    definition: (uri, position) => at<Location[] | LocationLink[]>(uri, position, definitionAt),
    references: (uri, position, withDefinitions) => at(uri, position, (place) => referencesAt(place, withDefinitions)),
    highlights: (uri, position) => at(uri, position, highlightsAt),
    prepareRename: (uri, position) => at(uri, position, prepareRename),
    async rename(uri, position, newName) {
      for (let attempt = 0; attempt < mostAttempts; attempt++) {
        const place = placeIn(uri, position);
        const renamed = place && renameAt(place, newName);
        if (place === undefined || renamed === undefined) return null;
        if ('refusal' in renamed) return renamed;
        const known = new Map([...place.index.documents()].map((placed) => [placed.uri, placed.file]));
        if (await renewed(Object.keys(renamed.edits), known)) continue;
        return workspaceEdit(renamed, place.client.versionedEdits === true, (file) => documents.get(file)?.version);
      }
      return { refusal: 'Files of this workspace are changing. Please try again.' };
    },
    async links(uri) {
      const file = fileOf(uri);
      return file === undefined ? null : ((await documentLinks(file)) ?? null);
    },
    folding(uri) {
      const file = fileOf(uri);
      return (file && foldingRanges(file, file.client.mostFolds)) ?? null;
    },
    selections(uri, positions) {
      const file = fileOf(uri);
      return file === undefined ? null : selectionRanges(file, positions);
    },
  };
}
