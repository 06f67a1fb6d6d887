import { CompletionItemKind } from 'vscode-languageserver-types';
import { keyProblem } from '../../model/providerFacts/keySyntax.ts';
import { isOld, relativeTime } from '../../model/relativeTime.ts';
import { namesOf } from '../../providers/search/names.ts';
import type { SecretEntry } from '../../providers/secretEntries.ts';
import type { KeyNames } from '../../providers/secretProvider.ts';
import { secretDocumentation } from '../hover/secretHover.ts';
import { plainText } from '../markdown.ts';
import { type StoreView, storeView, storeViewAt } from '../stores.ts';
import { vaultWords } from '../vaultWords.ts';
import {
  type CompletionRequest,
  type CompletionResult,
  type CompletionSource,
  nothing,
  type Suggestion,
  suggestAgain,
} from './completionSource.ts';
import { listingSuggestion, problemResult, problemSuggestion, staleSuggestion } from './problemSuggestion.ts';
import { literal } from './snippet.ts';

/** How many entries one list has at most; typing on narrows it. */
const mostItems = 200;

/** `remoteRef.key`: the names in the vault of the store, whole and folder by folder. */
export const remoteKeySource: CompletionSource = {
  matches: ({ cursor, place }) =>
    cursor.part === 'value' && /^spec\.(externalSecretSpec\.)?(data\[\]\.remoteRef|dataFrom\[\]\.extract)\.key$/.test(place),
  async complete(request, token) {
    const { cursor } = request;
    const view = await storeViewAt(request, request.uri, cursor.resource, cursor.path);
    if (view === undefined) return nothing;
    if (view.catalog === undefined) return view.problem === undefined ? nothing : problemResult(request, view, view.problem);
    const names = await namesOf(view.catalog, cursor.typed, token);
    if (token.isCancellationRequested) return { suggestions: [], isIncomplete: true };
    if (names.index.size === 0 && names.problem !== undefined) return problemResult(request, view, names.problem);
    return keySuggestions(request, view, names, await noteOn(request, view, names));
  },
  async document(data, context, token) {
    if (data.source !== 'key') return undefined;
    const kind = data.storeKind === 'ClusterSecretStore' ? 'ClusterSecretStore' : 'SecretStore';
    const view = await storeView(context, { kind, name: data.store }, { uri: data.uri, namespace: data.namespace ?? undefined });
    return secretDocumentation(context, view, data.key, token);
  },
};

/** Why there may be more names than these, as the last entry of the list. */
async function noteOn(request: CompletionRequest, view: StoreView, names: KeyNames): Promise<Suggestion | undefined> {
  const { complete, problem, asOf, index } = names;
  const config = view.entry?.config;
  if (problem !== undefined) return problemSuggestion(request, view, problem);
  if (complete || config === undefined) return undefined;
  const { state, problem: trouble } = await request.vaults.state(config);
  if (state === 'listing') return listingSuggestion(request, index.size);
  return isOld(asOf, request.clock.now()) ? staleSuggestion(request, view, asOf, trouble) : undefined;
}

function keySuggestions(
  request: CompletionRequest,
  view: StoreView,
  { index, complete, asOf }: KeyNames,
  note: Suggestion | undefined,
): CompletionResult {
  const { typed } = request.cursor;
  const { items, more } = index.search(typed, mostItems);
  const folders = index.folders(typed, mostItems);
  const { apart = [] } = view.catalog ?? {};
  const suggestions = [
    ...[...folders].map(([folder, count]) =>
      folderSuggestion(request, folder, count === 1 ? request.l10n.t('1 secret') : request.l10n.t('{0} secrets', count)),
    ),
    ...apart
      .filter(({ prefix }) => prefix.startsWith(typed) && prefix !== typed && isReadHere(`${prefix}name`, request, view))
      .map(({ prefix, holds }) => folderSuggestion(request, prefix, vaultWords(holds, request.l10n))),
    ...items
      .filter(({ key, folder }) => folder !== true || (!folders.has(key) && key !== typed))
      .filter(({ key }) => apart.length === 0 || isReadHere(key, request, view))
      .map((entry) =>
        entry.folder === true
          ? folderSuggestion(
              request,
              entry.key,
              entry.unavailable === undefined ? request.l10n.t('folder') : vaultWords(entry.unavailable, request.l10n),
            )
          : keySuggestion(request, view, entry, asOf),
      ),
  ];
  return {
    suggestions: note === undefined ? suggestions : [...suggestions, note],
    isIncomplete: !complete || more || folders.size > 0,
  };
}

/** Whether ESO reads keys of this form where the caret is: from some back ends it extracts less than it reads for `data`. */
function isReadHere(key: string, { cursor }: CompletionRequest, { ref, provider }: StoreView): boolean {
  const use = cursor.path.includes('extract') ? 'extract' : 'data';
  const context = { provider: provider?.id ?? '', service: undefined, storeKind: ref.kind, prefix: undefined, use } as const;
  return keyProblem(key, context) === undefined;
}

function keySuggestion(request: CompletionRequest, view: StoreView, entry: SecretEntry, asOf: number): Suggestion {
  const { clock, l10n, uri, cursor, style } = request;
  const isInManifest = view.provider?.capabilities.listing === 'manifest';
  const source = isInManifest ? l10n.t('manifest') : relativeTime(asOf, clock.now(), l10n);
  const aside =
    (entry.unavailable === undefined ? undefined : vaultWords(entry.unavailable, l10n)) ??
    entry.description ??
    `${view.destination?.service ?? view.provider?.title ?? ''} · ${source}`;
  return {
    label: plainText(entry.key, 512),
    kind: CompletionItemKind.Value,
    text: style.quote(entry.key),
    filter: entry.key,
    sort: `1${entry.key}`,
    aside: plainText(aside, 80),
    data: {
      source: 'key',
      uri,
      store: view.ref.name,
      storeKind: view.ref.kind,
      namespace: cursor.resource.namespace ?? null,
      key: entry.key,
    },
    ...(entry.unavailable === undefined ? {} : { deprecated: true, sort: `2${entry.key}` }),
  };
}

/** A folder leaves the caret behind its slash, inside the quotes where there are some, and opens the list again. */
function folderSuggestion({ style, client, l10n }: CompletionRequest, folder: string, aside: string): Suggestion {
  const text = style.quote(folder);
  const end = /["']$/.exec(text)?.[0] ?? '';
  const inside = text.slice(0, text.length - end.length);
  const trigger = client.commands.triggerSuggest;
  return {
    label: plainText(folder, 512),
    kind: CompletionItemKind.Folder,
    text,
    ...(end === '' ? {} : { snippet: `${literal(inside)}$0${literal(end)}` }),
    filter: folder,
    sort: `1${folder}`,
    aside,
    ...(trigger === undefined ? {} : { command: suggestAgain(trigger, l10n) }),
  };
}
