import type { CancellationToken } from '../../cancellation.ts';
import type { Clock } from '../../host.ts';
import type { ClusterConnection, KubeObject, ListScope, ObjectRef, ResourceType, WatchListener } from '../clusterClient.ts';
import type { Refused, Unreachable } from '../outcome.ts';
import { eventScope, type LastEvent, newestFirst, reduceEvent } from './events.ts';
import { addressOf, eventType, nameOf, textAt } from './objects.ts';

/** What is seen of one object. */
export interface Sight {
  /** Undefined before the first listing, and after its deletion. */
  readonly object: KubeObject | undefined;
  /** Whether it was there and is no more. */
  readonly gone: boolean;
  /** Newest first. */
  readonly events: readonly LastEvent[];
  /** Those of them that are new or have been repeated since `mark`. */
  readonly newEvents: readonly LastEvent[];
  /** What keeps the object from being followed at the moment. */
  readonly problem: Refused | Unreachable | undefined;
}

/** Watches over some objects and the events about them. */
export interface Following {
  /** Resolves once everything that can be listed has been, after 10 seconds at the latest. */
  ready(token: CancellationToken): Promise<void>;
  see(ref: ObjectRef): Sight;
  /** From now on `newEvents` of this object are those that come after this call. */
  mark(ref: ObjectRef): void;
  dispose(): void;
}

/** What `follow` is given. */
export interface FollowOptions {
  readonly clock: Clock;
  /** By one watch per kind over all namespaces, for many namespaces and a login that may do that. */
  readonly wide?: boolean;
  /** Something may have changed about an object. */
  readonly changed: (ref: ObjectRef) => void;
}

/**
 * Follows objects by one watch per namespace and kind, limited to the name where it is only one, and as many for events.
 * Interruptions, which the connection overcomes by itself, are told too.
 */
export function follow(
  connection: ClusterConnection,
  refs: readonly ObjectRef[],
  { clock, wide = false, changed }: FollowOptions,
): Following {
  const known = new Map(refs.map((ref) => [nameOf(addressOf(ref)), blank(ref)]));
  const watches: { dispose(): void }[] = [];
  const pending = new Set<object>();
  let wake = () => {};

  const watch = (type: ResourceType, scope: ListScope, listener: Omit<WatchListener, 'state'>, state: WatchListener['state']) => {
    const own = {};
    pending.add(own);
    const listed = () => {
      if (pending.delete(own) && pending.size === 0) wake();
    };
    const replaced: WatchListener['replaced'] = (objects) => {
      listener.replaced(objects);
      listed();
    };
    watches.push(
      connection.watch(type, scope, {
        ...listener,
        replaced,
        state(problem) {
          state(problem);
          if (problem !== undefined) listed();
        },
      }),
    );
  };

  for (const group of grouped(refs, wide)) {
    const [first] = group;
    if (first === undefined) continue;
    const { type } = first;
    const alone = group.length === 1;
    const namespace = wide && !alone ? undefined : first.namespace;
    const records = group.flatMap((ref) => known.get(nameOf(addressOf(ref))) ?? []);
    const byName = new Map(records.map((record) => [inNamespace(record.ref.namespace, record.ref.name), record]));
    const set = (record: Seen | undefined, object: KubeObject | undefined) => {
      if (record === undefined) return;
      record.gone = object === undefined && (record.object !== undefined || record.gone);
      record.object = object;
      changed(record.ref);
    };
    watch(
      type,
      { namespace, ...(alone ? { fieldSelector: `metadata.name=${first.name}` } : {}) },
      {
        replaced(objects) {
          const now = new Map(objects.map((object) => [idOf(object), object]));
          for (const record of records) set(record, now.get(inNamespace(record.ref.namespace, record.ref.name)));
        },
        changed: (object) => set(byName.get(idOf(object)), object),
        removed: (object) => set(byName.get(idOf(object)), undefined),
      },
      (problem) => {
        for (const record of records) {
          record.problem = problem;
          changed(record.ref);
        }
      },
    );
    const note = (event: KubeObject) => {
      if (textAt(event, ['involvedObject', 'kind']) !== type.kind) return;
      const record = byName.get(
        inNamespace(textAt(event, ['involvedObject', 'namespace']) || undefined, textAt(event, ['involvedObject', 'name'])),
      );
      if (record === undefined) return;
      record.events.set(event.metadata.name, event);
      changed(record.ref);
    };
    const scope = eventScope(first);
    watch(
      eventType,
      alone
        ? scope
        : { namespace: type.namespaced ? namespace : scope.namespace, fieldSelector: `involvedObject.kind=${type.kind}` },
      { replaced: (events) => events.forEach(note), changed: note, removed() {} },
      // Who may not see events is told less, that is all.
      () => {},
    );
  }

  return {
    async ready(token) {
      if (pending.size === 0 || token.isCancellationRequested) return;
      await new Promise<void>((resolve) => {
        const patience = clock.delay(10_000, () => wake());
        const cancel = token.onCancellationRequested(() => wake());
        wake = () => {
          patience.dispose();
          cancel.dispose();
          resolve();
        };
      });
    },
    see: (ref) => sightOf(known.get(nameOf(addressOf(ref))) ?? blank(ref)),
    mark(ref) {
      const record = known.get(nameOf(addressOf(ref)));
      if (record !== undefined) record.marked = new Map([...record.events].map(([name, event]) => [name, stateOf(event)]));
    },
    dispose() {
      for (const one of watches) one.dispose();
    },
  };
}

interface Seen {
  readonly ref: ObjectRef;
  object: KubeObject | undefined;
  gone: boolean;
  problem: Refused | Unreachable | undefined;
  readonly events: Map<string, KubeObject>;
  /** What the events were when marked, by name. */
  marked: ReadonlyMap<string, string>;
}

function blank(ref: ObjectRef): Seen {
  return { ref, object: undefined, gone: false, problem: undefined, events: new Map(), marked: new Map() };
}

function sightOf({ object, gone, problem, events, marked }: Seen): Sight {
  const uid = object?.metadata['uid'];
  // An object of the same name may have been there before.
  const own = [...events.values()].filter((event) => {
    const about = textAt(event, ['involvedObject', 'uid']);
    return about === '' || uid === undefined || about === uid;
  });
  const fresh = own.filter((event) => marked.get(event.metadata.name) !== stateOf(event));
  return { object, gone, problem, events: newestFirst(own), newEvents: newestFirst(fresh) };
}

/** What changes when an event is repeated. */
function stateOf(event: KubeObject): string {
  const { count, at } = reduceEvent(event);
  return `${count} ${at}`;
}

function idOf(object: KubeObject): string {
  return inNamespace(textAt(object, ['metadata', 'namespace']) || undefined, object.metadata.name);
}

function inNamespace(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function grouped(refs: readonly ObjectRef[], wide: boolean): readonly (readonly ObjectRef[])[] {
  const groups = new Map<string, ObjectRef[]>();
  for (const ref of refs) {
    const key = `${ref.type.group}/${ref.type.kind} ${wide ? '' : (ref.namespace ?? '')}`;
    groups.set(key, [...(groups.get(key) ?? []), ref]);
  }
  return [...groups.values()];
}
