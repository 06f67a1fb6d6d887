import type { CancellationToken } from '../../cancellation.ts';
import type { ClusterConnection, KubeObject, ListScope } from '../clusterClient.ts';
import { type ClusterOutcome, done } from '../outcome.ts';

/** All objects of a kind; none where the kind is not served. */
export async function listKind(
  connection: ClusterConnection,
  group: string,
  kind: string,
  scope: ListScope,
  token: CancellationToken,
): Promise<ClusterOutcome<readonly KubeObject[]>> {
  const type = await connection.resourceType(group, kind, undefined, token);
  if (type.outcome !== 'done') return type;
  return type.value === undefined ? done([]) : connection.list(type.value, scope, token);
}

/** What was found; nothing where the question was not answered. */
export function valuesOf<T>(outcome: ClusterOutcome<readonly T[]>): readonly T[] {
  return outcome.outcome === 'done' ? outcome.value : [];
}
