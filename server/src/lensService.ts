import type { CodeLens, Position } from 'vscode-languageserver-types';
import type { ClusterService } from './clusterService.ts';
import type { Documents } from './documents.ts';
import { mostLenses } from './features/codeLens.ts';
import type { FeatureContext, PlaceContext } from './features/context.ts';
import { storeLenses, usersWanted, withUsers } from './features/storeLenses.ts';

/** What stands above each resource: how it is doing, and what one does next. */
export interface LensService {
  /** The lenses of an open file. `consentsKnown`: whether what the user has agreed to has been read. */
  lenses(uri: string, consentsKnown: boolean): Promise<readonly CodeLens[]>;
  /** Adds to a lens what is worked out when it is seen. */
  resolve(lens: CodeLens): CodeLens;
}

/** What the service stands on. */
export interface LensOptions {
  readonly documents: Documents;
  readonly context: () => FeatureContext;
  readonly cluster: Pick<ClusterService, 'codeLenses'>;
  /** Undefined where the file is not open. */
  readonly placeIn: (uri: string, position: Position) => PlaceContext | undefined;
}

/** Builds the service over the open documents. */
export function createLensService({ cluster, context, documents, placeIn }: LensOptions): LensService {
  return {
    async lenses(uri, consentsKnown) {
      const document = documents.get(uri);
      if (document === undefined) return [];
      const { file } = document;
      const { lines } = file;
      // The cluster's come first: they say how the object is doing.
      const all = [...cluster.codeLenses(uri), ...(await storeLenses({ ...context(), uri, file, lines, consentsKnown }))];
      const counts = new Map<number, number>();
      return all.filter(({ range: { start } }) => {
        const before = counts.get(start.line) ?? 0;
        counts.set(start.line, before + 1);
        return before < mostLenses;
      });
    },
    resolve(lens) {
      const wanted = usersWanted(lens);
      const place = wanted && placeIn(wanted.uri, wanted.position);
      return place === undefined ? lens : withUsers(lens, place);
    },
  };
}
