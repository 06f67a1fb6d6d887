import type { Question } from '../../../server/src/cluster/interaction.ts';
import { createSecretMemory } from '../../../server/src/cluster/rotation/secretMemory.ts';
import { sha3Of224 } from '../../../server/src/cluster/rotation/sha3.ts';
import type { SecretReading } from '../../../server/src/cluster/rotation/snapshot.ts';
import type { Clock } from '../../../server/src/host.ts';
import { english, type Localisation } from '../../../server/src/localisation.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { createMemoryCluster, type MemoryCluster, type MemoryClusterOptions } from '../../support/memoryCluster.ts';

/** Planted as the values of Secrets: must never come back. */
export const canary = 'canary-6d1f0b';

/** A cluster in memory with a clock, a memory and a user that answers as told. */
export interface World extends MemoryCluster {
  readonly reading: SecretReading;
  readonly clock: Clock & { advance(minutes: number): void };
  readonly questions: Question[];
  readonly said: string[];
  /** A person who answers every question with that action; undefined: cancels. */
  user(answer: string | undefined): Person;
}

/** The interaction of a user, who may cancel. */
export interface Person {
  readonly l10n: Localisation;
  ask(question: Question): Promise<string | undefined>;
  progress(message: string): void;
  readonly token: {
    readonly isCancellationRequested: boolean;
    onCancellationRequested(callback: () => void): { dispose(): void };
  };
  cancel(): void;
}

/** Noon of some day, and the clock stands still until advanced. */
export const noon = Date.UTC(2026, 10, 23, 12, 0);

/** Makes the world with these objects. */
export function createWorld(objects: readonly JsonObject[], options: MemoryClusterOptions = {}): World {
  let now = noon;
  const timers = new Map<() => void, number>();
  const clock = {
    now: () => now,
    delay(milliseconds: number, callback: () => void) {
      timers.set(callback, now + milliseconds);
      return { dispose: () => void timers.delete(callback) };
    },
    advance(minutes: number) {
      now += minutes * 60_000;
      for (const [callback, due] of [...timers]) {
        if (due > now) continue;
        timers.delete(callback);
        callback();
      }
    },
  };
  const cluster = createMemoryCluster({ objects, now: clock.now, ...options });
  const allowed = new Set<string>();
  const questions: Question[] = [];
  const said: string[] = [];
  const user = (answer: string | undefined): Person => {
    const callbacks: (() => void)[] = [];
    let isCancelled = false;
    return {
      l10n: english,
      ask: async (question) => {
        questions.push(question);
        return answer;
      },
      progress: (message) => void said.push(message),
      token: {
        get isCancellationRequested() {
          return isCancelled;
        },
        onCancellationRequested: (callback) => {
          callbacks.push(callback);
          return { dispose() {} };
        },
      },
      cancel() {
        isCancelled = true;
        for (const callback of callbacks) callback();
      },
    };
  };
  const reading: SecretReading = {
    memory: createSecretMemory(clock),
    mayRead: (namespace, name) => allowed.has(`${namespace}/${name}`),
    remember: (namespace, name) => void allowed.add(`${namespace}/${name}`),
  };
  return Object.assign(Object.create(cluster) as MemoryCluster, { reading, clock, questions, said, user });
}

/** An ExternalSecret `db` of namespace `default` that is ready, with this spec beside a store. */
export function externalSecret(spec: JsonObject = {}, status: JsonObject = ready): JsonObject {
  const data = ['db-password', 'db-host'].map((secretKey) => ({ secretKey, remoteRef: { key: 'prod/db' } }));
  const base = { secretStoreRef: { name: 'vault' }, target: { name: 'db-credentials' }, data };
  return { kind: 'ExternalSecret', metadata: { name: 'db' }, spec: { ...base, ...spec }, status };
}

const ready: JsonObject = {
  conditions: [{ type: 'Ready', status: 'True', reason: 'SecretSynced', message: 'secret synced' }],
  syncedResourceVersion: '1-abc',
};

/** The Secret that ESO makes of it, as of some minutes after noon; the texts are its values in the clear. */
export function secret(data: Readonly<Record<string, string>>, minutes = -600, more: JsonObject = {}): JsonObject {
  const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  const fields = Object.fromEntries(Object.keys(data).map((key) => [`f:${key}`, {}]));
  const { metadata = {}, ...rest } = more;
  return {
    kind: 'Secret',
    data: Object.fromEntries(encoded),
    type: 'Opaque',
    ...rest,
    metadata: {
      name: 'db-credentials',
      namespace: 'default',
      labels: {
        'reconcile.external-secrets.io/managed': 'true',
        'reconcile.external-secrets.io/created-by': sha3Of224('default/db'),
      },
      annotations: { 'reconcile.external-secrets.io/data-hash': sha3Of224(JSON.stringify(data)) },
      ownerReferences: [{ kind: 'ExternalSecret', name: 'db', uid: 'ExternalSecret-default-db', controller: true }],
      managedFields: [{ manager: 'eso', time: at(minutes), fieldsV1: { 'f:data': fields } }],
      ...(metadata as JsonObject),
    },
  };
}

/** RFC 3339, so many minutes after noon. */
export function at(minutes: number): string {
  return new Date(noon + minutes * 60_000).toISOString();
}

/** A Deployment with one container of this spec, its ReplicaSet, and Pods that started then. */
export function deployment(
  name: string,
  container: JsonObject,
  starts: readonly number[],
  pod: JsonObject = {},
): readonly JsonObject[] {
  const spec = { containers: [{ name: 'main', ...container }], ...pod };
  const owner = (kind: string, of: string) => [{ kind, name: of, uid: `${kind}-default-${of}`, controller: true }];
  return [
    { kind: 'Deployment', metadata: { name, namespace: 'default' }, spec: { replicas: starts.length, template: { spec } } },
    { kind: 'ReplicaSet', metadata: { name: `${name}-1`, namespace: 'default', ownerReferences: owner('Deployment', name) } },
    ...starts.map((start, i) => ({
      kind: 'Pod',
      metadata: { name: `${name}-1-${i}`, namespace: 'default', ownerReferences: owner('ReplicaSet', `${name}-1`) },
      spec,
      status: { phase: 'Running', startTime: at(start) },
    })),
  ];
}

/** An environment variable from a key of the Secret. */
export function env(name: string, key: string): JsonObject {
  return { env: [{ name, valueFrom: { secretKeyRef: { name: 'db-credentials', key } } }] };
}

/** The address of the ExternalSecret. */
export const db = { kind: 'ExternalSecret', name: 'db', namespace: 'default' };
