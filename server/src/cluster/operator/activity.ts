import type { CancellationToken } from '../../cancellation.ts';
import type { Check } from '../../clusterProtocol.ts';
import { english } from '../../localisation.ts';
import { relativeTime } from '../../model/relativeTime.ts';
import { explainFailure } from '../access.ts';
import type { ClusterConnection, KubeObject } from '../clusterClient.ts';
import { esoGroup } from '../eso.ts';
import { externalSecretRefreshing, memberOf } from '../live/refreshTimes.ts';
import { count, moment, objects, text } from '../rotation/json.ts';
import { listKind, valuesOf } from './listKind.ts';

const title = 'Controller at work';

/** How long the controller may take to notice something; then it counts as absent. Milliseconds. */
const patience = 5 * 60_000;

/** The name of the lease under which one of several controllers leads (`--enable-leader-election`). */
const leaseName = 'external-secrets-controller';

/** Where ExternalSecrets are looked at, and when. */
export interface ActivityScope {
  /** The namespace to fall back to where not all may be listed. */
  readonly namespace: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Whether a controller does its work, told by what it leaves behind: a lease that is kept alive, and ExternalSecrets that are
 * refreshed in time. Only successes move `status.refreshTime`, so failing ones tell nothing; nor do those that time never refreshes.
 */
export async function activityCheck(
  connection: ClusterConnection,
  { namespace, now }: ActivityScope,
  token: CancellationToken,
): Promise<Check> {
  const scope = { fieldSelector: `metadata.name=${leaseName}` };
  const leases = valuesOf(await listKind(connection, 'coordination.k8s.io', 'Lease', scope, token));
  const alive = leases.find((lease) => isKept(lease, now));
  const all = await listKind(connection, esoGroup, 'ExternalSecret', {}, token);
  const listed = all.outcome === 'refused' ? await listKind(connection, esoGroup, 'ExternalSecret', { namespace }, token) : all;
  if (listed.outcome !== 'done') {
    return alive === undefined ? { title, state: 'unknown', detail: explainFailure(listed) } : kept(alive, now);
  }
  const told = judge(listed.value, now);
  return told.state === 'unknown' && alive !== undefined ? kept(alive, now) : told;
}

function judge(secrets: readonly KubeObject[], now: number): Check {
  const ignored = secrets.find((secret) => isIgnored(secret, now));
  const due = secrets.filter(isReady).flatMap((secret) => {
    const { every } = externalSecretRefreshing(memberOf(secret, 'spec'));
    const refreshed = moment(secret, 'status', 'refreshTime');
    return every === undefined || refreshed === undefined ? [] : [{ secret, every, refreshed }];
  });
  const newest = due.reduce<(typeof due)[number] | undefined>(
    (a, b) => (a !== undefined && a.refreshed > b.refreshed ? a : b),
    undefined,
  );
  if (newest === undefined) {
    if (ignored !== undefined) return untouched(ignored, now);
    const detail =
      secrets.length === 0
        ? 'There is no ExternalSecret that would show it.'
        : `None of the ${secrets.length} ExternalSecrets is ready and refreshed by time, so nothing shows it.`;
    return { title, state: 'unknown', detail };
  }
  const overdue = due.filter(({ refreshed, every }) => now - refreshed > every + patience);
  const last = `the last refresh, of ${nameOf(newest.secret)}, was ${relativeTime(newest.refreshed, now, english)}`;
  if (overdue.length === due.length) {
    const detail = `All ${due.length} ExternalSecrets that are refreshed by time are overdue; ${last}. The controller does not run, or sync windows forbid it.`;
    return {
      title,
      state: 'problem',
      detail:
        due.length === 1
          ? detail
              .replace('All 1 ExternalSecrets that are', 'The only ExternalSecret that is')
              .replace('are overdue', 'is overdue')
          : detail,
    };
  }
  if (ignored !== undefined && now - newest.refreshed > patience) return untouched(ignored, now);
  const rest = overdue.length === 0 ? '' : ` ${overdue.length} of ${due.length} are overdue.`;
  return { title, state: 'ok', detail: `${last.slice(0, 1).toUpperCase()}${last.slice(1)}.${rest}` };
}

function untouched(secret: KubeObject, now: number): Check {
  const age = relativeTime(moment(secret, 'metadata', 'creationTimestamp') ?? now, now, english);
  const detail = `${nameOf(secret)} was created ${age}, and no controller has looked at it: none runs, or it does not watch that namespace.`;
  return { title, state: 'problem', detail };
}

/** Whether nobody has written a status although there was time. An ExternalSecret of another controller class has none either. */
function isIgnored(secret: KubeObject, now: number): boolean {
  const created = moment(secret, 'metadata', 'creationTimestamp');
  return created !== undefined && now - created > patience && objects(secret, 'status', 'conditions').length === 0;
}

function isReady(secret: KubeObject): boolean {
  return objects(secret, 'status', 'conditions').some(({ type, status }) => type === 'Ready' && status === 'True');
}

function isKept(lease: KubeObject, now: number): boolean {
  const renewed = moment(lease, 'spec', 'renewTime');
  const seconds = count(lease, 'spec', 'leaseDurationSeconds') ?? 15;
  return renewed !== undefined && now - renewed < 2 * seconds * 1000;
}

function kept(lease: KubeObject, now: number): Check {
  const renewed = relativeTime(moment(lease, 'spec', 'renewTime') ?? now, now, english);
  const holder = text(lease, 'spec', 'holderIdentity')?.split('_')[0] ?? 'somebody';
  return { title, state: 'ok', detail: `${holder} leads; its lease ${nameOf(lease)} was renewed ${renewed}.` };
}

function nameOf({ metadata }: KubeObject): string {
  return `${String(metadata['namespace'])}/${metadata.name}`;
}
