import type { CancellationToken } from '../../cancellation.ts';
import type { Clock } from '../../host.ts';
import type { ClusterConnection, KubeObject } from '../clusterClient.ts';
import { clusterForceSyncAnnotation, forceSyncAnnotation } from '../eso.ts';
import type { ClusterOutcome } from '../outcome.ts';
import { annotation } from './objects.ts';
import type { Prepared } from './prepare.ts';

/** An annotated object, and the value that was set. */
export interface Annotated {
  readonly outcome: ClusterOutcome<KubeObject>;
  readonly stamp: string;
}

/**
 * Sets the annotation that makes the controller look again, as `kubectl annotate … force-sync=$(date +%s) --overwrite` does, by a merge
 * patch that touches nothing else. The value is always another one than before, or nothing would be noticed.
 */
export async function annotate(
  connection: ClusterConnection,
  { ref, object }: Prepared,
  clock: Clock,
  token: CancellationToken,
): Promise<Annotated> {
  const key = ref.type.kind === 'ClusterExternalSecret' ? clusterForceSyncAnnotation : forceSyncAnnotation;
  const stamp = stampAfter(annotation(object, key), clock.now());
  const outcome = await connection.mergePatch(ref, { metadata: { annotations: { [key]: stamp } } }, token);
  return { outcome, stamp };
}

/** Seconds since 1970, later than a stamp that is there already. */
function stampAfter(before: string, now: number): string {
  const seconds = Math.floor(now / 1000);
  const last = /^\d{1,15}$/.test(before) ? Number(before) : 0;
  return String(Math.max(seconds, last + 1));
}
