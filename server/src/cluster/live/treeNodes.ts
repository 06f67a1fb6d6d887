import type { Consumer, ResourceAddress, TreeNode } from '../../clusterProtocol.ts';
import type { Localisation } from '../../localisation.ts';
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
  readonly l10n: Localisation;
  readonly findManifest: FindManifest;
}

/** A node, and whether it or anything below it fails: such come first. */
export interface RankedNode {
  readonly node: TreeNode;
  readonly failing: boolean;
}

/** The node of the context. */
export function contextNode({ live, l10n }: NodeContext): TreeNode {
  const { status, context } = live;
  const failing = status.failing > 0 ? l10n.t('{0} failing', status.failing) : '';
  const description = failing || (status.stale ? l10n.t('may be out of date') : '');
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
    accessibleLabel: `${l10n.t('Context {0}', context.name)}, ${description || status.message}`,
  };
}

/** The node of a namespace, or of what belongs to the cluster as a whole. */
export function namespaceNode(
  { live, l10n }: NodeContext,
  namespace: string | undefined,
  syncs: readonly LiveRecord[],
  brokenStores: number,
): RankedNode {
  const failing = syncs.filter(({ state }) => state === 'failing').length;
  const words = [
    failing > 0 ? l10n.t('{0} of {1} failing', failing, syncs.length) : syncs.length > 0 ? readyWords(syncs, l10n) : '',
    brokenStores === 1 ? l10n.t('1 store not ready') : brokenStores > 0 ? l10n.t('{0} stores not ready', brokenStores) : '',
  ];
  const description = words.filter((word) => word !== '').join(' · ');
  const label = namespace ?? l10n.t('Cluster-scoped');
  const title = namespace === undefined ? label : l10n.t('Namespace {0}', namespace);
  return {
    failing: failing > 0 || brokenStores > 0,
    node: {
      ...base({ level: 'namespace', context: live.context.name, namespace }, 'namespace'),
      label,
      description,
      tooltip: namespace === undefined ? l10n.t('{0} and {1}', 'ClusterExternalSecrets', 'ClusterSecretStores') : title,
      state: failing > 0 || brokenStores > 0 ? 'failing' : 'ok',
      expandable: true,
      accessibleLabel: `${title}${description === '' ? '' : `, ${description}`}`,
    },
  };
}

function readyWords(syncs: readonly LiveRecord[], l10n: Localisation): string {
  const waiting = syncs.filter(({ state }) => state === 'waiting').length;
  const ready = syncs.length - waiting;
  const words = [ready > 0 ? l10n.t('{0} ready', ready) : '', waiting > 0 ? l10n.t('{0} waiting', waiting) : ''];
  return words.filter((word) => word !== '').join(' · ');
}

/** The node of a store in a namespace that uses it, or below the cluster. `users`: what reads from it there. */
export function storeNode(
  context: NodeContext,
  namespace: string | undefined,
  ref: StoreRef,
  users: readonly LiveRecord[],
): RankedNode {
  const { l10n, live, now } = context;
  const record = live.storeOf(ref, namespace);
  const failing = users.filter(({ state }) => state === 'failing').length;
  const words = [
    ref.kind === 'ClusterSecretStore' && namespace !== undefined ? ref.kind : '',
    record?.provider ?? '',
    record === undefined ? l10n.t('state unknown') : stateWords(record, now, l10n),
    failing > 0 ? l10n.t('{0} of {1} failing', failing, users.length) : '',
  ];
  const description = words.filter((word) => word !== '').join(' · ');
  const said =
    record !== undefined && (record.state === 'failing' || isDoubtful(record)) ? `: ${stateWords(record, now, l10n)}` : '';
  const spoken = [
    `${ref.kind} ${ref.name}`,
    record === undefined ? l10n.t('state unknown') : `${spokenState(record, l10n)}${said}`,
    record?.provider ?? '',
    failing > 0 ? l10n.t('{0} of {1} of its resources failing', failing, users.length) : '',
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
          ? `${ref.kind} ${ref.name}\n${l10n.t('Nothing is known of it: see the note below the context.')}`
          : recordTooltip(record, l10n),
      state:
        record === undefined ? 'none' : record.state === 'ok' && (failing > 0 || isDoubtful(record)) ? 'warning' : record.state,
      expandable: users.length > 0,
      accessibleLabel: spoken.filter((word) => word !== '').join(', '),
    },
  };
}

