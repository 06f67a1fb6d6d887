import type { ResourceAddress, Syncable, TreeNode } from '../../clusterProtocol.ts';
import type { Clock } from '../../host.ts';
import type { Localisation } from '../../localisation.ts';
import type { StoreRef } from '../../model/references.ts';
import { createConsumerCache, type FindConsumers } from './consumerCache.ts';
import type { LiveCluster } from './liveCluster.ts';
import { type FollowedKind, isFollowedKind, isStoreKind, type LiveRecord } from './liveRecord.ts';
import { limitsOf } from './liveStatus.ts';
import { stateWords } from './liveWords.ts';
import { outsideText } from './outsideText.ts';
import {
  consumerNode,
  contextNode,
  type FindManifest,
  inOrder,
  type NodeContext,
  namespaceNode,
  noStoreNode,
  noteNode,
  type RankedNode,
  secretNode,
  storeNode,
  syncNode,
} from './treeNodes.ts';
import { parseTreeId, type TreePath, treeId } from './treePath.ts';

/** What the tree is made from. */
export interface TreeOptions {
  readonly live: LiveCluster;
  readonly clock: Clock;
  readonly l10n: Localisation;
  readonly findManifest: FindManifest;
  readonly consumersOf: FindConsumers;
}

/** The tree: context → namespace → store → ExternalSecret → Secret → consumers. */
export interface LiveTree {
  /** The children of a node, failing ones first, then by name; the root without one. Only the consumers of a Secret cost requests. */
  children(node: string | undefined): Promise<readonly TreeNode[]>;
  /** The node of an object, wherever it stands; undefined where it is not known. */
  nodeOf(address: ResourceAddress): TreeNode | undefined;
}

const syncKinds: readonly FollowedKind[] = ['ExternalSecret', 'PushSecret'];

/** Makes the tree of a cluster that is followed. */
export function createLiveTree({ live, clock, l10n, findManifest, consumersOf }: TreeOptions): LiveTree {
  const consumers = createConsumerCache(clock, live, consumersOf);

  async function consumerNodes(path: TreePath): Promise<readonly TreeNode[]> {
    const { namespace, secret } = path;
    if (namespace === undefined || secret === undefined) return [];
    const { consumers: found, unseen } = await consumers.of(namespace, secret);
    const parent = treeId(path);
    const notes = unseen.map((text, i) => noteNode(parent, `unseen${i}`, outsideText(text)));
    const none =
      found.length + notes.length === 0
        ? [noteNode(parent, 'nobody', l10n.t('Nothing in namespace {0} uses it', namespace))]
        : [];
    return [...inOrder(found.map((consumer) => consumerNode(path, consumer, l10n))), ...notes, ...none];
  }

  return {
    async children(id) {
      const context: NodeContext = { live, findManifest, l10n, now: clock.now() };
      if (id === undefined) return [contextNode(context)];
      const path = parseTreeId(id, live.context.name);
      if (path === undefined) return [];
      if (path.level === 'context') return scopeNodes(context);
      if (path.level === 'secret') return consumerNodes(path);
      if (path.level === 'namespace' && path.namespace === undefined) return clusterNodes(context);
      if (path.namespace === undefined) return [];
      if (path.level === 'namespace') return storeNodes(context, path.namespace);
      if (path.level === 'store') return syncNodes(context, path, path.namespace);
      const record = path.sync && live.find(path.sync.kind, path.namespace, path.sync.name);
      const secret = record && secretNode(context, path, record);
      return secret === undefined ? [] : [secret];
    },
    nodeOf({ kind, namespace, name }) {
      const record = isFollowedKind(kind) ? live.find(kind, namespace, name) : undefined;
      if (record === undefined) return undefined;
      const context: NodeContext = { live, findManifest, l10n, now: clock.now() };
      const { node } = syncNode(context, { level: 'sync', context: live.context.name, namespace }, record, undefined);
      return isStoreKind(record.kind) ? { ...node, kind: 'store' } : node;
    },
  };
}

