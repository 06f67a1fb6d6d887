import { nodeName } from './controllerManager.ts';
import type { KubernetesApi, KubernetesObject } from './kubernetesApi.ts';

/** Keeps the Pods of a namespace running until it is stopped. */
export interface PodRunner {
  stop(): Promise<void>;
}

/**
 * A stand-in for scheduler and kubelet, once: every Pod of the namespace is put on the node and said to be Running and Ready, and
 * those that are to be deleted end. No container runs. Returns how many Pods it has changed. A rollout needs it repeatedly
 * (`keepPodsRunning`), for it goes on only as its Pods become ready. Throws where the API server refuses; a Pod that has gone
 * meanwhile is no refusal.
 */
export async function makePodsRun(api: KubernetesApi, namespace: string): Promise<number> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const { body } = await api.get(path);
  let changed = 0;
  for (const pod of (body['items'] ?? []) as readonly Pod[]) {
    const own = `${path}/${pod.metadata.name}`;
    if (pod.metadata.deletionTimestamp !== undefined) await must(api, 'DELETE', own, { gracePeriodSeconds: 0 });
    else if (pod.status?.phase !== 'Running') await run(api, own, pod);
    else continue;
    changed++;
  }
  return changed;
}

/** Does what `makePodsRun` does again and again, some times a second. */
export function keepPodsRunning(api: KubernetesApi, namespace: string): PodRunner {
  let stopped = false;
  const loop = async () => {
    while (!stopped) {
      // The API server may be away for a while: a test may have ended it.
      await makePodsRun(api, namespace).catch(() => 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const running = loop();
  return {
    stop() {
      stopped = true;
      return running;
    },
  };
}

interface Pod extends KubernetesObject {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly deletionTimestamp?: string };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly name: string; readonly image: string }[];
  };
  readonly status?: { readonly phase?: string };
}

async function run(api: KubernetesApi, path: string, { metadata: { name }, spec }: Pod): Promise<void> {
  if (spec.nodeName === undefined)
    await must(api, 'POST', `${path}/binding`, {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name },
      target: { apiVersion: 'v1', kind: 'Node', name: nodeName },
    });
  const now = new Date().toISOString().replace(/\.\d+/, '');
  const conditions = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: now,
  }));
  const containerStatuses = spec.containers.map((container) => ({
    name: container.name,
    image: container.image,
    imageID: '',
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: now } },
  }));
  const status = { phase: 'Running', startTime: now, conditions, containerStatuses };
  await must(api, 'PATCH', `${path}/status`, { status }, 'application/merge-patch+json');
}

async function must(api: KubernetesApi, method: string, path: string, body: object, type?: string): Promise<void> {
  const { status, body: answer } = await api.send(method, path, body, type);
  if (status >= 300 && status !== 404) throw new Error(`${method} ${path}: ${answer.message}`);
}
