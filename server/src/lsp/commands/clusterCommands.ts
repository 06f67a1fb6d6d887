import type { Interaction } from '../../cluster/interaction.ts';
import type { ClusterService } from '../../clusterService.ts';
import { type DiffFile, serverCommands } from '../../protocol.ts';
import {
  readConnectOptions,
  readManifestTarget,
  readPlace,
  readResourceAddress,
  readRestartTarget,
  readSyncTarget,
  required,
} from './arguments.ts';
import type { ServerCommand } from './command.ts';

/**
 * The commands about clusters.
 *
 * @param showDiff shows differences before the question that follows
 */
export function clusterCommands(
  cluster: ClusterService,
  showDiff: (files: readonly DiffFile[]) => Promise<void>,
): Readonly<Record<string, ServerCommand>> {
  const aboutResource = <T>(title: string, act: (address: Address, interaction: Interaction) => Promise<T>): ServerCommand => ({
    title,
    run: ({ argument, interaction }) => {
      const place = readPlace(argument);
      const address = readResourceAddress(argument) ?? (place && cluster.resourceAt(place)) ?? undefined;
      return act(
        required(address, 'an object, { kind, name, namespace? }, or a place in its manifest, { uri, line, character }'),
        interaction,
      );
    },
  });
  const files = 'files: { uris, range? }';
  return {
    [serverCommands.connectCluster]: {
      title: 'Connect to cluster',
      run: ({ argument, interaction }) => cluster.connect(readConnectOptions(argument), interaction.token),
    },
    [serverCommands.disconnectCluster]: { title: 'Disconnect from cluster', run: () => cluster.disconnect() },
    [serverCommands.apply]: {
      title: 'Apply',
      run: ({ argument, interaction }) => cluster.apply(required(readManifestTarget(argument), files), interaction, showDiff),
    },
    [serverCommands.diffWithCluster]: {
      title: 'Compare with cluster',
      run: ({ argument, interaction }) => cluster.diff(required(readManifestTarget(argument), files), interaction),
    },
    [serverCommands.forceSync]: {
      title: 'Force sync',
      run: ({ argument, interaction }) =>
        cluster.forceSync(required(readSyncTarget(argument), 'one of { resources, manifests, store, failing }'), interaction),
    },
    [serverCommands.waitUntilReady]: aboutResource('Wait until ready', cluster.waitUntilReady),
    [serverCommands.verifySecret]: aboutResource('Verify Secret', cluster.verifySecret),
    [serverCommands.rotationImpact]: aboutResource('Rotation impact', cluster.rotationImpact),
    [serverCommands.restartConsumers]: {
      title: 'Restart consumers',
      run: ({ argument, interaction }) =>
        cluster.restartConsumers(required(readRestartTarget(argument), '{ secret, workloads }'), interaction),
    },
    [serverCommands.checkOperator]: {
      title: 'Check ESO',
      run: ({ interaction }) => cluster.checkOperator(interaction),
    },
  };
}

type Address = NonNullable<ReturnType<typeof readResourceAddress>>;
