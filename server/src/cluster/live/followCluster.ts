import type { Clock } from '../../host.ts';
import type { Localisation } from '../../localisation.ts';
import { isObject } from '../../model/references.ts';
import type { ClusterConnection, KubeObject, ResourceType } from '../clusterClient.ts';
import { esoGroup, managedLabel } from '../eso.ts';
import { done } from '../outcome.ts';
import { createChangeSignal } from './changeSignal.ts';
import { desiredOf } from './drift.ts';
import { type FollowState, followKind, type KindFollower } from './kindFollower.ts';
import { createLiteralMask } from './literals.ts';
import type { LiveCluster, LiveStatus } from './liveCluster.ts';
import { type FollowedKind, followedKinds, isClusterScoped, type LiveRecord, type LiveSecret } from './liveRecord.ts';
import { statusOf } from './liveStatus.ts';
import { recordOf, secretOf } from './reduce.ts';

/** What following a cluster needs. */
export interface LiveOptions {
  readonly clock: Clock;
  /** In which the status is told. */
  readonly l10n: Localisation;
  /**
   * Something has changed: objects, or how they are followed. At most four times a second; and once a minute, because what is said
   * in relation to now has changed.
   */
  readonly onDidChange: () => void;
}

type Shelf<T> = Map<string, Map<string, T>>;

const plurals: Readonly<Record<FollowedKind, string>> = {
  ExternalSecret: 'externalsecrets',
  ClusterExternalSecret: 'clusterexternalsecrets',
  PushSecret: 'pushsecrets',
  SecretStore: 'secretstores',
  ClusterSecretStore: 'clustersecretstores',
};

const secretType: ResourceType = { group: '', version: 'v1', kind: 'Secret', resource: 'secrets', namespaced: true };

/**
 * Follows ESO's objects and, as metadata, the Secrets that it manages. Objects are reduced as they arrive. Nothing is told before
 * the first answer; interruptions keep what is known.
 */
export function followCluster(connection: ClusterConnection, { clock, l10n, onDidChange }: LiveOptions): LiveCluster {
  const signal = createChangeSignal(clock, onDidChange);
  const reduce = { mask: createLiteralMask(), shared: createShared() };
  const records = new Map<FollowedKind, Shelf<LiveRecord>>(followedKinds.map((kind) => [kind, new Map()]));
  const secrets: Shelf<LiveSecret> = new Map();
  let status: LiveStatus | undefined;

  const told = () => {
    status = undefined;
    signal.changed();
  };

  function followShelf<T extends { readonly name: string; readonly namespace: string | undefined }>(
    shelf: Shelf<T>,
    reduced: (object: KubeObject) => T,
    kind: Pick<Parameters<typeof followKind>[0], 'resolve' | 'group' | 'resource' | 'labelSelector'>,
  ): KindFollower {
    return followKind({
      ...kind,
      connection,
      clock,
      replaced(objects) {
        shelf.clear();
        for (const object of objects) put(shelf, reduced(object));
        told();
      },
      changed(object) {
        put(shelf, reduced(object));
        told();
      },
      removed(object) {
        take(shelf, object);
        told();
      },
      stateChanged: told,
    });
  }

  const followers = new Map<FollowedKind | 'Secret', KindFollower>();
  for (const kind of followedKinds) {
    const follower = followShelf(shelfOf(kind), (object) => recordOf(kind, object, reduce), {
      group: esoGroup,
      resource: plurals[kind],
      resolve: (token) => connection.resourceType(esoGroup, kind, undefined, token),
    });
    followers.set(kind, follower);
  }
  const resolve = async () => done(secretType);
  const labelSelector = `${managedLabel}=true`;
  const secretKind = { group: '', resource: secretType.resource, labelSelector, resolve };
  followers.set(
    'Secret',
    followShelf(secrets, (object) => secretOf(object, reduce), secretKind),
  );

  function shelfOf(kind: FollowedKind): Shelf<LiveRecord> {
    return records.get(kind) as Shelf<LiveRecord>;
  }

  function following(kind: FollowedKind | 'Secret'): FollowState {
    return (followers.get(kind) as KindFollower).state;
  }

  const live: LiveCluster = {
    context: connection.context,
    following,
    get status() {
      status ??= statusOf(live, l10n);
      return status;
    },
    find: (kind, namespace, name) =>
      shelfOf(kind)
        .get(isClusterScoped(kind) ? '' : (namespace ?? ''))
        ?.get(name),
    *records(kind, namespace) {
      const shelf = shelfOf(kind);
      if (namespace !== undefined) yield* shelf.get(namespace)?.values() ?? [];
      else for (const inNamespace of shelf.values()) yield* inNamespace.values();
    },
    namespaces: () => {
      const names = new Set(followedKinds.filter((kind) => !isClusterScoped(kind)).flatMap((kind) => [...shelfOf(kind).keys()]));
      return [...names].sort();
    },
    secret: (namespace, name) => secrets.get(namespace)?.get(name),
    isComplete(kind, namespace) {
      const { state, only } = following(kind);
      return state === 'absent' || (state === 'following' && (only === undefined || only === namespace));
    },
    storeOf: (ref, namespace) => live.find(ref.kind, namespace, ref.name),
    comparable: (kind, manifest) => desiredOf(kind, isObject(manifest) ? manifest : {}, reduce.mask),
    refresh() {
      for (const follower of followers.values()) follower.retry();
    },
    dispose() {
      signal.dispose();
      for (const follower of followers.values()) follower.dispose();
    },
  };
  return live;
}

function put<T extends { readonly name: string; readonly namespace: string | undefined }>(shelf: Shelf<T>, record: T): void {
  const namespace = record.namespace ?? '';
  const there = shelf.get(namespace);
  if (there === undefined) shelf.set(namespace, new Map([[record.name, record]]));
  else there.set(record.name, record);
}

function take<T>(shelf: Shelf<T>, { metadata }: KubeObject): void {
  const namespace = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : '';
  const there = shelf.get(namespace);
  there?.delete(metadata.name);
  if (there?.size === 0) shelf.delete(namespace);
}

/** Keeps one copy of equal short texts, up to a number of them. */
function createShared(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= 10_000) known.clear();
    known.set(text, text);
    return text;
  };
}
