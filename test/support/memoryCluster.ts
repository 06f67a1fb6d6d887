import type {
  ClusterClient,
  ClusterConnection,
  KubeContext,
  KubeObject,
  ObjectRef,
  ResourceType,
} from '../../server/src/cluster/clusterClient.ts';
import { isEsoGroup } from '../../server/src/cluster/eso.ts';
import { type ClusterOutcome, done, type Refused, type Unreachable } from '../../server/src/cluster/outcome.ts';
import type { JsonObject, JsonValue } from '../../server/src/syntax/node.ts';
import { merged, withoutFields } from './memoryObjects.ts';
import { createMemoryStore, digestOf, kept, keyOf, metadataOnly, shown } from './memoryStore.ts';
import { memoryType, memoryTypes } from './memoryTypes.ts';

export { memoryType } from './memoryTypes.ts';

/** What a memory cluster begins with. */
export interface MemoryClusterOptions {
  readonly objects?: readonly JsonObject[];
  /** `memory` and `https://memory.example` by default. */
  readonly context?: Partial<KubeContext>;
  /** Contexts beside that one. */
  readonly others?: readonly KubeContext[];
  /** What the login may not do: `patch externalsecrets`, or in one namespace only, `patch externalsecrets prod`. Calls are refused with 403. */
  readonly denied?: readonly string[];
  /** The types that are served; all of `memoryTypes` by default. */
  readonly types?: readonly ResourceType[];
  /** Answers of `getPath`. */
  readonly paths?: Readonly<Record<string, JsonValue>>;
  /** Epoch milliseconds, for `creationTimestamp`. */
  readonly now?: () => number;
}

/** One call of a connection. */
export interface MemoryCall {
  readonly method:
    | 'get'
    | 'list'
    | 'listMetadata'
    | 'watch'
    | 'apply'
    | 'mergePatch'
    | 'secretOutline'
    | 'can'
    | 'digestSecret'
    | 'secretKeyNames'
    | 'getPath';
  /** Empty for `getPath`. */
  readonly kind: string;
  readonly namespace: string | undefined;
  /** Of `get`, `apply`, `mergePatch` and `digestSecret`; the path of `getPath`. */
  readonly name: string | undefined;
  /** The object applied or the patch. */
  readonly body?: JsonValue;
  readonly dryRun?: boolean;
}

/** A cluster without a machine: an API server over a map, and nothing that reacts unless the test does. */
export interface MemoryCluster {
  /** Its kubeconfig: `connection` is what it opens for every context. */
  readonly client: ClusterClient;
  readonly connection: ClusterConnection;
  readonly calls: MemoryCall[];
  /** As `options.denied`; may be changed. */
  readonly denied: Set<string>;
  /** How many watches follow. */
  readonly watches: number;
  /** Creates or replaces an object as another client would, Secrets with their data; returns it as stored. */
  put(object: JsonObject): KubeObject;
  remove(kind: string, name: string, namespace?: string): void;
  /** The object as it is, Secrets with their data; throws where there is none. */
  object(kind: string, name: string, namespace?: string): KubeObject;
  /** Replaces the status of an object, as a controller does: no new generation. */
  setStatus(kind: string, name: string, namespace: string | undefined, status: JsonObject): void;
  /** Calls back after every write through the connection (dry runs left out): the place of a test's own controller. */
  onWrite(listener: (object: KubeObject) => void): void;
  /** All watches tell the problem and are told nothing more. */
  interrupt(problem: Refused | Unreachable): void;
  /** All watches begin anew. */
  recover(): void;
  /** The next call that matches is answered with this. */
  fail(match: Partial<MemoryCall>, outcome: Refused | Unreachable): void;
  /** Waits until everything that is under way without the clock has come to rest. */
  settled(): Promise<void>;
}

