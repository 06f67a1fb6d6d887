import type { ClusterStatus } from '../../clusterProtocol.ts';
import type { StoreRef } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { KubeContext } from '../clusterClient.ts';
import type { FollowState } from './kindFollower.ts';
import type { FollowedKind, LiveRecord, LiveSecret } from './liveRecord.ts';

/** The part of the cluster's status that the watches know. */
export type LiveStatus = Pick<ClusterStatus, 'message' | 'failing' | 'stale'> & {
  readonly state: 'connecting' | 'connected' | 'no-operator' | 'denied' | 'problem';
  readonly remedy?: string;
};

/** ESO's objects of one cluster as they were last heard of, kept by watches. Nothing is asked again and again. */
export interface LiveCluster {
  readonly context: KubeContext;
  readonly status: LiveStatus;
  /** How a kind is followed; `Secret`: those that ESO manages. */
  following(kind: FollowedKind | 'Secret'): FollowState;
  /** Undefined where it is not known; `isComplete` tells whether it is not there. */
  find(kind: FollowedKind, namespace: string | undefined, name: string): LiveRecord | undefined;
  /** All of a kind, or those of one namespace; in no order. */
  records(kind: FollowedKind, namespace?: string): Iterable<LiveRecord>;
  /** The namespaces in which objects are known, by name. */
  namespaces(): readonly string[];
  secret(namespace: string, name: string): LiveSecret | undefined;
  /** Whether all objects of a kind in a namespace are known now, so that absence may be claimed. */
  isComplete(kind: FollowedKind | 'Secret', namespace: string | undefined): boolean;
  /** The store that a reference from a namespace means. */
  storeOf(ref: StoreRef, namespace: string | undefined): LiveRecord | undefined;
  /** What a manifest says, in the form in which `LiveRecord.desired` can be compared with it: `driftOf(comparable(…), JSON.parse(desired))`. */
  comparable(kind: string, manifest: JsonValue): JsonObject;
  /** Asks again for kinds that are not followed: after an installation, a new login or new rights. */
  refresh(): void;
  dispose(): void;
}
