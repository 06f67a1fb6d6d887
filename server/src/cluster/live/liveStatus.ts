import type { ClusterStatus } from '../../clusterProtocol.ts';
import type { FollowState } from './kindFollower.ts';
import type { LiveCluster } from './liveCluster.ts';
import { type FollowedKind, followedKinds } from './liveRecord.ts';

/** The part of the cluster's status that the watches know. */
export type LiveStatus = Pick<ClusterStatus, 'message' | 'failing' | 'stale'> & {
  readonly state: 'connecting' | 'connected' | 'no-operator' | 'denied' | 'problem';
  readonly remedy?: string;
};

/** The kinds that are counted as failing. */
const countedKinds: readonly FollowedKind[] = ['ExternalSecret', 'ClusterExternalSecret', 'PushSecret'];

/** How a cluster stands, from how its kinds are followed. */
export function statusOf(live: LiveCluster): LiveStatus {
  const { name } = live.context;
  const main = live.following('ExternalSecret');
  const kinds = [...followedKinds, 'Secret' as const];
  const interrupted = kinds.map((kind) => live.following(kind)).find(({ state }) => state === 'interrupted');
  const counts = { failing: countFailing(live), stale: interrupted !== undefined };
  if (main.state === 'absent') {
    const message = `The cluster of context ${name} does not serve ExternalSecrets: External Secrets Operator is not installed there. Run Check ESO Installation.`;
    return { ...counts, state: 'no-operator', message };
  }
  if (main.state === 'denied') return { ...counts, state: 'denied', message: limitOf(live, main, ['ExternalSecret']) };
  if (main.state === 'failed') return { ...counts, state: 'problem', ...problemOf(main) };
  if (followedKinds.some((kind) => live.following(kind).state === 'starting')) {
    return { ...counts, state: 'connecting', message: `Reading External Secrets of context ${name}.` };
  }
  if (interrupted !== undefined) {
    const { message, ...remedy } = problemOf(interrupted);
    return { ...counts, state: 'connected', message: `What is shown may be out of date: ${message}`, ...remedy };
  }
  const limits = limitsOf(live).join(' ');
  return { ...counts, state: 'connected', message: limits === '' ? `Connected to context ${name}.` : limits };
}

/** What is not shown, and why, in as few sentences as possible; none where everything is. */
export function limitsOf(live: LiveCluster): readonly string[] {
  const groups = new Map<string, { readonly state: FollowState; readonly kinds: Kind[] }>();
  for (const kind of [...followedKinds, 'Secret' as const]) {
    const state = live.following(kind);
    const isLimited =
      state.state === 'denied' || state.state === 'failed' || (state.state === 'following' && state.only !== undefined);
    if (!isLimited) continue;
    const key = JSON.stringify([state.state, state.only, state.missing, state.state === 'failed' ? state.problem?.message : '']);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { state, kinds: [kind] });
    else group.kinds.push(kind);
  }
  return [...groups.values()].map(({ state, kinds }) => limitOf(live, state, kinds));
}

type Kind = FollowedKind | 'Secret';

function limitOf(live: LiveCluster, state: FollowState, kinds: readonly Kind[]): string {
  const missing = state.missing.length === 0 ? '' : `missing: ${state.missing.join(', ')}`;
  if (state.state === 'failed') return `${listed(kinds)} are not shown: ${problemOf(state).message}`;
  if (state.state === 'following') {
    const why = missing === '' ? '' : ` (${missing})`;
    return `Of ${listed(kinds)} only those in namespace ${state.only} are shown: this login may not read them in all namespaces${why}.`;
  }
  const where = state.only === undefined ? 'in this cluster' : `in all namespaces, nor in namespace ${state.only}`;
  const details = [`context ${live.context.name}`, missing].filter((detail) => detail !== '').join('; ');
  return `This login may not read ${listed(kinds)} ${where} (${details}). Ask for the right, or choose another context.`;
}

/** `ExternalSecrets, PushSecrets and Secrets`. */
function listed(kinds: readonly Kind[]): string {
  const plurals = kinds.map((kind) => `${kind}s`);
  return plurals.length === 1 ? `${plurals[0]}` : `${plurals.slice(0, -1).join(', ')} and ${plurals.at(-1)}`;
}

function problemOf({ problem }: FollowState): { readonly message: string; readonly remedy?: string } {
  const remedy = problem?.outcome === 'unreachable' ? problem.remedy : undefined;
  return { message: problem?.message ?? '', ...(remedy === undefined ? {} : { remedy }) };
}

function countFailing(live: LiveCluster): number {
  let failing = 0;
  for (const kind of countedKinds) for (const { state } of live.records(kind)) if (state === 'failing') failing++;
  return failing;
}
