import { CompletionItemKind } from 'vscode-languageserver-types';
import type { ObjectEntry } from '../../model/entries.ts';
import { generatorsKey } from '../../model/filing.ts';
import { isObject, valueAt } from '../../model/references.ts';
import { plainText } from '../markdown.ts';
import type { CompletionRequest, CompletionSource, Suggestion } from './completionSource.ts';
import { kindEdits } from './storeName.ts';

/**
 * `generatorRef.name`: the generators of the workspace that the place may use, of the kind that is written beside it. Where none is, all
 * of them, and a choice brings its `kind` along.
 */
export const generatorNameSource: CompletionSource = {
  // In `data[].sourceRef` ESO reads none.
  matches: ({ cursor, place }) =>
    cursor.part === 'value' && /\b(dataFrom\[\]\.sourceRef|selector)\.generatorRef\.name$/.test(place),
  async complete(request) {
    const ref = valueAt(request.cursor.resource.json(), request.cursor.path.slice(0, -1));
    const wanted = (isObject(ref) && ref['kind']) || undefined;
    const seen = new Set<string>();
    const suggestions = usableGenerators(request).flatMap((entry): readonly Suggestion[] => {
      const { kind = '', name = '' } = entry.resource;
      const id = `${kind}/${name}`;
      if (seen.has(id) || (wanted !== undefined && wanted !== kind)) return [];
      seen.add(id);
      return [generatorSuggestion(request, entry, kind, name)];
    });
    return { suggestions, isIncomplete: false };
  },
};

/** The generators of the workspace that the resource at the caret may use. */
export function usableGenerators({ index, cursor }: CompletionRequest): readonly ObjectEntry[] {
  const { namespace } = cursor.resource;
  return index
    .filed(generatorsKey)
    .filter((entry) => isOfCluster(entry) || !namespace || !entry.namespace || entry.namespace === namespace);
}

function generatorSuggestion(request: CompletionRequest, entry: ObjectEntry, kind: string, name: string): Suggestion {
  const { edits, tail } = kindEdits(request, kind);
  const made = isOfCluster(entry) ? valueAt(entry.resource.json(), ['spec', 'kind']) : undefined;
  return {
    label: plainText(name, 253),
    kind: CompletionItemKind.Reference,
    text: request.style.quote(name) + tail,
    filter: name,
    sort: `${isOfCluster(entry) ? 1 : 0}${name}`,
    ...(typeof made === 'string' ? { detail: made } : {}),
    aside: isOfCluster(entry) || entry.namespace === undefined ? kind : `${kind} · ${entry.namespace}`,
    edits,
  };
}

function isOfCluster({ resource }: ObjectEntry): boolean {
  return resource.kind === 'ClusterGenerator';
}
