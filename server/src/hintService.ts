import type { InlayHint, Range } from 'vscode-languageserver-types';
import type { Documents } from './documents.ts';
import type { FeatureContext } from './features/context.ts';
import type { EntryFacts } from './features/entryFacts.ts';
import { inlayHints } from './features/inlayHints/index.ts';
import type { Settings } from './protocol.ts';

/** Inlay hints, and word of it when others are to be shown although no text has changed. */
export interface HintService {
  /** The hints in a range of an open file. */
  hints(uri: string, range: Range): Promise<InlayHint[]>;
  /** Calls back when vaults have told something new about entries of open files. */
  onDidChange(listener: () => void): void;
}

/** Builds the service over the open documents and what is known of their entries. */
export function createHintService(
  documents: Documents,
  context: () => FeatureContext,
  settings: () => Settings,
  entries: EntryFacts,
): HintService {
  return {
    async hints(uri, range) {
      const document = documents.get(uri);
      if (document === undefined) return [];
      const { file } = document;
      return inlayHints({ ...context(), uri, file, lines: file.lines, entries, settings: settings().inlayHints }, range);
    },
    onDidChange: entries.onDidChange,
  };
}
