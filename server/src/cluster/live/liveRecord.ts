import type { StoreRef } from '../../model/references.ts';

/** The kinds that are followed. */
export const followedKinds = [
  'ExternalSecret',
  'ClusterExternalSecret',
  'PushSecret',
  'SecretStore',
  'ClusterSecretStore',
] as const;

/** A kind of `followedKinds`. */
export type FollowedKind = (typeof followedKinds)[number];

/** An object of ESO as it stood in the cluster when it was last heard of. Small: a cluster may have thousands. */
export interface LiveRecord {
  readonly kind: FollowedKind;
  /** Undefined for kinds without namespaces. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** Changes with every change of the object. */
  readonly resourceVersion: string;
  readonly generation: number;
  /** `ok`: Ready; `failing`: not Ready; `waiting`: the operator has not said anything about it yet, or not about its newest spec. */
  readonly state: 'ok' | 'failing' | 'waiting';
  /** Of the Ready condition: `SecretSynced`, `SecretSyncedError`, `Valid` …; empty where there is none. */
  readonly reason: string;
  /** Of the Ready condition, bounded. Text from outside: to be shown as plain text. */
  readonly message: string;
  readonly conditions: readonly LiveCondition[];
  /** When the operator last succeeded, in epoch milliseconds. */
  readonly refreshTime: number | undefined;
  /** When the operator will look again by itself; undefined where it will not, or where that cannot be told. */
  readonly nextRefresh: number | undefined;
  /** `status.syncedResourceVersion`: the version that the operator has dealt with; empty before the first success. */
  readonly syncedResourceVersion: string;
  /** The stores that it fetches from or pushes to, each once, in the order of the spec. */
  readonly stores: readonly StoreRef[];
  /** What an ExternalSecret writes, and what a PushSecret reads. */
  readonly target: LiveTarget | undefined;
  /** Of a store: the key under `spec.provider`; empty for others. */
  readonly provider: string;
  /** What its manifest can say of it, as JSON text: labels, annotations and spec, literals of stores masked. See `desiredOf`. */
  readonly desired: string;
}

/** One condition, reduced. */
export interface LiveCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** `lastTransitionTime` in epoch milliseconds. */
  readonly since: number | undefined;
}

/** The object behind an ExternalSecret or a PushSecret. */
export interface LiveTarget {
  /** `Secret`, or the kind of a generic target. */
  readonly kind: string;
  readonly name: string;
  /** `Owner` where none is written. Empty for a PushSecret, which only reads. */
  readonly creationPolicy: string;
}

/** A Secret that ESO manages: of its metadata what is needed here. */
export interface LiveSecret {
  readonly namespace: string;
  readonly name: string;
  /** The ExternalSecret that controls it; undefined where none does. */
  readonly owner: string | undefined;
  /** The operator's hash of its data: differs when they differ. Empty where there is none. */
  readonly dataHash: string;
  /** `creationTimestamp` in epoch milliseconds. */
  readonly created: number | undefined;
}

/** Whether the kind has no namespaces. */
export function isClusterScoped(kind: FollowedKind): boolean {
  return kind === 'ClusterExternalSecret' || kind === 'ClusterSecretStore';
}

/** Whether the kind is a store. */
export function isStoreKind(kind: FollowedKind): kind is StoreRef['kind'] {
  return kind === 'SecretStore' || kind === 'ClusterSecretStore';
}

/** Whether a text names a kind that is followed. */
export function isFollowedKind(kind: string | undefined): kind is FollowedKind {
  return followedKinds.some((one) => one === kind);
}
