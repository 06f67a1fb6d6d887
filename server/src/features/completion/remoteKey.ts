import { CompletionItemKind } from 'vscode-languageserver-types';
import { relativeTime } from '../../model/relativeTime.ts';
import type { Listing, SecretEntry } from '../../providers/secretProvider.ts';
import { secretDocumentation } from '../hover/secretHover.ts';
import { plainText } from '../markdown.ts';
import { type StoreView, storeView, storeViewAt } from '../stores.ts';
import {
  type CompletionRequest,
  type CompletionResult,
  type CompletionSource,
  nothing,
  type Suggestion,
} from './completionSource.ts';
import { listingSuggestion, problemResult, problemSuggestion } from './problemSuggestion.ts';
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
    const listing = await view.catalog.keys(cursor.typed, token);
    if (token.isCancellationRequested) return { suggestions: [], isIncomplete: true };
    if (listing.items.length === 0 && listing.problem !== undefined) return problemResult(request, view, listing.problem);
    const ongoing = (await isListing(request, view, listing)) ? listingSuggestion(request, listing.items.length) : undefined;
    return keySuggestions(request, view, listing, ongoing);
  },
  async document(data, context, token) {
    if (data.source !== 'key') return undefined;
    const kind = data.storeKind === 'ClusterSecretStore' ? 'ClusterSecretStore' : 'SecretStore';
    const view = await storeView(context, { kind, name: data.store }, { uri: data.uri, namespace: data.namespace ?? undefined });
    return secretDocumentation(context, view, data.key, token);
  },
};

/** Whether more names are on their way right now. */
async function isListing(
  { vaults }: CompletionRequest,
  { entry }: StoreView,
  { complete, problem }: Listing<SecretEntry>,
): Promise<boolean> {
  if (complete || problem !== undefined || entry?.config === undefined) return false;
  return (await vaults.state(entry.config)).state === 'listing';
}

function keySuggestions(
  request: CompletionRequest,
  view: StoreView,
  listing: Listing<SecretEntry>,
  ongoing: Suggestion | undefined,
): CompletionResult {
  const { typed } = request.cursor;
  const matching = best(listing.items, typed);
  const folders = foldersIn(listing.items, typed);
  const suggestions = [
    ...[...folders].map(([folder, count]) => folderSuggestion(request, folder, count)),
    ...matching.slice(0, mostItems).map((entry) => keySuggestion(request, view, entry, listing.asOf)),
  ];
  // Last in the list: why there may be more than these.
  const note = listing.problem ? problemSuggestion(request, view, listing.problem) : ongoing;
  return {
    suggestions: note === undefined ? suggestions : [...suggestions, note],
    isIncomplete: !listing.complete || matching.length > mostItems || folders.size > 0,
  };
}

/** Entries that the typed text can mean, those that begin with it first, then those that contain it. */
function best(entries: readonly SecretEntry[], typed: string): readonly SecretEntry[] {
  if (typed === '') return entries;
  const wanted = typed.toLowerCase();
  const ranks: SecretEntry[][] = [[], [], []];
  for (const entry of entries) {
    const name = entry.key.toLowerCase();
    if (name.startsWith(wanted)) ranks[0]?.push(entry);
    else if (name.includes(wanted)) ranks[1]?.push(entry);
    else if (isSubsequence(wanted, name)) ranks[2]?.push(entry);
  }
  return ranks.flat();
}

function isSubsequence(wanted: string, name: string): boolean {
  let from = 0;
  for (const character of wanted) {
    from = name.indexOf(character, from) + 1;
    if (from === 0) return false;
  }
  return true;
}

/** The folders right below what is typed that hold more than one name, with how many: `prod/` after `pr`, `prod/myapp/` after `prod/`. */
function foldersIn(entries: readonly SecretEntry[], typed: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of entries) {
    const slash = key.startsWith(typed) ? key.indexOf('/', Math.max(typed.length, 1)) : -1;
    if (slash < 0 || slash === key.length - 1) continue;
    const folder = key.slice(0, slash + 1);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return new Map([...counts].filter(([folder, count]) => count > 1 && folder !== typed).slice(0, mostItems));
}

function keySuggestion(request: CompletionRequest, view: StoreView, entry: SecretEntry, asOf: number): Suggestion {
  const { clock, uri, cursor, style } = request;
  const source = view.provider?.capabilities.listing === 'manifest' ? 'manifest' : relativeTime(asOf, clock.now());
  const aside =
    entry.unavailable ?? entry.description ?? `${view.destination?.service ?? view.provider?.title ?? ''} · ${source}`;
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
function folderSuggestion({ style, client }: CompletionRequest, folder: string, count: number): Suggestion {
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
    aside: `${count} secrets`,
    ...(trigger === undefined ? {} : { command: { title: 'Suggest', command: trigger } }),
  };
}
