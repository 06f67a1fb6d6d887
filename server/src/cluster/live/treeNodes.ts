import type { Consumer, ResourceAddress, TreeNode } from '../../clusterProtocol.ts';
import type { StoreRef } from '../../model/references.ts';
import { exactTime } from '../../model/relativeTime.ts';
import type { LiveCluster } from './liveCluster.ts';
import type { LiveRecord } from './liveRecord.ts';
import { isDoubtful, recordTooltip, spokenState, stateWords } from './liveWords.ts';
import { outsideText } from './outsideText.ts';
import { type TreePath, treeId } from './treePath.ts';

/** The place of a manifest in the workspace. */
export type FindManifest = (address: ResourceAddress) => { readonly uri: string; readonly line: number } | undefined;

/** What nodes are made from. */
export interface NodeContext {
  readonly live: LiveCluster;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly findManifest: FindManifest;
}

/** A node, and whether it or anything below it fails: such come first. */
export interface RankedNode {
  readonly node: TreeNode;
  readonly failing: boolean;
}

/** The node of the context. */
export function contextNode({ live }: NodeContext): TreeNode {
  const { status, context } = live;
  const description = status.failing > 0 ? `${status.failing} failing` : status.stale ? 'may be out of date' : '';
  return {
    ...base({ level: 'context', context: context.name }, 'context'),
    label: outsideText(context.name, 100),
    description,
    tooltip: `${context.name}\n${context.server}\n${status.message}`,
    state:
      status.state === 'connecting'
        ? 'waiting'
        : status.failing > 0
          ? 'failing'
          : status.stale || status.state !== 'connected'
            ? 'warning'
            : 'ok',
    expandable: true,
    accessibleLabel: `Context ${context.name}, ${description || status.message}`,
  };
}

/** The node of a namespace, or of what belongs to the cluster as a whole. */
export function namespaceNode(
  { live }: NodeContext,
  namespace: string | undefined,
  syncs: readonly LiveRecord[],
  brokenStores: number,
): RankedNode {
  const failing = syncs.filter(({ state }) => state === 'failing').length;
  const words = [
    failing > 0 ? `${failing} of ${syncs.length} failing` : syncs.length > 0 ? readyWords(syncs) : '',
    brokenStores > 0 ? `${brokenStores} ${brokenStores === 1 ? 'store' : 'stores'} not ready` : '',
  ];
  const description = words.filter((word) => word !== '').join(' · ');
  const label = namespace ?? 'Cluster-scoped';
  return {
    failing: failing > 0 || brokenStores > 0,
    node: {
      ...base({ level: 'namespace', context: live.context.name, namespace }, 'namespace'),
      label,
      description,
      tooltip: namespace === undefined ? 'ClusterExternalSecrets and ClusterSecretStores' : `Namespace ${namespace}`,
      state: failing > 0 || brokenStores > 0 ? 'failing' : 'ok',
      expandable: true,
      accessibleLabel: `${namespace === undefined ? label : `Namespace ${namespace}`}${description === '' ? '' : `, ${description}`}`,
    },
  };
}

function readyWords(syncs: readonly LiveRecord[]): string {
  const waiting = syncs.filter(({ state }) => state === 'waiting').length;
  const ready = syncs.length - waiting;
  return [ready > 0 ? `${ready} ready` : '', waiting > 0 ? `${waiting} waiting` : ''].filter((word) => word !== '').join(' · ');
}

/** The node of a store in a namespace that uses it, or below the cluster. `users`: what reads from it there. */
export function storeNode(
  context: NodeContext,
  namespace: string | undefined,
  ref: StoreRef,
  users: readonly LiveRecord[],
): RankedNode {
  const { live, now } = context;
  const record = live.storeOf(ref, namespace);
  const failing = users.filter(({ state }) => state === 'failing').length;
  const words = [
    ref.kind === 'ClusterSecretStore' && namespace !== undefined ? ref.kind : '',
    record?.provider ?? '',
    record === undefined ? 'state unknown' : stateWords(record, now),
    failing > 0 ? `${failing} of ${users.length} failing` : '',
  ];
  const description = words.filter((word) => word !== '').join(' · ');
  const said = record !== undefined && (record.state === 'failing' || isDoubtful(record)) ? `: ${stateWords(record, now)}` : '';
  const spoken = [
    `${ref.kind} ${ref.name}`,
    record === undefined ? 'state unknown' : `${spokenState(record)}${said}`,
    record?.provider ?? '',
    failing > 0 ? `${failing} of ${users.length} of its resources failing` : '',
  ];
  const address: ResourceAddress = {
    kind: ref.kind,
    name: ref.name,
    ...(ref.kind === 'SecretStore' && namespace !== undefined ? { namespace } : {}),
  };
  return {
    failing: record?.state === 'failing' || failing > 0,
    node: {
      ...base({ level: 'store', context: live.context.name, namespace, store: ref }, 'store'),
      ...placed(context, address),
      label: ref.name,
      description,
      tooltip:
        record === undefined
          ? `${ref.kind} ${ref.name}\nNothing is known of it: see the note below the context.`
          : recordTooltip(record),
      state:
        record === undefined ? 'none' : record.state === 'ok' && (failing > 0 || isDoubtful(record)) ? 'warning' : record.state,
      expandable: users.length > 0,
      accessibleLabel: spoken.filter((word) => word !== '').join(', '),
    },
  };
}

