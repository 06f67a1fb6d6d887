import type { CancellationToken } from '../../cancellation.ts';
import type { Localisation } from '../../localisation.ts';
import type { ClusterConnection, KubeObject, ObjectMetadata } from '../clusterClient.ts';
import { type ClusterOutcome, done, isNotFound } from '../outcome.ts';
import type { SecretMemory, SecretRecord } from './secretMemory.ts';

/** What lasts as long as the server: what Secrets looked like, and which of them may be read whole. */
export interface SecretReading {
  readonly memory: SecretMemory;
  /** Whether the user has allowed that this one Secret is read whole. */
  mayRead(namespace: string, name: string): boolean;
  /** Keeps that permission for the life of the server. */
  remember(namespace: string, name: string): void;
}

/** A Secret before something is done that may change it. */
export interface SecretSnapshot {
  readonly namespace: string;
  readonly name: string;
  /** Undefined where there was no Secret. */
  readonly record: SecretRecord | undefined;
}

/** What became of a Secret's data since a snapshot. */
export interface SecretChange {
  readonly state: 'changed' | 'unchanged' | 'created' | 'deleted' | 'absent' | 'unknown';
  /** The keys that are new, gone or of another value; absent where that is not known. */
  readonly keys?: readonly string[];
}

/** A Secret as it was just seen. */
export interface SeenSecret {
  readonly metadata: ObjectMetadata;
  readonly record: SecretRecord;
}

/** Looks at a Secret: as metadata, or whole, as a digest, where the user has allowed that. Undefined where there is none. Asks nothing. */
export async function lookAtSecret(
  connection: ClusterConnection,
  namespace: string,
  name: string,
  reading: SecretReading,
  token: CancellationToken,
): Promise<ClusterOutcome<SeenSecret | undefined>> {
  if (reading.mayRead(namespace, name)) {
    const read = await connection.digestSecret(namespace, name, token);
    if (isNotFound(read)) return done(undefined);
    if (read.outcome !== 'done') return read;
    return done({ metadata: read.value.metadata, record: reading.memory.keep(connection, read.value) });
  }
  const read = await readSecretMetadata(connection, namespace, name, token);
  if (read.outcome !== 'done') return read;
  if (read.value === undefined) return done(undefined);
  const { metadata } = read.value;
  return done({ metadata, record: reading.memory.observe(connection, metadata) });
}

/** Takes down what a Secret looks like before a force-sync. */
export async function snapshotBefore(
  connection: ClusterConnection,
  namespace: string,
  name: string,
  reading: SecretReading,
  token: CancellationToken,
): Promise<ClusterOutcome<SecretSnapshot>> {
  const looked = await lookAtSecret(connection, namespace, name, reading, token);
  return looked.outcome === 'done' ? done({ namespace, name, record: looked.value?.record }) : looked;
}

/**
 * Says what has become of the data since: from the `data-hash` annotation, and which keys where the Secret may be read whole. What is
 * found is remembered for `rotationImpact`.
 */
export async function compareAfter(
  connection: ClusterConnection,
  { namespace, name, record: before }: SecretSnapshot,
  reading: SecretReading,
  token: CancellationToken,
): Promise<ClusterOutcome<SecretChange>> {
  const looked = await lookAtSecret(connection, namespace, name, reading, token);
  if (looked.outcome !== 'done') return looked;
  const after = looked.value?.record;
  if (after === undefined) return done({ state: before === undefined ? 'absent' : 'deleted' });
  if (before === undefined) return done({ state: 'created' });
  if (after.lastChange !== undefined && after.lastChange !== before.lastChange) {
    const { keys } = after.lastChange;
    return done({ state: 'changed', ...(keys === undefined ? {} : { keys }) });
  }
  const known = after.hash !== undefined || reading.memory.hasDigest(connection, namespace, name);
  return done({ state: known ? 'unchanged' : 'unknown' });
}

/** What has become of the data, in a few words for the end of a message: `data changed (db-password)`. */
export function describeChange({ state, keys }: SecretChange, l10n: Localisation): string {
  switch (state) {
    case 'changed':
      return keys === undefined ? l10n.t('data changed') : l10n.t('data changed ({0})', keys.join(', '));
    case 'unchanged':
      return l10n.t('data unchanged');
    case 'created':
      return l10n.t('Secret created');
    case 'deleted':
      return l10n.t('Secret deleted');
    case 'absent':
      return l10n.t('no Secret');
    case 'unknown':
      return l10n.t('whether its data changed is not known');
  }
}

/** The metadata of a Secret; a Secret is asked for no more than that. */
export async function readSecretMetadata(
  connection: ClusterConnection,
  namespace: string,
  name: string,
  token: CancellationToken,
): Promise<ClusterOutcome<KubeObject | undefined>> {
  const type = await connection.resourceType('', 'Secret', 'v1', token);
  if (type.outcome !== 'done') return type;
  if (type.value === undefined) return done(undefined);
  const read = await connection.get({ type: type.value, namespace, name }, token);
  return isNotFound(read) ? done(undefined) : read;
}