/** The node above what names no store that the cluster has. */
export function noStoreNode({ live, l10n }: NodeContext, namespace: string, users: readonly LiveRecord[]): RankedNode {
  return {
    failing: users.some(({ state }) => state === 'failing'),
    node: {
      ...base({ level: 'store', context: live.context.name, namespace, store: 'none' }, 'note'),
      label: l10n.t('No store'),
      description: `${users.length}`,
      tooltip: l10n.t('They name no store, or one that the cluster does not have.'),
      state: 'none',
      expandable: true,
      accessibleLabel: l10n.t('Without a known store: {0}', users.length),
    },
  };
}

/** The node of an ExternalSecret, PushSecret or ClusterExternalSecret. `missing`: a store that it names and the cluster does not have. */
export function syncNode(context: NodeContext, path: TreePath, record: LiveRecord, missing: StoreRef | undefined): RankedNode {
  const { l10n, now } = context;
  const { kind, namespace, name, target } = record;
  const said = stateWords(record, now, l10n);
  const without = missing === undefined ? '' : l10n.t('{0} is not in the cluster', `${missing.kind} ${missing.name}`);
  const words = [kind === 'ExternalSecret' ? '' : kind, said, without];
  const description = words.filter((word) => word !== '').join(' · ');
  return {
    failing: record.state === 'failing',
    node: {
      ...base({ ...path, level: 'sync', sync: { kind, name } }, 'sync'),
      ...placed(context, { kind, name, ...(namespace === undefined ? {} : { namespace }) }),
      label: name,
      description,
      tooltip: recordTooltip(record, l10n),
      state: isDoubtful(record) ? 'warning' : record.state,
      expandable: target !== undefined,
      accessibleLabel: `${kind} ${name}, ${spokenState(record, l10n)}: ${said}${without === '' ? '' : `, ${without}`}`,
    },
  };
}

/** The node of what an ExternalSecret writes or a PushSecret reads. */
export function secretNode({ live, l10n }: NodeContext, path: TreePath, record: LiveRecord): TreeNode | undefined {
  const { namespace, target } = record;
  if (target === undefined || namespace === undefined) return undefined;
  const isSecret = target.kind === 'Secret';
  const secret = isSecret ? live.secret(namespace, target.name) : undefined;
  const isMissing = isSecret && secret === undefined && record.kind === 'ExternalSecret' && live.isComplete('Secret', namespace);
  const isExpected = target.creationPolicy !== 'None' && target.creationPolicy !== 'Merge';
  const words =
    secret !== undefined
      ? l10n.t('managed by External Secrets')
      : isMissing
        ? isExpected
          ? l10n.t('not in the cluster')
          : l10n.t('not created by creationPolicy {0}', target.creationPolicy)
        : '';
  const owner = secret?.owner === undefined ? '' : `\n${l10n.t('Controlled by {0}', `ExternalSecret ${secret.owner}`)}`;
  const created = secret?.created === undefined ? '' : `\n${l10n.t('Created {0}', exactTime(secret.created))}`;
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

function consumerWords(state: Consumer['state'], l10n: Localisation): string {
  switch (state) {
    case 'restart':
      return l10n.t('runs with old values');
    case 'by-itself':
      return l10n.t('follows by itself');
    case 'up-to-date':
      return l10n.t('up to date');
    case 'unknown':
      return l10n.t('may run with old values');
  }
}

/** How many of the Pods are behind. */
function podWords({ pods, stalePods, state }: Consumer, l10n: Localisation): string {
  return state === 'unknown'
    ? l10n.t('{0} of {1} Pods may run with the old values', stalePods, pods)
    : l10n.t('{0} of {1} Pods run with the old values', stalePods, pods);
}

/** The node of a workload that uses a Secret. */
export function consumerNode(path: TreePath, consumer: Consumer, l10n: Localisation): RankedNode {
  const { kind, name } = consumer.workload;
  const uses = outsideText(consumer.uses.join(', '), 500);
  const words = consumerWords(consumer.state, l10n);
  const pods = consumer.pods === 0 ? '' : `\n${podWords(consumer, l10n)}`;
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
      accessibleLabel: `${kind} ${name}, ${words}, ${l10n.t('uses {0}', uses)}`,
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
