import { CompletionItemKind } from 'vscode-languageserver-types';
import skeletons from '../../../../snippets/manifests.json' with { type: 'json' };
import { findKind } from '../../schema/kindSchema.ts';
import { closestVersion } from '../../schema/operatorVersion.ts';
import { type CompletionSource, nothing, type Suggestion } from './completionSource.ts';
import { withoutTabStops } from './snippet.ts';

/** Whole manifests, in a document with nothing in it but the word at the caret; only kinds that the ESO version serves. */
export const skeletonSource: CompletionSource = {
  matches: ({ cursor, place }) =>
    cursor.part === 'key' && place === '' && cursor.siblings.length === 0 && cursor.resource.root.length === 0,
  async complete({ schemas, operatorVersion }) {
    const index = await schemas.load(closestVersion(schemas.versions, operatorVersion));
    if (index === undefined) return nothing;
    const suggestions = Object.entries(skeletons).flatMap(([kind, { body, description }], i): readonly Suggestion[] => {
      const apiVersion = body[0]?.replace('apiVersion: ', '') ?? '';
      if (findKind(index, apiVersion, kind)?.served !== true) return [];
      const snippet = body.join('\n');
      const label = { label: kind, kind: CompletionItemKind.Snippet, sort: `1${i}` };
      return [
        {
          ...label,
          text: withoutTabStops(snippet),
          snippet,
          detail: description,
          documentation: `\`\`\`yaml\n${withoutTabStops(snippet)}\n\`\`\``,
        },
      ];
    });
    return { suggestions, isIncomplete: false };
  },
};
