import { isObject } from '../../model/references.ts';
import type { JsonObject } from '../../syntax/node.ts';
import type { KubeObject } from '../clusterClient.ts';
import { member, moment, objects, text } from './json.ts';
import type { SecretUse } from './secretUses.ts';

/**
 * When a Pod took in what it uses, epoch milliseconds: a container does so each time it starts, also when it starts anew in the same
 * Pod. Without word of the container the Pod's own start counts, and before the kubelet has seen it, its creation. Undefined where the
 * container has not started yet, or where it is over for good.
 */
export function startOf(pod: KubeObject, { container }: Pick<SecretUse, 'container'>): number | undefined {
  const status = container === undefined ? undefined : containerStatus(pod, container);
  if (status !== undefined) {
    const state = member(status, 'state');
    if (isObject(member(state, 'running'))) return moment(state, 'running', 'startedAt') ?? startOfPod(pod);
    // An init container that has done its work may have handed on what it read, as a file for the others.
    const isInit = objects(pod, 'spec', 'initContainers').some((one) => text(one, 'name') === container);
    return isInit ? moment(state, 'terminated', 'startedAt') : undefined;
  }
  return startOfPod(pod);
}

function startOfPod(pod: KubeObject): number | undefined {
  return moment(pod, 'status', 'startTime') ?? moment(pod.metadata, 'creationTimestamp');
}

function containerStatus(pod: KubeObject, name: string): JsonObject | undefined {
  const all = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];
  return all.flatMap((field) => objects(pod, 'status', field)).find((status) => text(status, 'name') === name);
}
