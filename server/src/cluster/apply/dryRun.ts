import { type CancellationToken, neverCancelled } from '../../cancellation.ts';
import type { Localisation } from '../../localisation.ts';
import { explainFailure } from '../access.ts';
import type { ClusterConnection, KubeObject, ObjectRef } from '../clusterClient.ts';
import { isNotFound, type Refused, type Unreachable } from '../outcome.ts';
import { conflictsOf } from './conflicts.ts';
import { changedPaths } from './differences.ts';
import { isRespelling, spelledAsLive } from './durations.ts';
import { notServed, type Objection, placeRefusal, placeWarnings } from './placeRefusal.ts';
import type { PlannedObject } from './plan.ts';
import type { Admitted, Conflict, Trial } from './trial.ts';

/** Reads the object and asks by dry runs what applying it would do. Changes nothing. */
export async function tryObject(
  connection: ClusterConnection,
  object: PlannedObject,
  accepted: readonly Conflict[],
  token: CancellationToken,
): Promise<Trial> {
  const context = connection.context.name;
  const fail = (failure: Refused | Unreachable): Trial =>
    failure.outcome === 'unreachable'
      ? { state: 'unreachable', object, problem: failure }
      : { state: 'refused', object, objections: inTextOrder(object, placeRefusal(failure, { object: object.object, context })) };
  const { group, version, address } = object;
  const served = await connection.resourceType(group, address.kind, version, token);
  if (served.outcome !== 'done') return fail(served);
  if (served.value === undefined || served.value.version !== version) return unserved(connection, object, token);
  const ref: ObjectRef = { type: served.value, namespace: address.namespace, name: address.name };
  const read = await connection.get(ref, token);
  if (read.outcome !== 'done' && !isNotFound(read)) return fail(read);
  const live = read.outcome === 'done' ? read.value : undefined;
  const sent = live === undefined ? object.object : spelledAsLive(object.object, live);
  const dryRun = (withForce: boolean) => connection.apply(ref, sent, { dryRun: true, force: withForce }, token);
  let tried = await dryRun(false);
  const conflicts = tried.outcome === 'refused' ? conflictsOf(tried) : [];
  const force = conflicts.length > 0;
  if (!areAccepted(conflicts, accepted, live)) return { state: 'conflict', object, conflicts };
  if (force) tried = await dryRun(true);
  if (tried.outcome !== 'done') return fail(tried);
  const changes = live === undefined ? [] : changedPaths(live, tried.value);
  const warnings = placeWarnings(tried.warnings, { object: object.object, context });
  return { state: 'admitted', object, ref, live, proposed: tried.value, sent, force, accepted, changes, warnings };
}

/** What became of an object that was sent. */
export type Sent =
  | { readonly state: 'applied'; readonly value: KubeObject; readonly warnings: readonly Objection[] }
  | { readonly state: 'failed'; readonly message: string; readonly objections: readonly Objection[] };

/**
 * Applies an object that a dry run has admitted. Cannot be cancelled: a request that is given up halfway may or may not have been
 * carried out.
 */
export async function sendObject(connection: ClusterConnection, trial: Admitted, l10n: Localisation): Promise<Sent> {
  const { object, ref, sent: json, force } = trial;
  const applied = { object: object.object, context: connection.context.name };
  if (force && !(await isStillAccepted(connection, trial))) {
    const message = 'others have set more of its fields meanwhile, which nobody has agreed to take over. Apply it again.';
    return { state: 'failed', message, objections: [] };
  }
  const sent = await connection.apply(ref, json, { dryRun: false, force }, neverCancelled);
  if (sent.outcome === 'done') {
    return { state: 'applied', value: sent.value, warnings: placeWarnings(sent.warnings, applied) };
  }
  if (sent.outcome === 'unreachable') {
    const message = l10n.t('there was no answer, and it may have been applied or not: {0}', explainFailure(sent, l10n));
    return { state: 'failed', message, objections: [] };
  }
  const objections = inTextOrder(object, placeRefusal(sent, applied));
  return { state: 'failed', message: objections[0]?.message ?? explainFailure(sent, l10n), objections };
}

/** Force takes whatever is in conflict: what has come to be while the user was asked must not be among it. */
async function isStillAccepted(connection: ClusterConnection, { ref, sent, accepted, live }: Admitted): Promise<boolean> {
  const again = await connection.apply(ref, sent, { dryRun: true, force: false }, neverCancelled);
  return again.outcome !== 'refused' || areAccepted(conflictsOf(again), accepted, live);
}

function areAccepted(conflicts: readonly Conflict[], accepted: readonly Conflict[], live: KubeObject | undefined): boolean {
  return conflicts.every(
    (one) => accepted.some(({ manager, field }) => manager === one.manager && field === one.field) || isRespelling(one, live),
  );
}

/** Which versions there are is only asked where the manifest's is not served. */
async function unserved(connection: ClusterConnection, object: PlannedObject, token: CancellationToken): Promise<Trial> {
  const { group, version, address } = object;
  const preferred = await connection.resourceType(group, address.kind, undefined, token);
  if (preferred.outcome === 'unreachable') return { state: 'unreachable', object, problem: preferred };
  const type = preferred.outcome === 'done' ? preferred.value : undefined;
  const served = type === undefined || type.version === version ? [] : [`${type.group}/${type.version}`];
  return {
    state: 'refused',
    object,
    objections: [notServed(`${group}/${version}`, address.kind, served, connection.context.name)],
  };
}

/** The API server names them in an order that changes from one request to the next. */
function inTextOrder({ resource }: PlannedObject, objections: readonly Objection[]): readonly Objection[] {
  const startOf = ({ path, part }: Objection) => resource.rangeOf(path, part).start;
  return [...objections].sort((a, b) => startOf(a) - startOf(b));
}
