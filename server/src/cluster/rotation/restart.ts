import type { CommandResult, ResourceAddress, RestartTarget, ResultItem } from '../../clusterProtocol.ts';
import type { Clock } from '../../host.ts';
import type { Localisation } from '../../localisation.ts';
import { commandAccess, describeMissing, explainFailure } from '../access.ts';
import type { ClusterConnection, ObjectRef } from '../clusterClient.ts';
import type { Interaction } from '../interaction.ts';
import { isNotFound } from '../outcome.ts';
import { restartableKinds } from './consumers.ts';
import { followRollout, type RolloutEnd } from './followRollout.ts';
import { count } from './json.ts';
import { isOnDelete, restartObstacle } from './rollout.ts';

/** What bounds and guards a restart. */
export interface RestartOptions {
  readonly clock: Clock;
  /** How long each rollout is followed. */
  readonly waitSeconds: number;
  /** Whether the name of the context must be typed. */
  readonly isProtected: boolean;
}

interface Candidate {
  readonly resource: ResourceAddress;
  readonly ref: ObjectRef;
  readonly onDelete: boolean;
}

const restart = 'Restart';
/** As `kubectl rollout restart` does it: a change of the template that means nothing else. */
const restartedAt = 'kubectl.kubernetes.io/restartedAt';

/**
 * Restarts workloads by a rollout, after a question that names them, and follows the rollouts to their end. Deployments, StatefulSets
 * and DaemonSets only; what cannot be restarted is told and left alone.
 */
export async function restartConsumers(
  connection: ClusterConnection,
  { secret, workloads }: RestartTarget,
  interaction: Interaction,
  options: RestartOptions,
): Promise<CommandResult> {
  const { l10n } = interaction;
  const { token } = interaction;
  const looked = await Promise.all(workloads.map((workload) => lookAt(connection, workload, interaction)));
  const candidates = looked.filter((one): one is Candidate => 'ref' in one);
  const left = looked.filter((one): one is ResultItem => 'state' in one);
  if (token.isCancellationRequested) return cancelled(left, l10n);
  if (candidates.length === 0) {
    const message = left.length === 0 ? l10n.t('There is nothing to restart.') : left.map((item) => item.message).join(' ');
    return { outcome: 'refused', message, items: left };
  }
  const answer = await interaction.ask(
    question(connection.context.name, secret, candidates, left, options.isProtected, interaction.l10n),
  );
  if (answer !== restart) return cancelled(left, l10n);
  const items = await Promise.all(candidates.map((candidate) => restartOne(connection, candidate, interaction, options)));
  return conclude([...items, ...left], token.isCancellationRequested, l10n);
}

/** The workload as it can be restarted, or why it cannot. */
async function lookAt(
  connection: ClusterConnection,
  resource: ResourceAddress,
  { l10n, token }: Interaction,
): Promise<Candidate | ResultItem> {
  const { kind, name, namespace } = resource;
  const no = (state: string, why: string) => item(resource, state, why);
  if (!restartableKinds.includes(kind) || namespace === undefined)
    return no('skipped', l10n.t('only Deployments, StatefulSets and DaemonSets can be restarted by a rollout'));
  const type = await connection.resourceType('apps', kind, undefined, token);
  if (type.outcome !== 'done') return no('failed', explainFailure(type, l10n));
  if (type.value === undefined) return no('failed', l10n.t('the cluster does not serve that kind'));
  const access = await commandAccess(connection, 'restart', type.value, { namespace, name }, token, l10n);
  if (!access.allowed) return no('refused', describeMissing(access, connection.context.name, l10n.t('restart it'), l10n));
  const ref = { type: type.value, namespace, name };
  const read = await connection.get(ref, token);
  if (isNotFound(read)) return no('failed', l10n.t('it does not exist'));
  if (read.outcome !== 'done') return no('failed', explainFailure(read, l10n));
  const obstacle = restartObstacle(read.value, l10n);
  return obstacle === undefined ? { resource, ref, onDelete: isOnDelete(read.value) } : no('skipped', obstacle);
}

