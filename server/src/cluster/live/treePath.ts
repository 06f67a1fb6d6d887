import type { StoreRef } from '../../model/references.ts';
import { type FollowedKind, isFollowedKind } from './liveRecord.ts';

/** Where a node stands in the tree; each level has those above it. */
export interface TreePath {
  readonly context: string;
  /** Undefined for what belongs to the cluster as a whole. */
  readonly namespace?: string | undefined;
  /** `none`: the resources without a known store. */
  readonly store?: StoreRef | 'none';
  readonly sync?: { readonly kind: FollowedKind; readonly name: string };
  readonly secret?: string;
  readonly consumer?: { readonly kind: string; readonly name: string };
  readonly level: 'context' | 'namespace' | 'store' | 'sync' | 'secret' | 'consumer';
}

const levels = ['context', 'namespace', 'store', 'sync', 'secret', 'consumer'] as const;

/** A node's id: the same for the same thing, another one in another context. Names of Kubernetes have neither `/` nor `:`. */
export function treeId(path: TreePath): string {
  const { context, namespace, store, sync, secret, consumer } = path;
  const parts = [
    encodeURIComponent(context),
    namespace === undefined ? 'cluster' : `ns:${namespace}`,
    store === undefined || store === 'none' ? 'none' : `${store.kind}:${store.name}`,
    `${sync?.kind}:${sync?.name}`,
    `secret:${secret}`,
    `${consumer?.kind}:${consumer?.name}`,
  ];
  return parts.slice(0, levels.indexOf(path.level) + 1).join('/');
}

/** The path of an id; undefined for what is none, or of another context. Consumers have no children and are not read. */
export function parseTreeId(id: string, context: string): TreePath | undefined {
  const [root, scope, store, sync, secret, ...rest] = id.split('/');
  if (rest.length > 0 || root !== encodeURIComponent(context) || id.includes('/note:')) return undefined;
  const level = levels[id.split('/').length - 1] ?? 'context';
  const [syncKind, syncName = ''] = (sync ?? '').split(':');
  const [storeKind, storeName] = (store ?? '').split(':');
  const isStore = storeKind === 'SecretStore' || storeKind === 'ClusterSecretStore';
  return {
    level,
    context,
    namespace: scope?.startsWith('ns:') ? scope.slice('ns:'.length) : undefined,
    store: isStore && storeName !== undefined ? { kind: storeKind, name: storeName } : 'none',
    ...(isFollowedKind(syncKind) ? { sync: { kind: syncKind, name: syncName } } : {}),
    ...(secret === undefined ? {} : { secret: secret.slice('secret:'.length) }),
  };
}
