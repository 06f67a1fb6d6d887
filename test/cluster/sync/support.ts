import type { CancellationToken } from '../../../server/src/cancellation.ts';
import type { ObjectRef } from '../../../server/src/cluster/clusterClient.ts';
import type { Interaction, Question } from '../../../server/src/cluster/interaction.ts';
import { english } from '../../../server/src/localisation.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { createMemoryCluster, type MemoryCluster, memoryType } from '../../support/memoryCluster.ts';
import { createMemoryHost, type MemoryHost } from '../../support/memoryHost.ts';

/** An ExternalSecret that was synced a minute ago. */
export function externalSecret(
  name: string,
  spec: JsonObject = {},
  more: { readonly namespace?: string; readonly status?: JsonObject } = {},
) {
  const { namespace = 'default', status = syncedStatus('1-a') } = more;
  const full = {
    refreshInterval: '1h',
    secretStoreRef: { name: 'vault' },
    data: [{ secretKey: 'p', remoteRef: { key: 'app' } }],
    ...spec,
  };
  return { kind: 'ExternalSecret', metadata: { name, namespace }, spec: full, status };
}

/** A status as the controller leaves it after a success. */
export function syncedStatus(version: string): JsonObject {
  return {
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'SecretSynced',
        message: 'secret synced',
        lastTransitionTime: '2026-11-23T11:00:00Z',
      },
    ],
    refreshTime: '2026-11-23T11:59:00Z',
    syncedResourceVersion: version,
  };
}

/** A status as the controller leaves it after a failure; `version`: of an earlier success. */
export function failedStatus(version = '', since = '2026-11-23T11:00:00Z'): JsonObject {
  const message = 'could not get secret data from provider';
  return {
    conditions: [{ type: 'Ready', status: 'False', reason: 'SecretSyncedError', message, lastTransitionTime: since }],
    ...(version === '' ? {} : { syncedResourceVersion: version, refreshTime: since }),
  };
}

/** A target Secret that ESO manages. */
export function target(name: string, hash: string, namespace = 'default') {
  return {
    kind: 'Secret',
    metadata: {
      name,
      namespace,
      labels: { 'reconcile.external-secrets.io/managed': 'true' },
      annotations: { 'reconcile.external-secrets.io/data-hash': hash },
    },
    data: { p: 'Y2FuYXJ5' },
  };
}

/** An event about an ExternalSecret. */
export function event(
  name: string,
  reason: string,
  message: string,
  count = 1,
  at = '2026-11-23T11:56:00Z',
  namespace = 'default',
) {
  return {
    kind: 'Event',
    metadata: { name: `${name}.${reason}`, namespace },
    involvedObject: { kind: 'ExternalSecret', name, namespace },
    reason,
    message,
    type: reason === 'UpdateFailed' ? 'Warning' : 'Normal',
    count,
    lastTimestamp: at,
  };
}

/** What goes wrong with a remote key that is not there. */
export const missingKey = 'error processing spec.data[0] (key: app), err: Secret does not exist';

/** A reference to an object of a memory cluster. */
export function ref(kind: string, name: string, namespace = 'default'): ObjectRef {
  const type = memoryType(kind);
  return { type, namespace: type.namespaced ? namespace : undefined, name };
}

/** What a test acts in. */
export interface Scene {
  readonly cluster: MemoryCluster;
  readonly clock: MemoryHost['clock'];
  readonly interaction: Interaction;
  readonly questions: readonly Question[];
  readonly progress: readonly string[];
  /** What is answered to questions. */
  answer: string | undefined;
  cancel(): void;
  /** The names of the objects that were annotated. */
  annotated(): readonly string[];
  /** Moves the clock by so many seconds, one by one. */
  pass(seconds: number): Promise<void>;
}

/** A cluster, a clock that the test moves, and somebody who says yes unless told otherwise. */
export function createScene(objects: readonly JsonObject[], denied: readonly string[] = []): Scene {
  const { clock } = createMemoryHost();
  const cluster = createMemoryCluster({ objects, denied, now: clock.now, context: { name: 'dev' } });
  const questions: Question[] = [];
  const progress: string[] = [];
  const callbacks = new Set<() => void>();
  let cancelled = false;
  const token: CancellationToken = {
    get isCancellationRequested() {
      return cancelled;
    },
    onCancellationRequested(callback) {
      callbacks.add(callback);
      return { dispose: () => callbacks.delete(callback) };
    },
  };
  const scene: Scene = {
    cluster,
    clock,
    questions,
    progress,
    answer: 'Force Sync',
    interaction: {
      l10n: english,
      async ask(question) {
        questions.push(question);
        return scene.answer;
      },
      progress: (message) => progress.push(message),
      token,
    },
    cancel() {
      cancelled = true;
      for (const callback of callbacks) callback();
    },
    annotated: () =>
      cluster.calls.filter(({ method }) => method === 'mergePatch').map(({ namespace, name }) => `${namespace}/${name}`),
    async pass(seconds) {
      for (let i = 0; i < seconds; i++) {
        await cluster.settled();
        clock.advance(1_000);
      }
      await cluster.settled();
    },
  };
  return scene;
}