/** All that can be force-synced, failing first, then by namespace and name. `now`: epoch milliseconds. */
export function syncablesOf(live: LiveCluster, now: number, l10n: Localisation): readonly Syncable[] {
  const all: Syncable[] = [];
  for (const kind of [...syncKinds, 'ClusterExternalSecret' as const]) {
    for (const record of live.records(kind)) {
      const { name, namespace, state } = record;
      all.push({
        resource: { kind, name, ...(namespace === undefined ? {} : { namespace }) },
        state,
        description: stateWords(record, now, l10n),
      });
    }
  }
  const key = ({ resource, state }: Syncable) =>
    `${state === 'failing' ? 0 : 1} ${resource.namespace ?? ''}/${resource.name}/${resource.kind}`;
  return all
    .map((one) => ({ one, key: key(one) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ one }) => one);
}

function scopeNodes(context: NodeContext): readonly TreeNode[] {
  const { live } = context;
  const isBroken = ({ state }: LiveRecord) => state === 'failing';
  const namespaces = live.namespaces().map((namespace) => {
    const broken = [...live.records('SecretStore', namespace)].filter(isBroken).length;
    return namespaceNode(context, namespace, syncsIn(live, namespace), broken);
  });
  const [shared, stores] = [[...live.records('ClusterExternalSecret')], [...live.records('ClusterSecretStore')]];
  const cluster =
    shared.length + stores.length === 0 ? [] : [namespaceNode(context, undefined, shared, stores.filter(isBroken).length).node];
  const parent = treeId({ level: 'context', context: live.context.name });
  const { state, message } = live.status;
  const said = state === 'connected' ? limitsOf(live, context.l10n) : [message];
  const notes = said.map((text, i) => noteNode(parent, `limit${i}`, text));
  return [...notes, ...cluster, ...inOrder(namespaces)];
}

function clusterNodes(context: NodeContext): readonly TreeNode[] {
  const { live } = context;
  const path: TreePath = { level: 'namespace', context: live.context.name, store: 'none' };
  const stores = [...live.records('ClusterSecretStore')].map(({ name }) =>
    storeNode(context, undefined, { kind: 'ClusterSecretStore', name }, []),
  );
  const shared = [...live.records('ClusterExternalSecret')].map((record) => syncNode(context, path, record, undefined));
  return [...inOrder(stores), ...inOrder(shared)];
}

function storeNodes(context: NodeContext, namespace: string): readonly TreeNode[] {
  const { live } = context;
  const users = new Map<string, { readonly ref: StoreRef; readonly records: LiveRecord[] }>();
  const usersOf = (ref: StoreRef) => {
    const key = `${ref.kind}/${ref.name}`;
    const entry = users.get(key) ?? { ref, records: [] };
    users.set(key, entry);
    return entry.records;
  };
  for (const { name } of live.records('SecretStore', namespace)) usersOf({ kind: 'SecretStore', name });
  const without: LiveRecord[] = [];
  for (const record of syncsIn(live, namespace)) {
    const known = record.stores.filter((ref) => isThinkable(live, ref, namespace));
    for (const ref of known) usersOf(ref).push(record);
    if (known.length === 0) without.push(record);
  }
  const nodes: RankedNode[] = [...users.values()].map(({ ref, records }) => storeNode(context, namespace, ref, records));
  if (without.length > 0) nodes.push(noStoreNode(context, namespace, without));
  return inOrder(nodes);
}

function syncNodes(context: NodeContext, path: TreePath, namespace: string): readonly TreeNode[] {
  const { live } = context;
  const { store } = path;
  const nodes: RankedNode[] = [];
  for (const record of syncsIn(live, namespace)) {
    const known = record.stores.filter((ref) => isThinkable(live, ref, namespace));
    const belongs =
      store === 'none' || store === undefined
        ? known.length === 0
        : known.some((ref) => ref.kind === store.kind && ref.name === store.name);
    if (belongs) nodes.push(syncNode(context, path, record, store === 'none' ? record.stores[0] : undefined));
  }
  return inOrder(nodes);
}

/** Whether a store is in the cluster, or may be as far as one can see. */
function isThinkable(live: LiveCluster, ref: StoreRef, namespace: string): boolean {
  return live.storeOf(ref, namespace) !== undefined || !live.isComplete(ref.kind, namespace);
}

function syncsIn(live: LiveCluster, namespace: string): readonly LiveRecord[] {
  return syncKinds.flatMap((kind) => [...live.records(kind, namespace)]);
}