function question(
  context: string,
  secret: ResourceAddress,
  candidates: readonly Candidate[],
  left: readonly ResultItem[],
  isProtected: boolean,
  l10n: Localisation,
) {
  const titles = candidates.map(({ resource: { kind, namespace, name } }) => `${kind} ${namespace}/${name}`);
  const what = titles.length === 1 ? titles[0] : l10n.t('{0} workloads', titles.length);
  const onDelete = candidates.filter((candidate) => candidate.onDelete).map(({ resource: { name } }) => name);
  const lines = [
    ...(titles.length === 1 ? [] : titles),
    l10n.t('Their Pods are replaced, as their update strategy says, and start with Secret {0} as it is now.', secret.name),
    ...(onDelete.length === 0
      ? []
      : [l10n.t('Of {0} Pods are replaced only when they are deleted (OnDelete).', onDelete.join(', '))]),
    ...left.map(({ message }) => message),
  ];
  const base = {
    message: l10n.t('Restart {0} in context {1}?', what ?? '', context),
    detail: lines.join('\n'),
    actions: [restart],
  };
  return isProtected ? { ...base, typed: context } : base;
}

async function restartOne(
  connection: ClusterConnection,
  { resource, ref, onDelete }: Candidate,
  interaction: Interaction,
  { clock, waitSeconds }: RestartOptions,
): Promise<ResultItem> {
  const { token, l10n } = interaction;
  const title = `${resource.kind} ${resource.name}`;
  interaction.progress(l10n.t('Restarting {0}', title));
  const now = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const patch = { spec: { template: { metadata: { annotations: { [restartedAt]: now } } } } };
  const patched = await connection.mergePatch(ref, patch, token);
  if (patched.outcome !== 'done') return item(resource, 'failed', explainFailure(patched, l10n));
  if (onDelete) return item(resource, 'restarted', l10n.t('its Pods are replaced when they are deleted (OnDelete)'));
  const generation = count(patched.value.metadata, 'generation') ?? 0;
  const progress = (message: string) => interaction.progress(`${title}: ${message}`);
  return itemOf(
    resource,
    await followRollout(connection, ref, generation, { clock, waitSeconds, token, progress }, l10n),
    waitSeconds,
    l10n,
  );
}

function itemOf(resource: ResourceAddress, ended: RolloutEnd, waitSeconds: number, l10n: Localisation): ResultItem {
  switch (ended.end) {
    case 'done':
      return item(resource, 'restarted', l10n.t('restarted, all its Pods are new'));
    case 'failed':
    case 'gone':
      return item(resource, 'failed', ended.message);
    case 'not-followed':
      return item(resource, 'restarted', l10n.t('restarted; how it goes cannot be followed: {0}', ended.message));
    case 'timeout':
      return item(resource, 'no-answer', l10n.t('restarted, and not finished within {0} s: {1}', waitSeconds, ended.message));
    case 'cancelled':
      return item(resource, 'restarted', l10n.t('restarted; it goes on, unwatched: {0}', ended.message));
  }
}

function item(resource: ResourceAddress, state: string, message: string): ResultItem {
  return { resource, state, message: `${resource.kind} ${resource.name}: ${message.replace(/\.$/, '')}.` };
}

function cancelled(items: readonly ResultItem[], l10n: Localisation): CommandResult {
  return { outcome: 'cancelled', message: l10n.t('Nothing was restarted.'), items };
}

function conclude(items: readonly ResultItem[], isCancelled: boolean, l10n: Localisation): CommandResult {
  const restarted = items.filter(({ state }) => state === 'restarted');
  const rest = items.filter(({ state }) => state !== 'restarted');
  const sum = restarted.length === 1 ? (restarted[0]?.message ?? '') : l10n.t('{0} workloads were restarted.', restarted.length);
  const message = [...(restarted.length === 0 ? [] : [sum]), ...rest.map((one) => one.message)].join(' ');
  if (isCancelled) return { outcome: 'cancelled', message, items };
  return { outcome: rest.length === 0 ? 'done' : 'failed', message, items };
}
