import type { Localisation } from '../../localisation.ts';
import type { KubeObject } from '../clusterClient.ts';
import { count, member, objects, text } from './json.ts';

/** How a rollout stands. */
export type RolloutState =
  | { readonly state: 'done' }
  | { readonly state: 'waiting'; readonly message: string }
  | { readonly state: 'failed'; readonly message: string };

/**
 * How the rollout of a Deployment, StatefulSet or DaemonSet stands, by the rules of `kubectl rollout status`: the spec observed, all
 * replicas updated, the old ones gone, the new ones available.
 */
export function rolloutState(object: KubeObject, l10n: Localisation): RolloutState {
  const observed = count(object, 'status', 'observedGeneration') ?? 0;
  if (observed < (count(object.metadata, 'generation') ?? 0)) return waiting(l10n.t('the change has not been observed yet'));
  switch (text(object, 'kind')) {
    case 'Deployment':
      return deploymentState(object, l10n);
    case 'StatefulSet':
      return statefulSetState(object, l10n);
    default:
      return daemonSetState(object, l10n);
  }
}

/** What keeps a rollout restart from being made of a workload; undefined where nothing does. `kubectl` refuses paused ones too. */
export function restartObstacle(object: KubeObject, l10n: Localisation): string | undefined {
  return member(object, 'spec', 'paused') === true ? l10n.t('its rollouts are paused: resume them first') : undefined;
}

/** Whether Pods are replaced only when somebody deletes them; then there is no rollout to follow. */
export function isOnDelete(object: KubeObject): boolean {
  return text(object, 'spec', 'updateStrategy', 'type') === 'OnDelete';
}

function deploymentState(object: KubeObject, l10n: Localisation): RolloutState {
  const progressing = objects(object, 'status', 'conditions').find((condition) => text(condition, 'type') === 'Progressing');
  if (text(progressing, 'reason') === 'ProgressDeadlineExceeded')
    return { state: 'failed', message: l10n.t('it has exceeded its progress deadline; the old Pods may still run') };
  const wanted = count(object, 'spec', 'replicas') ?? 1;
  const [all, updated, available] = [
    status(object, 'replicas'),
    status(object, 'updatedReplicas'),
    status(object, 'availableReplicas'),
  ];
  if (updated < wanted) return waiting(l10n.t('{0} of {1} new Pods made', updated, wanted));
  if (all > updated)
    return waiting(all - updated === 1 ? l10n.t('1 old Pod not gone yet') : l10n.t('{0} old Pods not gone yet', all - updated));
  if (available < updated) return waiting(l10n.t('{0} of {1} new Pods available', available, updated));
  return { state: 'done' };
}

function statefulSetState(object: KubeObject, l10n: Localisation): RolloutState {
  const wanted = count(object, 'spec', 'replicas') ?? 1;
  const [updated, ready] = [status(object, 'updatedReplicas'), status(object, 'readyReplicas')];
  if (ready < wanted) return waiting(l10n.t('{0} of {1} Pods ready', ready, wanted));
  const partition = count(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
  if (partition > 0)
    return updated < wanted - partition
      ? waiting(l10n.t('{0} of {1} new Pods made', updated, wanted - partition))
      : { state: 'done' };
  const isNew = text(object, 'status', 'updateRevision') === text(object, 'status', 'currentRevision');
  return isNew ? { state: 'done' } : waiting(l10n.t('{0} of {1} Pods new', updated, wanted));
}

function daemonSetState(object: KubeObject, l10n: Localisation): RolloutState {
  const wanted = status(object, 'desiredNumberScheduled');
  const [updated, available] = [status(object, 'updatedNumberScheduled'), status(object, 'numberAvailable')];
  if (updated < wanted) return waiting(l10n.t('{0} of {1} new Pods made', updated, wanted));
  return available < wanted ? waiting(l10n.t('{0} of {1} new Pods available', available, wanted)) : { state: 'done' };
}

function status(object: KubeObject, field: string): number {
  return count(object, 'status', field) ?? 0;
}

function waiting(message: string): RolloutState {
  return { state: 'waiting', message };
}
