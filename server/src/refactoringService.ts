import type { CodeAction, Position } from 'vscode-languageserver-types';
import type { CancellationToken } from './cancellation.ts';
import type { Documents } from './documents.ts';
import type { PlaceContext } from './features/context.ts';
import type { Surroundings } from './features/refactorings/refactoring.ts';
import type { Files } from './host.ts';
import type { Localisation } from './localisation.ts';
import type { StoreAddress } from './protocol.ts';

/** The refactorings of open files, as an editor asks for them. */
export interface RefactoringService {
  /** Those at a place; `only`: the kinds that are wanted. Asks no vault and reads no file, unless the client cannot ask for the edit later. */
  at(
    uri: string,
    position: Position,
    only: readonly string[] | undefined,
    token: CancellationToken,
  ): Promise<readonly CodeAction[]>;
  /** Adds to an action the edit that was left out. Where there is none, `disabled` says why, for the user. */
  resolve(action: CodeAction, token: CancellationToken): Promise<ResolvedAction>;
}

/** An action with its edit, or with what stands in its way. */
export interface ResolvedAction extends CodeAction {
  /** `allow`: the store whose values would have to be allowed to be read. */
  disabled?: { reason: string; allow?: StoreAddress };
}

/** They are loaded with the first question. */
const refactorings = () => import('./features/refactorings/index.ts');

/** Builds the service over the open documents, the files of the workspace and what is known of the entries of open files. `placeIn` is undefined where the file is not open. */
export function createRefactoringService(
  documents: Documents,
  files: Files,
  entries: Surroundings['entries'],
  placeIn: (uri: string, position: Position) => PlaceContext | undefined,
  l10n: Localisation,
): RefactoringService {
  async function readFile(uri: string) {
    const open = documents.get(uri);
    const text = open === undefined ? await files.read(uri) : undefined;
    return open?.file ?? (text === undefined ? undefined : documents.parse(text));
  }

  const surroundings: Surroundings = { entries, readFile };
  return {
    async at(uri, position, only, token) {
      const place = placeIn(uri, position);
      const version = documents.get(uri)?.version;
      if (place === undefined || version === undefined) return [];
      const wants = (kind: string) =>
        only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
      const { refactoringsAt } = await refactorings();
      return refactoringsAt(place, version, surroundings, wants, token);
    },
    async resolve(action, token) {
      const { readActionData, resolveRefactoring } = await refactorings();
      const data = readActionData(action.data);
      if (data === undefined) return action;
      const place = documents.get(data.uri)?.version === data.version ? placeIn(data.uri, data.position) : undefined;
      if (place === undefined)
        return { ...action, disabled: { reason: l10n.t('The file has changed meanwhile. Please choose again.') } };
      const made = await resolveRefactoring(place, surroundings, data.title, token);
      return 'reason' in made ? { ...action, disabled: made } : { ...action, edit: made };
    },
  };
}