/** Makes a cluster of all of ESO's kinds and the core kinds that go with them. */
export function createMemoryCluster(options: MemoryClusterOptions = {}): MemoryCluster {
  const { types = memoryTypes, paths = {}, now = () => Date.UTC(2026, 10, 23, 12, 0) } = options;
  const store = createMemoryStore(now);
  const { find, selected } = store;
  const applied = new Map<string, JsonObject>();
  const calls: MemoryCall[] = [];
  const failures: { readonly match: Partial<MemoryCall>; readonly outcome: Refused | Unreachable }[] = [];
  const denied = new Set(options.denied);
  const writeListeners: ((object: KubeObject) => void)[] = [];

  const context: KubeContext = {
    name: 'memory',
    server: 'https://memory.example',
    user: 'developer',
    namespace: undefined,
    loginCommand: undefined,
    ...options.context,
  };

  const mayNot = (verb: string, resource: string, namespace: string | undefined) =>
    denied.has(`${verb} ${resource}`) || (namespace !== undefined && denied.has(`${verb} ${resource} ${namespace}`));

  /** Notes the call, and what keeps it from being carried out. */
  const begin = (call: MemoryCall, verb: string, type?: ResourceType): Refused | Unreachable | undefined => {
    calls.push(call);
    const at = failures.findIndex(({ match }) =>
      Object.entries(match).every(([key, value]) => call[key as keyof MemoryCall] === value),
    );
    const [failure] = at < 0 ? [] : failures.splice(at, 1);
    if (failure !== undefined) return failure.outcome;
    if (type === undefined) return undefined;
    if (mayNot(verb, type.resource, call.namespace)) {
      const where = call.namespace === undefined ? 'at the cluster scope' : `in the namespace "${call.namespace}"`;
      const what = `cannot ${verb} resource "${type.resource}" in API group "${type.group}" ${where}`;
      return refused(403, 'Forbidden', `${type.resource} is forbidden: User "${context.user}" ${what}`);
    }
    return types.some(({ group, kind }) => group === type.group && kind === type.kind)
      ? undefined
      : refused(404, 'NotFound', 'the server could not find the requested resource');
  };

  const written = (ref: ObjectRef, object: JsonObject): ClusterOutcome<KubeObject> => {
    const stored = store.put(ref.type, object);
    for (const listener of writeListeners) listener(stored);
    return done(shown(stored, ref.type));
  };

  const absent = (ref: ObjectRef) => refused(404, 'NotFound', `${ref.type.resource}.${ref.type.group} "${ref.name}" not found`);
  const about = (method: MemoryCall['method'], ref: ObjectRef): MemoryCall => ({
    method,
    kind: ref.type.kind,
    namespace: ref.namespace,
    name: ref.name,
  });
  const secretRef = (namespace: string, name: string): ObjectRef => ({ type: memoryType('Secret'), namespace, name });

  const connection: ClusterConnection = {
    context,
    get requests() {
      return calls.length;
    },
    resourceType: async (group, kind) => done(types.find((type) => type.group === group && type.kind === kind)),
    async get(ref, token) {
      const problem = token.isCancellationRequested ? cancelled : begin(about('get', ref), 'get', ref.type);
      const object = find(ref);
      return problem ?? (object === undefined ? absent(ref) : done(shown(object, ref.type)));
    },
    async list(type, scope, token) {
      const call: MemoryCall = { method: 'list', kind: type.kind, namespace: scope.namespace, name: undefined };
      const problem = token.isCancellationRequested ? cancelled : begin(call, 'list', type);
      return problem ?? done(selected(type, scope).map((object) => shown(object, type)));
    },
    async listMetadata(type, scope, token, onPage) {
      const call: MemoryCall = { method: 'listMetadata', kind: type.kind, namespace: scope.namespace, name: undefined };
      const problem = token.isCancellationRequested ? cancelled : begin(call, 'list', type);
      if (problem !== undefined) return problem;
      const objects = selected(type, scope).map(metadataOnly);
      onPage?.(objects, true);
      return done(objects);
    },
    watch(type, scope, listener) {
      const problem = begin({ method: 'watch', kind: type.kind, namespace: scope.namespace, name: undefined }, 'watch', type);
      return store.watch(type, scope, listener, problem);
    },
    async apply(ref, object, { dryRun }, token) {
      if (token.isCancellationRequested) return cancelled;
      const problem = begin({ ...about('apply', ref), body: object, dryRun }, find(ref) ? 'patch' : 'create', ref.type);
      if (problem !== undefined) return problem;
      if (!isEsoGroup(ref.type.group)) return refused(403, 'NotAllowed', `Only kinds of ESO are applied, not ${ref.type.kind}.`);
      const key = keyOf(ref.type, ref.namespace, ref.name);
      const { status: _, ...given } = object;
      const live = find(ref);
      const bare = live === undefined ? {} : withoutFields(live, applied.get(key) ?? {}, given);
      const next = merged(bare, given);
      if (dryRun) return done(shown(kept(ref.type, next as JsonObject, live, now()), ref.type));
      applied.set(key, given);
      return written(ref, next as JsonObject);
    },
    async mergePatch(ref, patch, token) {
      if (token.isCancellationRequested) return cancelled;
      const problem = begin({ ...about('mergePatch', ref), body: patch }, 'patch', ref.type);
      const live = find(ref);
      if (problem !== undefined) return problem;
      return live === undefined ? absent(ref) : written(ref, merged(live, patch) as JsonObject);
    },
    async can({ verb, resource, namespace, name }) {
      const problem = begin({ method: 'can', kind: resource, namespace, name }, verb);
      return problem ?? done(!mayNot(verb, resource, namespace));
    },
    async digestSecret(namespace, name) {
      const ref = secretRef(namespace, name);
      const problem = begin(about('digestSecret', ref), 'get', ref.type);
      const secret = find(ref);
      return problem ?? (secret === undefined ? absent(ref) : done(digestOf(secret)));
    },
    async secretKeyNames(namespace, name) {
      const ref = secretRef(namespace, name);
      const problem = begin(about('secretKeyNames', ref), 'get', ref.type);
      const secret = find(ref);
      return problem ?? (secret === undefined ? absent(ref) : done(Object.keys((secret['data'] ?? {}) as JsonObject).sort()));
    },
    async secretOutline(namespace, name) {
      const ref = secretRef(namespace, name);
      const problem = begin(about('secretOutline', ref), 'get', ref.type);
      const secret = find(ref);
      if (problem !== undefined || secret === undefined) return problem ?? absent(ref);
      const keys = Object.keys((secret['data'] ?? {}) as JsonObject).sort();
      const type = typeof secret['type'] === 'string' ? secret['type'] : 'Opaque';
      const { metadata } = metadataOnly(secret);
      return done({ metadata, type, count: keys.length, keys, setsImmutable: secret['immutable'] !== undefined });
    },
    async getPath(path) {
      const problem = begin({ method: 'getPath', kind: '', namespace: undefined, name: path }, 'get');
      return (
        problem ?? (paths[path] === undefined ? refused(404, 'NotFound', 'the server could not find it') : done(paths[path]))
      );
    },
    dispose: () => store.forgetWatches(),
  };

  const refOf = (kind: string, name: string, namespace: string | undefined): ObjectRef => {
    const type = memoryType(kind);
    return { type, namespace: type.namespaced ? (namespace ?? 'default') : undefined, name };
  };
  const object: MemoryCluster['object'] = (kind, name, namespace) => {
    const found = find(refOf(kind, name, namespace));
    if (found === undefined) throw new Error(`no ${kind} ${name}`);
    return found;
  };
  const put: MemoryCluster['put'] = (given) => store.put(memoryType(given['kind'] as string), given);
  for (const one of options.objects ?? []) put(one);

  return {
    connection,
    client: {
      contexts: async () => ({ current: context.name, contexts: [context, ...(options.others ?? [])] }),
      open: async () => done(connection),
      onDidChange: () => ({ dispose() {} }),
    },
    calls,
    denied,
    get watches() {
      return store.watches;
    },
    put,
    object,
    remove: (kind, name, namespace) => store.remove(refOf(kind, name, namespace)),
    setStatus(kind, name, namespace, status) {
      store.put(memoryType(kind), { ...object(kind, name, namespace), status });
    },
    onWrite: (listener) => writeListeners.push(listener),
    interrupt: store.interrupt,
    recover: store.recover,
    fail: (match, outcome) => failures.push({ match, outcome }),
    settled: () => new Promise((resolve) => setImmediate(() => setImmediate(resolve))),
  };
}

const cancelled: Unreachable = { outcome: 'unreachable', why: 'cancelled', message: 'Cancelled.' };

/** What an API server answers when it says no. */
export function refused(status: number, reason: string, message: string, causes: Refused['causes'] = []): Refused {
  return { outcome: 'refused', status, reason, message, causes };
}
