import type { FoundConsumers } from '../../../server/src/cluster/live/consumerCache.ts';
import { followCluster } from '../../../server/src/cluster/live/followCluster.ts';
import type { LiveCluster } from '../../../server/src/cluster/live/liveCluster.ts';
import { createLiveTree, type LiveTree } from '../../../server/src/cluster/live/liveTree.ts';
import type { TreeNode } from '../../../server/src/clusterProtocol.ts';
import { english, type Localisation } from '../../../server/src/localisation.ts';
import { createManualClock, type ManualClock } from '../../providers/manualClock.ts';
import { createMemoryCluster, type MemoryCluster, type MemoryClusterOptions } from '../../support/memoryCluster.ts';

/** A memory cluster that is followed. */
export interface Followed {
  readonly cluster: MemoryCluster;
  readonly live: LiveCluster;
  readonly tree: LiveTree;
  readonly clock: ManualClock;
  /** How often a change was told. */
  readonly signals: number;
  /** For which Secrets the consumers were asked. */
  readonly asked: readonly string[];
  /** The children of a node found by the labels on the way to it. */
  childrenOf(...labels: readonly string[]): Promise<readonly TreeNode[]>;
}

/** Follows a memory cluster, and waits until all of it has arrived. */
export async function follow(
  options: MemoryClusterOptions = {},
  found: FoundConsumers = { consumers: [], unseen: [] },
  prepare: (cluster: MemoryCluster) => void = () => {},
  l10n: Localisation = english,
): Promise<Followed> {
  const cluster = createMemoryCluster(options);
  prepare(cluster);
  const clock = createManualClock();
  const asked: string[] = [];
  let signals = 0;
  const live = followCluster(cluster.connection, { clock, l10n, onDidChange: () => signals++ });
  const tree = createLiveTree({
    live,
    clock,
    l10n,
    findManifest: ({ name }) => (name === 'db' ? { uri: 'file:///w/db.yaml', line: 3 } : undefined),
    consumersOf: async (namespace, secret) => {
      asked.push(`${namespace}/${secret}`);
      return found;
    },
  });
  await cluster.settled();
  return {
    cluster,
    live,
    tree,
    clock,
    asked,
    get signals() {
      return signals;
    },
    async childrenOf(...labels) {
      let nodes = await tree.children(undefined);
      for (const label of labels) {
        const node = nodes.find((one) => one.label === label);
        if (node === undefined) throw new Error(`no node "${label}" among ${nodes.map((one) => one.label).join(', ')}`);
        nodes = await tree.children(node.id);
      }
      return nodes;
    },
  };
}
