import { filed, type Localisation } from '../../localisation.ts';
import { plainText } from '../../model/plainText.ts';
import { allProviderFacts, providerFactsOf } from '../../model/providerFacts/providerFacts.ts';
import { valueAt } from '../../model/references.ts';
import type { WorkspaceIndex } from '../../model/workspaceIndex.ts';
import type { FieldChoice, MethodChoice, NewManifestChoices, ProviderChoice, StoreChoice } from '../../newManifestProtocol.ts';
import { providerFor } from '../../providers/registry.ts';
import type { SecretProvider } from '../../providers/secretProvider.ts';
import { fieldDocs } from '../../schema/docs.ts';
import type { SchemaSource } from '../../schema/schemaSource.ts';
import { withoutMarkdown } from '../markdown.ts';
import { kebab, type OfferedSnippets, type StoreSnippet } from './catalogue.ts';
import { contentsOf, slotNamed } from './newManifest.ts';

/** What choices are made of. */
export interface ChoicesContext {
  readonly index: WorkspaceIndex;
  readonly schemas: SchemaSource;
  readonly providers: readonly SecretProvider[];
  readonly l10n: Localisation;
}

/** How many namespaces, folders and values of other stores are named. */
const mostNamed = 50;

/** What there is to choose from. Asks no vault. */
export async function manifestChoices(context: ChoicesContext, offered: OfferedSnippets): Promise<NewManifestChoices> {
  const { index, l10n } = context;
  const ids = [...new Set(offered.stores.map(({ provider }) => provider))];
  const providers = await Promise.all(ids.map((id) => providerChoice(context, offered, id)));
  const { folders, namespaces } = placesIn(index);
  return {
    stores: storeChoices(index),
    // What completes comes first; otherwise in the order of the catalogue.
    providers: [...providers.filter(({ completes }) => completes), ...providers.filter(({ completes }) => !completes)],
    contents: contentsOf(offered).map(({ about, prefix, type }) => ({
      id: prefix,
      about: prefix === 'es' ? l10n.t('Single values') : l10n.of(filed(about)),
      ...(type === undefined ? {} : { type }),
    })),
    namespaces,
    folders,
  };
}

function storeChoices(index: WorkspaceIndex): readonly StoreChoice[] {
  const stores = index.stores().map(({ kind, name, resource, uri }): StoreChoice => {
    const { namespace } = resource;
    const provider = providerFactsOf(resource)?.name;
    return {
      kind,
      name,
      ...(kind === 'ClusterSecretStore' || namespace === undefined ? {} : { namespace }),
      ...(provider === undefined ? {} : { provider }),
      uri,
    };
  });
  return stores.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

async function providerChoice(
  { index, l10n, providers, schemas }: ChoicesContext,
  offered: OfferedSnippets,
  id: string,
): Promise<ProviderChoice> {
  const logins = offered.stores.filter(({ provider }) => provider === id);
  const methods = logins.map(
    async (snippet): Promise<MethodChoice> => ({
      id: snippet.method,
      title: l10n.of(filed(snippet.title)),
      when: l10n.of(filed(snippet.when)),
      storeName: kebab(id),
      fields: await Promise.all(snippet.asked.map(({ path, slot }) => fieldChoice(index, schemas, snippet, slot, path))),
    }),
  );
  const config = id === 'aws' ? { service: 'SecretsManager' } : {};
  const completes = providerFor(providers, { kind: 'SecretStore', name: 'new', provider: id, config }) !== undefined;
  return { id, name: providerName(id), completes, methods: await Promise.all(methods) };
}

async function fieldChoice(
  index: WorkspaceIndex,
  schemas: SchemaSource,
  snippet: StoreSnippet,
  id: string,
  path: readonly string[],
): Promise<FieldChoice> {
  const slot = slotNamed(snippet, id);
  const doc = await fieldDocs(schemas, 'SecretStore', ['spec', 'provider', snippet.provider, ...path].join('.'));
  // One sentence: it stands where one types.
  const about =
    doc === undefined ? '' : plainText(withoutMarkdown(doc.text).replace(/(?<=[.;])\s[\s\S]*$/, ''), 200).replace(/;$/, '.');
  const values = index
    .stores()
    .filter(({ config }) => config?.provider === snippet.provider)
    .map(({ config }) => valueAt(config?.config ?? {}, path))
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map(String)
    // What a template writes is not known.
    .filter((value) => value !== '' && value.length <= 500 && !/[{}\r\n]|\$\(/.test(value));
  return {
    id,
    label: path.at(-1) ?? id,
    ...(about === '' ? {} : { about }),
    example: slot?.text ?? '',
    ...(slot?.options === undefined ? {} : { options: slot.options }),
    known: mostFrequent(values),
  };
}

/** The name of a back end, as it begins a line. */
export function providerName(id: string): string {
  const name = id === 'aws' ? 'AWS Secrets Manager, Parameter Store' : (allProviderFacts.get(id)?.name ?? id);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function placesIn(index: WorkspaceIndex): Pick<NewManifestChoices, 'folders' | 'namespaces'> {
  const folders: string[] = [];
  const namespaces: string[] = [];
  for (const { document, uri } of index.documents()) {
    if (!document.parsed.text.includes('external-secrets.io/')) continue;
    if (uri.startsWith('file:') || uri.startsWith('vscode-')) folders.push(uri.slice(0, uri.lastIndexOf('/')));
    const named = document.parsed.resources.map(({ namespace }) => namespace).filter((name) => name !== undefined);
    namespaces.push(...named.filter((name) => /^[-a-z0-9]{1,63}$/.test(name)));
  }
  return { folders: mostFrequent(folders), namespaces: mostFrequent(namespaces) };
}

/** Each once, the most frequent first. */
function mostFrequent(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || a.localeCompare(b, 'en'))
    .slice(0, mostNamed)
    .map(([text]) => text);
}
