import type { CancellationToken } from '../cancellation.ts';
import type { Clock } from '../host.ts';
import { explainFailure } from './access.ts';
import type { ClusterConnection } from './clusterClient.ts';
import type { FoundConsumers } from './live/consumerCache.ts';
import { createFailures, type Failures } from './live/failures.ts';
import { followCluster } from './live/followCluster.ts';
import type { LiveCluster } from './live/liveCluster.ts';
import { createLiveTree, type LiveTree, type TreeOptions } from './live/liveTree.ts';
import { createSecretMemory } from './rotation/secretMemory.ts';
import type { SecretReading } from './rotation/snapshot.ts';

/** Everything that lasts as long as one connection: what is followed there, and what was seen of its Secrets. */
export interface Attachment {
  readonly connection: ClusterConnection;
  readonly live: LiveCluster;
  readonly tree: LiveTree;
  readonly failures: Failures;
  readonly reading: SecretReading;
  /** Ends the watches; the connection is not its own. */
  dispose(): void;
}

/** Begins to follow a cluster. `onDidChange` as `LiveOptions` has it. */
export function attach(
  connection: ClusterConnection,
  options: { readonly clock: Clock; readonly onDidChange: () => void } & Pick<TreeOptions, 'findManifest' | 'l10n'>,
): Attachment {
  const { clock, l10n, onDidChange, findManifest } = options;
  const live = followCluster(connection, { clock, l10n, onDidChange });
  const reading = createReading(clock);
  const consumersOf = async (namespace: string, name: string, token: CancellationToken): Promise<FoundConsumers> => {
    const { findConsumers } = await import('./rotation/impact.ts');
    const found = await findConsumers(connection, namespace, name, reading, token, l10n);
    return found.outcome === 'done' ? found.value : { consumers: [], unseen: [explainFailure(found, l10n)] };
  };
  return {
    connection,
    live,
    tree: createLiveTree({ live, clock, l10n, findManifest, consumersOf }),
    failures: createFailures(connection, clock),
    reading,
    dispose: () => live.dispose(),
  };
}

/** What the user has allowed of single Secrets, in memory only: the next server asks again. */
function createReading(clock: Clock): SecretReading {
  const allowed = new Set<string>();
  return {
    memory: createSecretMemory(clock),
    mayRead: (namespace, name) => allowed.has(`${namespace}/${name}`),
    remember: (namespace, name) => void allowed.add(`${namespace}/${name}`),
  };
}
