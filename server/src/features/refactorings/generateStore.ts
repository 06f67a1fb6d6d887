import { textAt, writtenText } from '../../model/known.ts';
import { besideFile } from '../../model/kustomization.ts';
import type { StoreRef } from '../../model/references.ts';
import type { WorkspaceIndex } from '../../model/workspaceIndex.ts';
import type { JsonObject } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { textStyleOf } from '../../syntax/textStyle.ts';
import { type FragmentStyle, jsonFragment, writeValue } from './fragment.ts';
import type { Offer, Refactoring } from './refactoring.ts';
import { storeSkeleton } from './storeSkeletons.ts';

/**
 * Writes the store that a reference names and no file of the workspace has: below, as a document of its own, or in a file beside. Its
 * provider is the one that the workspace's other stores use most.
 */
export const generateStore: Refactoring = (place) => {
  const { client, document, file, index, l10n, resource, uri } = place;
  const path = referencePath(place.path);
  const name = path && writtenText(resource, [...path, 'name']);
  const kind = path && textAt(resource, path, ['kind'], 'SecretStore');
  if (!index.isComplete || name === undefined || !/^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/.test(name)) return [];
  if (kind !== 'SecretStore' && kind !== 'ClusterSecretStore') return [];
  const { namespace } = resource;
  // What makes ExternalSecrets in many namespaces needs a SecretStore in each of them.
  const isSpread = kind === 'SecretStore' && resource.kind?.startsWith('Cluster') === true;
  const isOpen = kind === 'SecretStore' && resource.isPlaceholder(['metadata', 'namespace']);
  const kinds = ['SecretStore', 'ClusterSecretStore'] as const;
  if (isSpread || isOpen || kinds.some((each) => index.namesakes({ name, kind: each }, namespace).length > 0)) return [];
  const style = { ...textStyleOf(document.parsed), quoteKeys: false };
  const store = storeManifest({ kind, name }, kind === 'SecretStore' ? namespace : undefined, index);
  const text = writeValue(jsonFragment(store, style, false), style, 0) + style.eol;
  const offers: Offer[] = [];
  const { root } = document.parsed;
  const isTemplate = file.documents.some(({ parsed }) => parsed.templated) || /\{%|<%/.test(file.text);
  const isPlainYaml = !isTemplate && root?.type === 'map' && !root.flow;
  if (isPlainYaml) {
    const end = file.text.length;
    const newText = `${gapBefore(file.text, style)}---${style.eol}${text}`;
    const files = [{ uri, file, spans: [{ start: end, end, newText }] }];
    offers.push({ title: l10n.t('Generate {0} below', `${kind} ${name}`), kind: 'refactor.extract.store', plan: { files } });
  }
  const created = besideFile(uri, `${name}.yaml`);
  if (client.createsFiles === true && !index.files().includes(created)) {
    const title = l10n.t('Generate {0} in {1}', `${kind} ${name}`, `${name}.yaml`);
    offers.push({ title, kind: 'refactor.extract.store', plan: { created: { uri: created, text } } });
  }
  return offers;
};

/** The reference that a path leads into. */
function referencePath(path: Path): Path | undefined {
  const at = path.findIndex((segment) => segment === 'secretStoreRef' || segment === 'storeRef' || segment === 'secretStoreRefs');
  if (at < 0) return undefined;
  const length = path[at] === 'secretStoreRefs' ? at + 2 : at + 1;
  return path.length < length ? undefined : path.slice(0, length);
}

function storeManifest({ kind, name }: StoreRef, namespace: string | undefined, index: WorkspaceIndex): JsonObject {
  const provider = usualProvider(index);
  return {
    apiVersion: 'external-secrets.io/v1',
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec: { provider: { [provider]: storeSkeleton(provider, name, kind === 'ClusterSecretStore') ?? {} } },
  };
}

/** The provider that most stores of the workspace use, of those that can be written; `aws` where there is none. */
function usualProvider(index: WorkspaceIndex): string {
  const counts = new Map<string, number>();
  for (const { config } of index.stores()) {
    if (config !== undefined && storeSkeleton(config.provider, '', false) !== undefined)
      counts.set(config.provider, (counts.get(config.provider) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'aws';
}

/** What ends the last line, where nothing does. */
function gapBefore(text: string, { eol }: Pick<FragmentStyle, 'eol'>): string {
  return text === '' || text.endsWith('\n') ? '' : eol;
}
