import type { CompletionSource } from './completionSource.ts';

/**
 * Whole manifests, in a document with nothing in it but the word at the caret; only what the ESO version takes. VS Code gets them from
 * here as other editors do: snippets that an extension contributes would be offered in every YAML file, and twice in ours. They are
 * loaded when they are asked for.
 */
export const skeletonSource: CompletionSource = {
  matches: ({ cursor, place }) =>
    cursor.part === 'key' && place === '' && cursor.siblings.length === 0 && cursor.resource.root.length === 0,
  async complete(request) {
    const { skeletonSuggestions } = await import('./skeletonSuggestions.ts');
    return { suggestions: await skeletonSuggestions(request), isIncomplete: false };
  },
  async document(data, context) {
    if (data.source !== 'snippet') return undefined;
    const { skeletonText } = await import('./skeletonSuggestions.ts');
    return skeletonText(data.label, context);
  },
};
