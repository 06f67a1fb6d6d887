import type { Command, CompletionItem, CompletionItemKind, TextEdit } from 'vscode-languageserver-types';
import type { CancellationToken } from '../../cancellation.ts';
import type { Localisation } from '../../localisation.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import type { FeatureContext, PlaceContext } from '../context.ts';
import type { BlockStyle } from './block.ts';
import type { Place } from './place.ts';

/** A completion request with the caret understood. */
export interface CompletionRequest extends PlaceContext {
  readonly cursor: Place;
  /** `patternOf` the cursor's path: `spec.data[].remoteRef.key`. */
  readonly place: string;
  readonly style: BlockStyle;
}

/** Something to offer, in the terms of the manifest; `items.ts` makes an LSP item of it. */
export interface Suggestion {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** What comes in the place of `cursor.replace`: YAML text, quotes included. */
  readonly text: string;
  /** The same with tab stops, for editors that have them. */
  readonly snippet?: string;
  /** What the typed text is compared with, quotes aside; the label unless given. */
  readonly filter?: string;
  readonly sort: string;
  readonly detail?: string;
  /** Dimmed words beside the label. */
  readonly aside?: string;
  /** Markdown. */
  readonly documentation?: string;
  readonly edits?: readonly TextEdit[];
  readonly command?: Command;
  readonly data?: ResolveData;
  readonly deprecated?: boolean;
}

/** What a source has to offer. */
export interface CompletionResult {
  readonly suggestions: readonly Suggestion[];
  /** Whether typing on may bring others than these. */
  readonly isIncomplete: boolean;
  /** What of the file the suggestions replace; absent: the scalar at the caret. */
  readonly replace?: OffsetRange;
}

/** What an item carries until its documentation is wanted. Names only; it travels through the editor. */
export type ResolveData =
  | { readonly source: 'field'; readonly kind: string; readonly pattern: string }
  | { readonly source: 'templateFunction'; readonly name: string }
  | { readonly source: 'snippet'; readonly label: string }
  | {
      readonly source: 'key';
      readonly uri: string;
      readonly store: string;
      readonly storeKind: string;
      readonly namespace: string | null;
      readonly key: string;
    };

/** One kind of place and what is offered there. */
export interface CompletionSource {
  /** Whether the place is this source's. Cheap: all sources are asked. */
  matches(request: CompletionRequest): boolean;
  /** What to offer. Never throws, never asks anybody anything. */
  complete(request: CompletionRequest, token: CancellationToken): Promise<CompletionResult>;
  /** The Markdown documentation of an item of this source that the user looks at; undefined where the data is not this source's. */
  document?(data: ResolveData, context: FeatureContext, token: CancellationToken): Promise<string | undefined>;
}

/** The completion list as LSP has it. */
export interface CompletionList {
  readonly items: CompletionItem[];
  readonly isIncomplete: boolean;
}

/** What opens the list again once an item is chosen; `trigger`: the editor's command for it. */
export function suggestAgain(trigger: string, l10n: Localisation): Command {
  return { title: l10n.t('Suggest'), command: trigger };
}

/** Nothing to offer, now or with more text. */
export const nothing: CompletionResult = { suggestions: [], isIncomplete: false };
