import { createHash } from 'node:crypto';
import type { KubeObject, ListScope, ObjectRef, ResourceType, WatchListener } from '../../server/src/cluster/clusterClient.ts';
import type { Refused, Unreachable } from '../../server/src/cluster/outcome.ts';
import type { JsonObject, JsonValue } from '../../server/src/syntax/node.ts';
import { selects } from './memoryObjects.ts';

/** The objects of a memory cluster and those who watch them. */
export interface MemoryStore {
  readonly watches: number;
  find(ref: ObjectRef): KubeObject | undefined;
  selected(type: ResourceType, scope: ListScope): readonly KubeObject[];
  put(type: ResourceType, object: JsonObject): KubeObject;
  remove(ref: ObjectRef): void;
  /** With a problem the watch tells it, and follows once the store recovers. */
  watch(
    type: ResourceType,
    scope: ListScope,
    listener: WatchListener,
    problem: Refused | Unreachable | undefined,
  ): { dispose(): void };
  forgetWatches(): void;
  interrupt(problem: Refused | Unreachable): void;
  recover(): void;
}

interface Watch {
  readonly type: ResourceType;
  readonly scope: ListScope;
  readonly listener: WatchListener;
  /** The keys of the objects that it knows of. */
  readonly known: Set<string>;
}

/** An empty store; `now` in epoch milliseconds. */
export function createMemoryStore(now: () => number): MemoryStore {
  const objects = new Map<string, KubeObject>();
  const watches = new Set<Watch>();
  let interruption: Refused | Unreachable | undefined;
  let version = 0;

  const tell = (watch: Watch, key: string, object: KubeObject | undefined) => {
    if (interruption !== undefined) return;
    const selected = object !== undefined && selects(object, watch.scope);
    if (!selected && !watch.known.has(key)) return;
    if (selected) watch.known.add(key);
    else watch.known.delete(key);
    const last = object ?? objects.get(key);
    queueMicrotask(() => {
      if (!watches.has(watch) || last === undefined) return;
      if (selected) watch.listener.changed(shown(last, watch.type));
      else watch.listener.removed(shown(last, watch.type));
    });
  };

  const begun = (watch: Watch) => {
    const all = selected(watch.type, watch.scope);
    watch.known.clear();
    for (const object of all) watch.known.add(keyOf(watch.type, object.metadata['namespace'], object.metadata.name));
    queueMicrotask(() => {
      if (!watches.has(watch) || interruption !== undefined) return;
      watch.listener.replaced(all.map((object) => shown(object, watch.type)));
      watch.listener.state(undefined);
    });
  };

  const selected: MemoryStore['selected'] = (type, scope) =>
    [...objects.entries()]
      .filter(([key, object]) => key.startsWith(`${type.group}/${type.kind} `) && selects(object, scope))
      .map(([, object]) => object);

  const put: MemoryStore['put'] = (type, object) => {
    const metadata = object['metadata'] as JsonObject & { readonly name: string };
    const namespace = type.namespaced ? ((metadata['namespace'] as string | undefined) ?? 'default') : undefined;
    const key = keyOf(type, namespace, metadata.name);
    const stored = kept(
      type,
      { ...object, metadata: { ...metadata, ...(namespace === undefined ? {} : { namespace }) } },
      objects.get(key),
      now(),
    );
    const next: KubeObject = { ...stored, metadata: { ...stored.metadata, resourceVersion: String(++version) } };
    objects.set(key, next);
    for (const watch of watches) if (watch.type.kind === type.kind && watch.type.group === type.group) tell(watch, key, next);
    return next;
  };

  return {
    get watches() {
      return watches.size;
    },
    find: (ref) => objects.get(keyOf(ref.type, ref.namespace, ref.name)),
    selected,
    put,
    remove({ type, namespace, name }) {
      const key = keyOf(type, namespace, name);
      for (const watch of watches) if (watch.type.kind === type.kind) tell(watch, key, undefined);
      objects.delete(key);
    },
    watch(type, scope, listener, refusal) {
      const problem = refusal ?? interruption;
      const watch: Watch = { type, scope, listener, known: new Set() };
      watches.add(watch);
      if (problem === undefined) begun(watch);
      else queueMicrotask(() => watches.has(watch) && listener.state(problem));
      return { dispose: () => watches.delete(watch) };
    },
    forgetWatches: () => watches.clear(),
    interrupt(problem) {
      interruption = problem;
      for (const watch of watches) queueMicrotask(() => watches.has(watch) && watch.listener.state(problem));
    },
    recover() {
      interruption = undefined;
      for (const watch of watches) begun(watch);
    },
  };
}

/** What an object is kept under. */
export function keyOf(type: ResourceType, namespace: JsonValue | undefined, name: string): string {
  return `${type.group}/${type.kind} ${namespace ?? ''}/${name}`;
}

/** What the API server itself sees to: version, kind, uid, age, and a new generation where anything but metadata and status changes. */
export function kept(type: ResourceType, object: JsonObject, before: KubeObject | undefined, now: number): KubeObject {
  const metadata = object['metadata'] as JsonObject & { readonly name: string };
  const content = ({ metadata: _, status: __, ...rest }: JsonObject) => JSON.stringify(rest['spec'] ?? null);
  const generation = Number(before?.metadata['generation'] ?? 0) + (before && content(before) === content(object) ? 0 : 1);
  return {
    ...object,
    apiVersion: type.group === '' ? type.version : `${type.group}/${type.version}`,
    kind: type.kind,
    ...(before?.['status'] !== undefined && object['status'] === undefined ? { status: before['status'] } : {}),
    metadata: {
      creationTimestamp: new Date(now).toISOString().replace('.000', ''),
      uid: `${type.kind}-${metadata['namespace'] ?? ''}-${metadata.name}`,
      ...metadata,
      generation,
    },
  };
}

/** Secrets are metadata only, whatever is asked. */
export function shown(object: KubeObject, type: ResourceType): KubeObject {
  return type.group === '' && type.kind === 'Secret' ? metadataOnly(object) : object;
}

/** An object without anything but its metadata. */
export function metadataOnly({ apiVersion = '', kind = '', metadata }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata };
}

/** What `digestSecret` keeps of a Secret. */
export function digestOf(secret: KubeObject) {
  const data = (secret['data'] ?? {}) as Readonly<Record<string, string>>;
  const keys = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    metadata: secret.metadata,
    type: String(secret['type'] ?? 'Opaque'),
    immutable: secret['immutable'] === true,
    keys: keys.map(([name, value]) => ({
      name,
      bytes: Buffer.from(value, 'base64').length,
      digest: createHash('sha256').update(`memory ${value}`).digest('hex'),
    })),
  };
}
