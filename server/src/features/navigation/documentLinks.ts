import type { DocumentLink } from 'vscode-languageserver-types';
import { isEsoResource } from '../../model/esoKinds.ts';
import { valueName } from '../../model/mentions/names.ts';
import { remoteReferences, type StoreRef } from '../../model/references.ts';
import type { KeyPages } from '../../providers/secretProvider.ts';
import type { ManifestDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { FeatureContext } from '../context.ts';
import type { SymbolsContext } from './documentSymbols.ts';

/** The keys of a file that are known to have a page in their vendor's console, or in Vault's own, and those pages. Nobody is asked. */
export async function documentLinks(context: SymbolsContext & FeatureContext): Promise<DocumentLink[] | undefined> {
  const stores = new Map<string, Promise<KeyPages | undefined>>();
  const links: DocumentLink[] = [];
  for (const document of context.file.documents) {
    for (const resource of document.parsed.resources.filter(isEsoResource))
      links.push(...(await linksOf(context, document, resource, stores)));
  }
  return links.length === 0 ? undefined : links;
}

async function linksOf(
  context: SymbolsContext & FeatureContext,
  document: ManifestDocument,
  resource: ResourceNode,
  stores: Map<string, Promise<KeyPages | undefined>>,
): Promise<readonly DocumentLink[]> {
  const { l10n, lines } = context;
  const links: DocumentLink[] = [];
  for (const { key, path, store } of remoteReferences(resource)) {
    const name = valueName(resource, document.parsed, [...path, 'key']);
    if (key === undefined || store === undefined || name?.place.obstacle === 'template') continue;
    const pages = await pagesOf(context, store, resource, stores);
    const target = pages?.pageOf(key);
    if (name === undefined || pages === undefined || target === undefined) continue;
    const { start, end } = name.place.range;
    links.push({
      range: { start: lines.positionAt(document.start + start), end: lines.positionAt(document.start + end) },
      target,
      tooltip: l10n.t('Open in {0}', pages.title),
    });
  }
  return links;
}

/** The pages for the keys of a store; each store is asked once. */
function pagesOf(
  { index, uri, vaults }: SymbolsContext & FeatureContext,
  ref: StoreRef,
  { namespace }: ResourceNode,
  stores: Map<string, Promise<KeyPages | undefined>>,
): Promise<KeyPages | undefined> {
  const id = JSON.stringify([ref.kind, ref.name, namespace]);
  const config = index.resolveStore(ref, { uri, namespace })?.config;
  const known = stores.get(id) ?? (config === undefined ? Promise.resolve(undefined) : vaults.pagesOf(config));
  stores.set(id, known);
  return known;
}
