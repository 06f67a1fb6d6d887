import type { KubeObject } from '../clusterClient.ts';
import { clusterForceSyncAnnotation } from '../eso.ts';
import { isFailure, type LastEvent } from './events.ts';
import type { Sight } from './follow.ts';
import { annotation, type ReadyCondition, readyOf, syncedVersion } from './objects.ts';

/** What the operator has made of an annotation so far. */
export type Answer =
  | { readonly state: 'synced' }
  | { readonly state: 'failed'; readonly message: string; readonly cause: LastEvent | undefined }
  | { readonly state: 'gone' }
  | undefined;

/** How an object was when it was annotated. */
export interface Baseline {
  readonly syncedVersion: string;
  readonly ready: ReadyCondition | undefined;
  /** Of a child of a ClusterExternalSecret: the annotation that it must carry before anything counts. */
  readonly passedOn: string | undefined;
}

/** The baseline of an object as the answer to the patch shows it. */
export function baselineOf(object: KubeObject, passedOn?: string): Baseline {
  return { syncedVersion: syncedVersion(object), ready: readyOf(object), passedOn };
}

/**
 * Compares what is seen with the baseline. Synced: `syncedResourceVersion`, which ESO sets on success only, is another one. Failed: the
 * condition has changed and is False, or there is a new or repeated event of failure (an ExternalSecret that fails again in the same way
 * changes nothing in its status). Undefined: no answer yet.
 */
export function answerOf({ object, gone, newEvents }: Sight, baseline: Baseline): Answer {
  if (gone) return { state: 'gone' };
  if (object === undefined) return undefined;
  if (baseline.passedOn !== undefined && annotation(object, clusterForceSyncAnnotation) !== baseline.passedOn) return undefined;
  const version = syncedVersion(object);
  if (version !== '' && version !== baseline.syncedVersion) return { state: 'synced' };
  const cause = newEvents.find(isFailure);
  const ready = readyOf(object);
  const turned = ready?.status === 'False' && !sameCondition(ready, baseline.ready);
  if (cause === undefined && !turned) return undefined;
  return { state: 'failed', message: cause?.message ?? ready?.message ?? '', cause };
}

function sameCondition(a: ReadyCondition, b: ReadyCondition | undefined): boolean {
  return b !== undefined && a.status === b.status && a.reason === b.reason && a.message === b.message && a.since === b.since;
}
