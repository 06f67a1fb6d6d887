import type { StoreEntry } from '../model/entries.ts';
import { isObject, type StoreRef, storeRefAt, valueAt } from '../model/references.ts';
import type { StoreConfig } from '../model/storeConfig.ts';
import type { StoreAddress } from '../protocol.ts';
import type { CatalogProblem, Destination, SecretCatalog, SecretProvider } from '../providers/secretProvider.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import { type Path, patternOf } from '../syntax/path.ts';
import type { FeatureContext } from './context.ts';

/** A store as a reference of a manifest sees it: where it stands, and what may be asked of its vault. */
export interface StoreView {
  readonly ref: StoreRef;
  /** Undefined where no file of the workspace has the store. */
  readonly entry: StoreEntry | undefined;
  /** Whether files of the workspace define the store differently (overlays), so that the vault is a guess. */
  readonly ambiguous: boolean;
  /** The back end, where one of ours answers for the store. */
  readonly provider?: SecretProvider;
  readonly destination?: Destination;
  /** Present where the vault may be asked. */
  readonly catalog?: SecretCatalog;
  /** Whether the user has said that this login looks at this store's vault: only then may absence be claimed. */
  readonly confirmed: boolean;
  /** Why there is no catalog. */
  readonly problem?: CatalogProblem;
}

/** The store that a place of an ExternalSecret reads from; undefined where it names none. Asks the network nothing. */
export async function storeViewAt(
  context: FeatureContext,
  uri: string,
  resource: ResourceNode,
  path: Path,
): Promise<StoreView | undefined> {
  const ref = storeRefAt(resource, path);
  return ref && storeView(context, ref, { uri, namespace: resource.namespace });
}

/** The store that a reference in a file means. */
export async function storeView(
  context: FeatureContext,
  ref: StoreRef,
  from: { readonly uri: string; readonly namespace: string | undefined },
): Promise<StoreView> {
  const entry = context.index.resolveStore(ref, from);
  const view = { ref, entry, ambiguous: entry !== undefined && isAmbiguous(context, entry), confirmed: false };
  if (entry?.config === undefined) return view;
  return { ...view, ...(await context.vaults.catalogFor(entry.config)) };
}

/** The store that the `name` at a path means, where the path is that of a store reference's name. */
export function storeRefOf(resource: ResourceNode, path: Path): StoreRef | undefined {
  if (path.at(-1) !== 'name' || !/\b(secretStoreRef|storeRef|secretStoreRefs\[\])\.name$/.test(patternOf(path))) return undefined;
  const ref = valueAt(resource.json(), path.slice(0, -1));
  if (!isObject(ref) || typeof ref['name'] !== 'string' || ref['name'] === '') return undefined;
  return { name: ref['name'], kind: ref['kind'] === 'ClusterSecretStore' ? 'ClusterSecretStore' : 'SecretStore' };
}

/** The store as commands take it. */
export function addressOf({ ref, entry }: StoreView): StoreAddress {
  return {
    kind: ref.kind,
    name: ref.name,
    ...(entry?.namespace === undefined ? {} : { namespace: entry.namespace }),
    ...(entry === undefined ? {} : { uri: entry.uri }),
  };
}

function isAmbiguous({ index }: FeatureContext, store: StoreEntry): boolean {
  const others = index.namesakes(store, store.namespace).filter(({ config }) => config !== store.config);
  return others.some(({ config }) => canonical(config) !== canonical(store.config));
}

/** How the cluster logs in says nothing about which vault it is: manifests that differ only there mean the same vault. */
const loginFields = new Set(['auth', 'authSecretRef', 'authType', 'serviceAccountRef']);

function canonical(config: StoreConfig | undefined): string {
  // Conjur's account stands among its fields for logging in.
  const comparable = (key: string, value: unknown) =>
    loginFields.has(key) && config?.provider !== 'conjur' ? undefined : typeof value === 'bigint' ? String(value) : value;
  return JSON.stringify(config, comparable) ?? '';
}
