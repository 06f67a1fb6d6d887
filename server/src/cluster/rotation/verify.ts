import type { Check, ResourceAddress, VerifyResult } from '../../clusterProtocol.ts';
import type { Localisation } from '../../localisation.ts';
import { explainFailure } from '../access.ts';
import type { ClusterConnection, ObjectMetadata, SecretDigest } from '../clusterClient.ts';
import type { Interaction } from '../interaction.ts';
import { isNotFound } from '../outcome.ts';
import { readSecretMetadata, type SecretReading } from './snapshot.ts';
import { readTarget, type SecretPromise } from './target.ts';
import { checkAbsence, checkExternalSecret } from './verifyExternalSecret.ts';
import { checkSecret, type KnownSecret } from './verifySecretChecks.ts';

const [readKeys, metadataOnly] = ['Read Key Names and Sizes', 'Metadata Only'];

/**
 * Whether the Secret of an ExternalSecret is what the manifest promises: there, with exactly the promised keys, of the type, owned,
 * managed and immutable as promised. Asks before the Secret is read whole, which then yields names, sizes and digests only; without that,
 * its metadata tell what they can.
 */
export async function verifySecret(
  connection: ClusterConnection,
  address: ResourceAddress,
  interaction: Interaction,
  reading: SecretReading,
): Promise<VerifyResult> {
  const { l10n } = interaction;
  const { token } = interaction;
  const stop = (message: string): VerifyResult => ({
    outcome: token.isCancellationRequested ? 'cancelled' : 'refused',
    message,
    checks: [],
  });
  const target = await readTarget(connection, address, 'verify', l10n.t('verify a Secret'), token, l10n);
  if (!target.found) return stop(target.message);
  const { externalSecret, promise } = target;
  const title = `Secret ${promise.namespace}/${promise.name}`;
  const first = checkExternalSecret(externalSecret, l10n);
  const metadata = await readSecretMetadata(connection, promise.namespace, promise.name, token);
  if (metadata.outcome !== 'done') return stop(explainFailure(metadata, l10n));
  if (metadata.value === undefined) return conclude(title, [...first, checkAbsence(externalSecret, promise, l10n)], l10n);
  if (promise.creationPolicy === 'None') return conclude(title, [...first, writesNothing(promise, l10n)], l10n);

  const consent = await askToRead(connection, promise, interaction, reading);
  if (consent === undefined) return { outcome: 'cancelled', message: l10n.t('{0} was not verified.', title), checks: [] };
  const secret = await readSecret(connection, metadata.value.metadata, promise, consent, interaction, reading);
  if (typeof secret === 'string') return stop(secret);
  return conclude(title, [...first, ...checkSecret(externalSecret, promise, secret, l10n)], l10n, secret);
}

/** Whether the Secret may be read whole; undefined where the user cancelled. */
async function askToRead(
  { context }: ClusterConnection,
  { namespace, name }: SecretPromise,
  interaction: Interaction,
  reading: SecretReading,
): Promise<boolean | undefined> {
  if (reading.mayRead(namespace, name)) return true;
  const { l10n } = interaction;
  const answer = await interaction.ask({
    message: l10n.t('Read Secret {0} in context {1}?', `${namespace}/${name}`, context.name),
    detail: l10n.t('Key names and sizes are shown; values are dropped at once. Allowed for as long as this connection lasts.'),
    actions: [readKeys ?? '', metadataOnly ?? ''],
  });
  if (answer === readKeys) reading.remember(namespace, name);
  return answer === undefined ? undefined : answer === readKeys;
}

async function readSecret(
  connection: ClusterConnection,
  metadata: ObjectMetadata,
  { namespace, name }: SecretPromise,
  whole: boolean,
  { l10n, token }: Interaction,
  { memory }: SecretReading,
): Promise<KnownSecret | string> {
  if (whole) {
    const digest = await connection.digestSecret(namespace, name, token);
    if (digest.outcome === 'done') {
      memory.keep(connection, digest.value);
      return knownOf(digest.value);
    }
    return isNotFound(digest) ? l10n.t('Secret {0}/{1} has just been deleted.', namespace, name) : explainFailure(digest, l10n);
  }
  memory.observe(connection, metadata);
  const keys = await connection.secretKeyNames(namespace, name, token);
  if (keys.outcome !== 'done') return explainFailure(keys, l10n);
  return { metadata, keys: keys.value?.map((key) => ({ name: key, bytes: undefined })), type: undefined, immutable: undefined };
}

/** Digests are left behind: what goes on to be shown has none. */
function knownOf({ metadata, type, immutable, keys }: SecretDigest): KnownSecret {
  return { metadata, type, immutable, keys: keys.map(({ name, bytes }) => ({ name, bytes })) };
}

function writesNothing({ namespace, name }: SecretPromise, l10n: Localisation): Check {
  return {
    title: 'Secret',
    state: 'ok',
    detail: l10n.t("creationPolicy None: this ExternalSecret writes no Secret; {0}/{1} is somebody else's.", namespace, name),
  };
}

function conclude(title: string, checks: readonly Check[], l10n: Localisation, secret?: KnownSecret): VerifyResult {
  const of = (state: Check['state']) => checks.filter((check) => check.state === state);
  const [problems, warnings] = [of('problem'), of('warning')];
  const worst = problems[0] ?? warnings[0];
  const unread = secret !== undefined && secret.type === undefined ? l10n.t(' Type and sizes were not read.') : '';
  if (worst === undefined) return { outcome: 'done', message: l10n.t('{0} is as promised.{1}', title, unread), checks };
  const counts = [
    problems.length > 0 ? (problems.length === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', problems.length)) : '',
    warnings.length > 0 ? (warnings.length === 1 ? l10n.t('1 warning') : l10n.t('{0} warnings', warnings.length)) : '',
  ].filter((part) => part !== '');
  return { outcome: 'done', message: `${title}: ${counts.join(', ')}. ${worst.title}: ${worst.detail}`, checks };
}
