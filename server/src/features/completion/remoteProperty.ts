import { CompletionItemKind } from 'vscode-languageserver-types';
import type { CancellationToken } from '../../cancellation.ts';
import { isObject, type RemoteReference, remoteReferences, valueAt } from '../../model/references.ts';
import { isOld } from '../../model/relativeTime.ts';
import type { PropertyEntry } from '../../providers/secretEntries.ts';
import type { Listing } from '../../providers/secretProvider.ts';
import { samePath } from '../../syntax/path.ts';
import { plainText } from '../markdown.ts';
import { type StoreView, storeViewAt } from '../stores.ts';
import {
  type CompletionRequest,
  type CompletionResult,
  type CompletionSource,
  nothing,
  type Suggestion,
} from './completionSource.ts';
import { problemResult, staleSuggestion } from './problemSuggestion.ts';

/** `remoteRef.property`: the property names inside the chosen secret, as ESO's dialect for the back end wants them written. */
export const remotePropertySource: CompletionSource = {
  matches: ({ cursor, place }) =>
    cursor.part === 'value' && /^spec\.(externalSecretSpec\.)?(data\[\]\.remoteRef|dataFrom\[\]\.extract)\.property$/.test(place),
  async complete(request, token) {
    const found = await referenceAt(request);
    if (found === undefined) return nothing;
    const { view, reference } = found;
    if (view.catalog === undefined) return view.problem === undefined ? nothing : problemResult(request, view, view.problem);
    return reference.metadataPolicy === 'Fetch'
      ? tagSuggestions(request, view, reference.key, token)
      : propertySuggestions(request, view, reference, token);
  },
};

/** The remote reference that the caret is in, with its key, and its store. */
export async function referenceAt(
  request: CompletionRequest,
): Promise<{ readonly view: StoreView; readonly reference: RemoteReference & { readonly key: string } } | undefined> {
  const { cursor, uri } = request;
  const at = cursor.path.slice(0, -1);
  const reference = remoteReferences(cursor.resource).find(({ path }) => samePath(path, at));
  if (reference?.key === undefined) return undefined;
  const view = await storeViewAt(request, uri, cursor.resource, cursor.path);
  return view && { view, reference: { ...reference, key: reference.key } };
}

async function propertySuggestions(
  request: CompletionRequest,
  view: StoreView,
  { key, version, path }: RemoteReference & { readonly key: string },
  token: CancellationToken,
): Promise<CompletionResult> {
  const listing = await view.catalog?.properties(key, version, token);
  if (listing === undefined || token.isCancellationRequested) return { suggestions: [], isIncomplete: true };
  if (listing.items.length === 0 && listing.problem !== undefined) return problemResult(request, view, listing.problem);
  const used = usedProperties(request, key, path);
  const suggestions = listing.items.map(({ property, type }, i): Suggestion => {
    const isUsed = used.has(property);
    const order = String(i).padStart(4, '0');
    return {
      label: plainText(property, 256),
      kind: type === 'object' || type === 'array' ? CompletionItemKind.Struct : CompletionItemKind.Field,
      text: request.style.quote(property),
      filter: property,
      sort: `${isUsed ? 1 : 0}${order}`,
      detail: type,
      ...(isUsed ? { aside: request.l10n.t('already used') } : {}),
    };
  });
  const note = await noteOn(request, view, listing);
  return { suggestions: note === undefined ? suggestions : [...suggestions, note], isIncomplete: !listing.complete };
}

/** That the names are older than they should be, as the last entry of the list. */
async function noteOn(
  request: CompletionRequest,
  view: StoreView,
  { asOf, complete, items, problem }: Listing<PropertyEntry>,
): Promise<Suggestion | undefined> {
  const config = view.entry?.config;
  const isStale = !complete && problem === undefined && items.length > 0 && isOld(asOf, request.clock.now());
  return isStale && config !== undefined
    ? staleSuggestion(request, view, asOf, (await request.vaults.state(config)).problem)
    : undefined;
}

/** With `metadataPolicy: Fetch` the property names a tag. */
async function tagSuggestions(
  request: CompletionRequest,
  view: StoreView,
  key: string,
  token: CancellationToken,
): Promise<CompletionResult> {
  const found = await view.catalog?.describe(key, token);
  if (found?.state === 'unknown') return problemResult(request, view, found.problem);
  if (found?.state !== 'found') return nothing;
  const { tags, fetchable = tags.map(({ name }) => name) } = found.item;
  const suggestions = fetchable.map(
    (name): Suggestion => ({
      label: plainText(name, 256),
      kind: CompletionItemKind.Field,
      text: request.style.quote(name),
      filter: name,
      sort: name,
      detail: found.item.fetchable === undefined ? request.l10n.t('tag') : request.l10n.t('metadata'),
    }),
  );
  return { suggestions, isIncomplete: false };
}

function usedProperties({ cursor }: CompletionRequest, key: string, here: RemoteReference['path']): ReadonlySet<string> {
  const others = remoteReferences(cursor.resource).filter((other) => other.key === key && !samePath(other.path, here));
  return new Set(others.flatMap(({ property }) => property ?? []));
}

/** The `secretKey` values of the resource's other entries. */
export function usedSecretKeys({ cursor }: CompletionRequest): ReadonlySet<string> {
  const list = valueAt(cursor.resource.json(), cursor.path.slice(0, -2));
  const here = cursor.path.at(-2);
  if (!Array.isArray(list)) return new Set();
  const keys = list.map((entry, i) => (i !== here && isObject(entry) ? entry['secretKey'] : undefined));
  return new Set(keys.filter((key) => typeof key === 'string'));
}
