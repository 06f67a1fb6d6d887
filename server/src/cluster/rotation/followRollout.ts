import type { CancellationToken } from '../../cancellation.ts';
import type { Clock } from '../../host.ts';
import type { Localisation } from '../../localisation.ts';
import { explainFailure } from '../access.ts';
import type { ClusterConnection, KubeObject, ObjectRef } from '../clusterClient.ts';
import { type RolloutState, rolloutState } from './rollout.ts';

/** How following a rollout ended. */
export type RolloutEnd =
  | { readonly end: 'done' }
  | { readonly end: 'failed' | 'gone' | 'not-followed' | 'timeout' | 'cancelled'; readonly message: string };

/** The bound of a wait, and who is told how it goes. */
export interface FollowOptions {
  readonly clock: Clock;
  readonly waitSeconds: number;
  readonly token: CancellationToken;
  progress(message: string): void;
}

/**
 * Follows a rollout by a watch until it has ended, or the bound is over. An interruption of the watch is waited out; a login that may
 * not watch is told at once.
 *
 * @param generation the object's generation after the change: what is older has nothing to say
 */
export function followRollout(
  connection: ClusterConnection,
  ref: ObjectRef,
  generation: number,
  { clock, waitSeconds, token, progress }: FollowOptions,
  l10n: Localisation,
): Promise<RolloutEnd> {
  return new Promise((resolve) => {
    const ends: { dispose(): void }[] = [];
    let [ended, last] = [false, l10n.t('the change has not been observed yet')];
    const end = (how: RolloutEnd) => {
      if (ended) return;
      ended = true;
      for (const one of ends) one.dispose();
      resolve(how);
    };
    const hold = (one: { dispose(): void }) => {
      if (ended) one.dispose();
      else ends.push(one);
    };
    const look = (object: KubeObject | undefined) => {
      if (ended || object?.metadata.name !== ref.name) return;
      if (Number(object.metadata['generation'] ?? 0) < generation) return;
      const state: RolloutState = rolloutState({ ...object, kind: ref.type.kind }, l10n);
      if (state.state === 'done') return end({ end: 'done' });
      if (state.state === 'failed') return end({ end: 'failed', message: state.message });
      if (state.message !== last) progress(state.message);
      last = state.message;
    };
    const gone = () => end({ end: 'gone', message: l10n.t('it has been deleted') });
    const cancelled = () => end({ end: 'cancelled', message: last });
    if (token.isCancellationRequested) return cancelled();
    hold(token.onCancellationRequested(cancelled));
    hold(clock.delay(waitSeconds * 1000, () => end({ end: 'timeout', message: last })));
    const scope = { namespace: ref.namespace, fieldSelector: `metadata.name=${ref.name}` };
    hold(
      connection.watch(ref.type, scope, {
        replaced(objects) {
          const object = objects.find(({ metadata }) => metadata.name === ref.name);
          if (object === undefined) gone();
          else look(object);
        },
        changed: look,
        removed: ({ metadata }) => metadata.name === ref.name && gone(),
        state(problem) {
          if (problem?.outcome === 'refused' && problem.status === 403)
            end({ end: 'not-followed', message: explainFailure(problem, l10n) });
        },
      }),
    );
  });
}
