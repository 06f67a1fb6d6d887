import type { JsonObject } from '../../syntax/node.ts';
import type { KubeObject, ObjectRef } from '../clusterClient.ts';
import type { Unreachable } from '../outcome.ts';
import type { Objection } from './placeRefusal.ts';
import type { PlannedObject } from './plan.ts';

/** A field that somebody else has set to something else. */
export interface Conflict {
  /** The field manager, as it calls itself. */
  readonly manager: string;
  /** As people write it: `spec.data[0].remoteRef.key`. */
  readonly field: string;
}

/** What a server dry run has said about one object. */
export type Trial = Admitted | Rejected | Conflicting | Unanswered;

/** It would be admitted. */
export interface Admitted {
  readonly state: 'admitted';
  readonly object: PlannedObject;
  readonly ref: ObjectRef;
  /** Undefined where it does not exist yet. */
  readonly live: KubeObject | undefined;
  /** What would come of it. */
  readonly proposed: KubeObject;
  /** What is sent: the manifest, with durations spelt as they are in the cluster where they mean the same. */
  readonly sent: JsonObject;
  /** Whether it is to be sent with force: only where there are conflicts, and all of them are accepted. */
  readonly force: boolean;
  /** The conflicts in which the user has chosen to take the fields over. */
  readonly accepted: readonly Conflict[];
  /** The fields that would change; empty for a new object, and where it is as in the manifest already. */
  readonly changes: readonly string[];
  readonly warnings: readonly Objection[];
}

/** The API server or a webhook refuses it. */
export interface Rejected {
  readonly state: 'refused';
  readonly object: PlannedObject;
  readonly objections: readonly Objection[];
}

/** Others own fields that it sets to something else. */
export interface Conflicting {
  readonly state: 'conflict';
  readonly object: PlannedObject;
  readonly conflicts: readonly Conflict[];
}

/** There was no answer. */
export interface Unanswered {
  readonly state: 'unreachable';
  readonly object: PlannedObject;
  readonly problem: Unreachable;
}

/** How an object stands: `changed` and `created` are to be sent. */
export function actionOf({ live, changes }: Admitted): 'created' | 'changed' | 'unchanged' {
  return live === undefined ? 'created' : changes.length > 0 ? 'changed' : 'unchanged';
}