/** The node above what names no store that the cluster has. */
export function noStoreNode({ live }: NodeContext, namespace: string, users: readonly LiveRecord[]): RankedNode {
  return {
    failing: users.some(({ state }) => state === 'failing'),
    node: {
      ...base({ level: 'store', context: live.context.name, namespace, store: 'none' }, 'note'),
      label: 'No store',
      description: `${users.length}`,
      tooltip: 'They name no store, or one that the cluster does not have.',
      state: 'none',
      expandable: true,
      accessibleLabel: `Without a known store: ${users.length}`,
    },
  };
}

/** The node of an ExternalSecret, PushSecret or ClusterExternalSecret. `missing`: a store that it names and the cluster does not have. */
export function syncNode(context: NodeContext, path: TreePath, record: LiveRecord, missing: StoreRef | undefined): RankedNode {
  const { kind, namespace, name, target } = record;
  const said = stateWords(record, context.now);
  const without = missing === undefined ? '' : `${missing.kind} ${missing.name} is not in the cluster`;
  const words = [kind === 'ExternalSecret' ? '' : kind, said, without];
  const description = words.filter((word) => word !== '').join(' · ');
  return {
    failing: record.state === 'failing',
    node: {
      ...base({ ...path, level: 'sync', sync: { kind, name } }, 'sync'),
      ...placed(context, { kind, name, ...(namespace === undefined ? {} : { namespace }) }),
      label: name,
      description,
      tooltip: recordTooltip(record),
      state: isDoubtful(record) ? 'warning' : record.state,
      expandable: target !== undefined,
      accessibleLabel: `${kind} ${name}, ${spokenState(record)}: ${said}${without === '' ? '' : `, ${without}`}`,
    },
  };
}

/** The node of what an ExternalSecret writes or a PushSecret reads. */
export function secretNode({ live }: NodeContext, path: TreePath, record: LiveRecord): TreeNode | undefined {
  const { namespace, target } = record;
  if (target === undefined || namespace === undefined) return undefined;
  const isSecret = target.kind === 'Secret';
  const secret = isSecret ? live.secret(namespace, target.name) : undefined;
  const isMissing = isSecret && secret === undefined && record.kind === 'ExternalSecret' && live.isComplete('Secret', namespace);
  const isExpected = target.creationPolicy !== 'None' && target.creationPolicy !== 'Merge';
  const words =
    secret !== undefined
      ? 'managed by External Secrets'
      : isMissing
        ? isExpected
          ? 'not in the cluster'
          : `not created by creationPolicy ${target.creationPolicy}`
        : '';
  const owner = secret?.owner === undefined ? '' : `\nControlled by ExternalSecret ${secret.owner}`;
  const created = secret?.created === undefined ? '' : `\nCreated ${exactTime(secret.created)}`;
  return {
    ...base({ ...path, level: 'secret', secret: target.name }, isSecret ? 'secret' : 'note'),
    ...(isSecret ? { resource: { kind: 'Secret', namespace, name: target.name } } : {}),
    label: isSecret ? target.name : `${target.kind} ${target.name}`,
    description: words,
    tooltip: `${target.kind} ${namespace}/${target.name}${owner}${created}`,
    state: secret !== undefined ? 'ok' : isMissing && isExpected ? 'warning' : 'none',
    expandable: isSecret && !(isMissing && isExpected),
    accessibleLabel: `${target.kind} ${target.name}${words === '' ? '' : `, ${words}`}`,
  };
}

const consumerWords: Readonly<Record<Consumer['state'], string>> = {
  restart: 'runs with old values',
  'by-itself': 'follows by itself',
  'up-to-date': 'up to date',
  unknown: 'may run with old values',
};

/** The node of a workload that uses a Secret. */
export function consumerNode(path: TreePath, consumer: Consumer): RankedNode {
  const { kind, name } = consumer.workload;
  const uses = outsideText(consumer.uses.join(', '), 500);
  const words = consumerWords[consumer.state];
  const pods =
    consumer.pods === 0
      ? ''
      : `\n${consumer.stalePods} of ${consumer.pods} Pods: ${consumerWords[consumer.state === 'unknown' ? 'unknown' : 'restart']}`;
  return {
    failing: consumer.state === 'restart',
    node: {
      ...base({ ...path, level: 'consumer', consumer: { kind, name } }, 'consumer'),
      resource: consumer.workload,
      label: name,
      description: `${kind} · ${words}`,
      tooltip: `${kind} ${name}\n${uses}${pods}`,
      state: consumer.state === 'restart' ? 'warning' : 'ok',
      expandable: false,
      accessibleLabel: `${kind} ${name}, ${words}, uses ${uses}`,
    },
  };
}

/** A line of text in the tree. `id` tells it apart from its neighbours. */
export function noteNode(parent: string, id: string, text: string): TreeNode {
  return {
    id: `${parent}/note:${id}`,
    kind: 'note',
    label: text,
    description: '',
    tooltip: text,
    state: 'none',
    expandable: false,
    accessibleLabel: text,
  };
}

/** The nodes, failing ones first, then by label. */
export function inOrder(nodes: readonly RankedNode[]): readonly TreeNode[] {
  const order = (a: RankedNode, b: RankedNode) =>
    Number(b.failing) - Number(a.failing) || (a.node.label < b.node.label ? -1 : a.node.label > b.node.label ? 1 : 0);
  return [...nodes].sort(order).map(({ node }) => node);
}

function base(path: TreePath, kind: TreeNode['kind']): Pick<TreeNode, 'id' | 'kind'> {
  return { id: treeId(path), kind };
}

function placed({ findManifest }: NodeContext, resource: ResourceAddress): Pick<TreeNode, 'resource' | 'place'> {
  const place = findManifest(resource);
  return { resource, ...(place === undefined ? {} : { place }) };
}
