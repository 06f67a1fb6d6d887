import type { Path } from '../../syntax/path.ts';
import type { ClusterConnection, KubeObject, ObjectRef } from '../clusterClient.ts';
import type { Interaction } from '../interaction.ts';
import { storesOf, targetName } from '../sync/objects.ts';
import { pooled } from '../sync/pooled.ts';
import { titleOf } from './plan.ts';
import { type Admitted, actionOf } from './trial.ts';

/** Waits until the operator has answered about an object. Bounded in time; cancelled by the interaction's token. */
export type WaitUntilReady = (request: WaitRequest, interaction: Interaction) => Promise<WaitOutcome>;

/** What is waited for. */
export interface WaitRequest {
  readonly ref: ObjectRef;
  /** The object as it was applied (or read, where nothing had to be changed): its generation is the one that counts. */
  readonly object: KubeObject;
  /** Whether it has just been created or changed. */
  readonly changed: boolean;
}

/** How the wait ended. */
export interface WaitOutcome {
  readonly state: 'ready' | 'failed' | 'no-answer' | 'gone' | 'cancelled';
  /** A sentence or more about the object that is named beside it: `Ready: secret synced.` Plain text. */
  readonly message: string;
  /** Of a failure: where in the object it comes from, what it is, and what to do. */
  readonly failure?: { readonly path: Path; readonly text: string; readonly hint: string };
}

/** An object that is in the cluster as the manifest has it. */
export interface Settled {
  readonly trial: Admitted;
  readonly object: KubeObject;
}

/** Of these kinds the operator says whether they are ready; of generators it says nothing. */
const awaited: ReadonlySet<string> = new Set([
  'SecretStore',
  'ClusterSecretStore',
  'ExternalSecret',
  'ClusterExternalSecret',
  'PushSecret',
  'ClusterPushSecret',
]);

/**
 * Waits for all of them, stores first, several at a time. What uses a store that has turned out not to be ready is not waited for:
 * the operator refuses to use that store.
 */
export async function waitForAll(
  connection: ClusterConnection,
  settled: readonly Settled[],
  wait: WaitUntilReady,
  interaction: Interaction,
): Promise<ReadonlyMap<Admitted, WaitOutcome>> {
  const { l10n } = interaction;
  const outcomes = new Map<Admitted, WaitOutcome>();
  const all = settled.filter(({ trial }) => awaited.has(trial.ref.type.kind));
  const badStores = new Map<string, string>();
  for (const stage of [all.filter(isStore), all.filter((one) => !isStore(one))]) {
    await pooled(stage, async (one) => {
      const { trial, object } = one;
      const { address } = trial.object;
      const badStore = storesOf(object)
        .map(({ kind, name }) => badStores.get(storeKey(kind, name, address.namespace)))
        .find((title) => title !== undefined);
      if (badStore !== undefined) {
        outcomes.set(trial, { state: 'failed', message: l10n.t('Waits for {0}, which is not ready.', badStore) });
        return;
      }
      if (interaction.token.isCancellationRequested) {
        outcomes.set(trial, { state: 'cancelled', message: l10n.t('Not waited for.') });
        return;
      }
      interaction.progress(l10n.t('Waiting for {0}', titleOf(address)), 60 + Math.round((40 * outcomes.size) / all.length));
      const outcome = await wait({ ref: trial.ref, object, changed: actionOf(trial) !== 'unchanged' }, interaction);
      outcomes.set(trial, outcome.state === 'ready' ? await withKeys(connection, one, outcome, interaction) : outcome);
      if (isStore(one) && outcome.state !== 'ready' && outcome.state !== 'cancelled') {
        badStores.set(storeKey(address.kind, address.name, address.namespace), titleOf(address));
      }
    });
  }
  return outcomes;
}

function isStore({ trial }: Settled): boolean {
  return trial.ref.type.kind.endsWith('SecretStore');
}

function storeKey(kind: string, name: string, namespace: string | undefined): string {
  return `${kind} ${kind === 'ClusterSecretStore' ? '' : namespace}/${name}`;
}

/** `Synced, 3 keys.`: how many keys the target Secret has now, from its metadata; what the wait has said where that does not tell. */
async function withKeys(
  connection: ClusterConnection,
  { trial: { ref }, object }: Settled,
  outcome: WaitOutcome,
  { l10n, token }: Interaction,
): Promise<WaitOutcome> {
  if (ref.type.kind !== 'ExternalSecret' || ref.namespace === undefined || !outcome.message.includes('secret synced'))
    return outcome;
  const names = await connection.secretKeyNames(ref.namespace, targetName(object), token);
  const keys = names.outcome === 'done' ? names.value?.length : undefined;
  return keys === undefined
    ? outcome
    : { ...outcome, message: keys === 1 ? l10n.t('Synced, 1 key.') : l10n.t('Synced, {0} keys.', keys) };
}
