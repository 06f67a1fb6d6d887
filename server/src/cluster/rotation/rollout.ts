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
export function rolloutState(object: KubeObject): RolloutState {
  const observed = count(object, 'status', 'observedGeneration') ?? 0;
  if (observed < (count(object.metadata, 'generation') ?? 0)) return waiting('the change has not been observed yet');
  switch (text(object, 'kind')) {
    case 'Deployment':
      return deploymentState(object);
    case 'StatefulSet':
      return statefulSetState(object);
    default:
      return daemonSetState(object);
  }
}

/** What keeps a rollout restart from being made of a workload; undefined where nothing does. `kubectl` refuses paused ones too. */
export function restartObstacle(object: KubeObject): string | undefined {
  return member(object, 'spec', 'paused') === true ? 'its rollouts are paused: resume them first' : undefined;
}

/** Whether Pods are replaced only when somebody deletes them; then there is no rollout to follow. */
export function isOnDelete(object: KubeObject): boolean {
  return text(object, 'spec', 'updateStrategy', 'type') === 'OnDelete';
}

function deploymentState(object: KubeObject): RolloutState {
  const progressing = objects(object, 'status', 'conditions').find((condition) => text(condition, 'type') === 'Progressing');
  if (text(progressing, 'reason') === 'ProgressDeadlineExceeded')
    return { state: 'failed', message: 'it has exceeded its progress deadline; the old Pods may still run' };
  const wanted = count(object, 'spec', 'replicas') ?? 1;
  const [all, updated, available] = [
    status(object, 'replicas'),
    status(object, 'updatedReplicas'),
    status(object, 'availableReplicas'),
  ];
  if (updated < wanted) return waiting(`${updated} of ${wanted} new Pods made`);
  if (all > updated) return waiting(`${all - updated} old ${all - updated === 1 ? 'Pod' : 'Pods'} not gone yet`);
  if (available < updated) return waiting(`${available} of ${updated} new Pods available`);
  return { state: 'done' };
}

function statefulSetState(object: KubeObject): RolloutState {
  const wanted = count(object, 'spec', 'replicas') ?? 1;
  const [updated, ready] = [status(object, 'updatedReplicas'), status(object, 'readyReplicas')];
  if (ready < wanted) return waiting(`${ready} of ${wanted} Pods ready`);
  const partition = count(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
  if (partition > 0)
    return updated < wanted - partition ? waiting(`${updated} of ${wanted - partition} new Pods made`) : { state: 'done' };
  const isNew = text(object, 'status', 'updateRevision') === text(object, 'status', 'currentRevision');
  return isNew ? { state: 'done' } : waiting(`${updated} of ${wanted} Pods new`);
}

function daemonSetState(object: KubeObject): RolloutState {
  const wanted = status(object, 'desiredNumberScheduled');
  const [updated, available] = [status(object, 'updatedNumberScheduled'), status(object, 'numberAvailable')];
  if (updated < wanted) return waiting(`${updated} of ${wanted} new Pods made`);
  return available < wanted ? waiting(`${available} of ${wanted} new Pods available`) : { state: 'done' };
}

function status(object: KubeObject, field: string): number {
  return count(object, 'status', field) ?? 0;
}

function waiting(message: string): RolloutState {
  return { state: 'waiting', message };
}
