import type { CancellationToken } from '../../cancellation.ts';
import type { Consumer, ResourceAddress, RotationImpact } from '../../clusterProtocol.ts';
import type { Localisation } from '../../localisation.ts';
import { explainFailure } from '../access.ts';
import type { ClusterConnection } from '../clusterClient.ts';
import type { Interaction } from '../interaction.ts';
import { type ClusterOutcome, done } from '../outcome.ts';
import { consumersOf } from './consumers.ts';
import type { SecretRecord } from './secretMemory.ts';
import { lookAtSecret, type SecretReading } from './snapshot.ts';
import { judge } from './staleness.ts';
import { readTarget } from './target.ts';

/** Who uses a Secret, and how they stand. */
export interface JudgedConsumers {
  readonly consumers: readonly Consumer[];
  /** What could not be looked at, and why; sentences. */
  readonly unseen: readonly string[];
  /** Undefined where there is no Secret. */
  readonly record: SecretRecord | undefined;
}

/** Those who use a Secret, those that must be restarted first. Asks nothing. */
export async function findConsumers(
  connection: ClusterConnection,
  namespace: string,
  secretName: string,
  reading: SecretReading,
  token: CancellationToken,
  l10n: Localisation,
): Promise<ClusterOutcome<JudgedConsumers>> {
  const looked = await lookAtSecret(connection, namespace, secretName, reading, token);
  if (looked.outcome !== 'done') return looked;
  const { consumers, podsSeen, unseen } = await consumersOf(connection, namespace, secretName, token, l10n);
  const knowledge = { ...looked.value, podsSeen };
  const judged = consumers.map((consumer) => judge(consumer, knowledge));
  return done({ consumers: judged.sort((a, b) => rank(a) - rank(b)), unseen, record: looked.value?.record });
}

/**
 * Who uses the Secret of an ExternalSecret, and what its last change means for them. Which keys have changed is known where the Secret
 * was read whole, with the user's consent, before and after (`verifySecret`, or a force-sync after one).
 */
export async function rotationImpact(
  connection: ClusterConnection,
  address: ResourceAddress,
  interaction: Interaction,
  reading: SecretReading,
): Promise<RotationImpact> {
  const { token, l10n } = interaction;
  const stop = (message: string): RotationImpact => ({
    outcome: token.isCancellationRequested ? 'cancelled' : 'refused',
    message,
    consumers: [],
  });
  const target = await readTarget(connection, address, 'rotation-impact', l10n.t('see who uses a Secret'), token, l10n);
  if (!target.found) return stop(target.message);
  const { namespace, name } = target.promise;
  interaction.progress(l10n.t('Looking for the users of Secret {0}', `${namespace}/${name}`));
  const found = await findConsumers(connection, namespace, name, reading, token, l10n);
  if (found.outcome !== 'done') return stop(explainFailure(found, l10n));
  if (token.isCancellationRequested) return stop(l10n.t('Cancelled.'));
  const { consumers, record, unseen } = found.value;
  const keys = record?.lastChange?.keys;
  return {
    outcome: 'done',
    message: [describeImpact(`Secret ${namespace}/${name}`, record, consumers, l10n), ...unseen].join(' '),
    secret: { kind: 'Secret', name, namespace },
    ...(keys === undefined ? {} : { changedKeys: keys }),
    consumers,
  };
}

function describeImpact(
  secret: string,
  record: SecretRecord | undefined,
  consumers: readonly Consumer[],
  l10n: Localisation,
): string {
  if (record === undefined)
    return consumers.length === 1
      ? l10n.t('{0} does not exist; referred to by 1 consumer.', secret)
      : l10n.t('{0} does not exist; referred to by {1} consumers.', secret, consumers.length);
  const change = describeRecord(record, l10n);
  if (consumers.length === 0) return l10n.t('{0}: {1}; nothing in the namespace uses it.', secret, change);
  const stale = consumers.filter(({ state }) => state === 'restart');
  const unknown = consumers.filter(({ state }) => state === 'unknown');
  if (stale.length > 0) {
    const names = stale.map(
      ({ workload, stalePods }) =>
        `${workload.kind} ${workload.name} (${stalePods === 1 ? l10n.t('1 Pod') : l10n.t('{0} Pods', stalePods)})`,
    );
    return l10n.t('{0}: {1}; still with the old values: {2}.', secret, change, names.join(', '));
  }
  if (unknown.length > 0) {
    const names = unknown.map(({ workload }) => `${workload.kind} ${workload.name}`).join(', ');
    return l10n.t('{0}: {1}; older than its last write, and perhaps with old values: {2}.', secret, change, names);
  }
  return l10n.t('{0}: {1}; nothing that uses it needs a restart.', secret, change);
}

function describeRecord({ lastChange }: SecretRecord, l10n: Localisation): string {
  if (lastChange === undefined) return l10n.t('no change of its data was seen');
  return lastChange.keys === undefined
    ? l10n.t('its data changed, which keys is not known')
    : l10n.t('changed: {0}', lastChange.keys.join(', '));
}

function rank({ state }: Consumer): number {
  return ['restart', 'unknown', 'by-itself', 'up-to-date'].indexOf(state);
}
