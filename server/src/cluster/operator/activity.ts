import type { CancellationToken } from '../../cancellation.ts';
import type { Check } from '../../clusterProtocol.ts';
import { type Localisation, phrase } from '../../localisation.ts';
import { capitalised } from '../../model/plainText.ts';
import { relativeTime } from '../../model/relativeTime.ts';
import { explainFailure } from '../access.ts';
import type { ClusterConnection, KubeObject } from '../clusterClient.ts';
import { esoGroup } from '../eso.ts';
import { externalSecretRefreshing, memberOf } from '../live/refreshTimes.ts';
import { count, moment, objects, text } from '../rotation/json.ts';
import { listKind, valuesOf } from './listKind.ts';

const title = phrase('Controller at work');

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
  l10n: Localisation,
): Promise<Check> {
  const scope = { fieldSelector: `metadata.name=${leaseName}` };
  const leases = valuesOf(await listKind(connection, 'coordination.k8s.io', 'Lease', scope, token));
  const alive = leases.find((lease) => isKept(lease, now));
  const all = await listKind(connection, esoGroup, 'ExternalSecret', {}, token);
  const listed = all.outcome === 'refused' ? await listKind(connection, esoGroup, 'ExternalSecret', { namespace }, token) : all;
  if (listed.outcome !== 'done') {
    return alive === undefined
      ? { title: l10n.of(title), state: 'unknown', detail: explainFailure(listed, l10n) }
      : kept(alive, now, l10n);
  }
  const told = judge(listed.value, now, l10n);
  return told.state === 'unknown' && alive !== undefined ? kept(alive, now, l10n) : told;
}

function judge(secrets: readonly KubeObject[], now: number, l10n: Localisation): Check {
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
    if (ignored !== undefined) return untouched(ignored, now, l10n);
    const detail =
      secrets.length === 0
        ? l10n.t('There is no ExternalSecret that would show it.')
        : l10n.t('None of the {0} ExternalSecrets is ready and refreshed by time, so nothing shows it.', secrets.length);
    return { title: l10n.of(title), state: 'unknown', detail };
  }
  const overdue = due.filter(({ refreshed, every }) => now - refreshed > every + patience);
  const last = l10n.t('the last refresh, of {0}, was {1}', nameOf(newest.secret), relativeTime(newest.refreshed, now, l10n));
  if (overdue.length === due.length) {
    const overdueWords =
      due.length === 1
        ? l10n.t('The only ExternalSecret that is refreshed by time is overdue; {0}.', last)
        : l10n.t('All {0} ExternalSecrets that are refreshed by time are overdue; {1}.', due.length, last);
    const detail = `${overdueWords} ${l10n.t('The controller does not run, or sync windows forbid it.')}`;
    return { title: l10n.of(title), state: 'problem', detail };
  }
  if (ignored !== undefined && now - newest.refreshed > patience) return untouched(ignored, now, l10n);
  const rest = overdue.length === 0 ? '' : ` ${l10n.t('{0} of {1} are overdue.', overdue.length, due.length)}`;
  return { title: l10n.of(title), state: 'ok', detail: `${capitalised(last)}.${rest}` };
}

function untouched(secret: KubeObject, now: number, l10n: Localisation): Check {
  const age = relativeTime(moment(secret, 'metadata', 'creationTimestamp') ?? now, now, l10n);
  const detail = l10n.t(
    '{0} was created {1}, and no controller has looked at it: none runs, or it does not watch that namespace.',
    nameOf(secret),
    age,
  );
  return { title: l10n.of(title), state: 'problem', detail };
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

function kept(lease: KubeObject, now: number, l10n: Localisation): Check {
  const renewed = relativeTime(moment(lease, 'spec', 'renewTime') ?? now, now, l10n);
  const holder = text(lease, 'spec', 'holderIdentity')?.split('_')[0] ?? 'somebody';
  return {
    title: l10n.of(title),
    state: 'ok',
    detail: l10n.t('{0} leads; its lease {1} was renewed {2}.', holder, nameOf(lease), renewed),
  };
}

function nameOf({ metadata }: KubeObject): string {
  return `${String(metadata['namespace'])}/${metadata.name}`;
}
