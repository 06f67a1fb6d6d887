import type { Localisation } from '../../localisation.ts';
import { describeFailure } from '../outcome.ts';
import type { FollowState } from './kindFollower.ts';
import type { LiveCluster, LiveStatus } from './liveCluster.ts';
import { type FollowedKind, followedKinds } from './liveRecord.ts';

/** The kinds that are counted as failing. */
const countedKinds: readonly FollowedKind[] = ['ExternalSecret', 'ClusterExternalSecret', 'PushSecret'];

/** How a cluster stands, from how its kinds are followed. */
export function statusOf(live: LiveCluster, l10n: Localisation): LiveStatus {
  const { name } = live.context;
  const main = live.following('ExternalSecret');
  const kinds = [...followedKinds, 'Secret' as const];
  const interrupted = kinds.map((kind) => live.following(kind)).find(({ state }) => state === 'interrupted');
  const counts = { failing: countFailing(live), stale: interrupted !== undefined };
  if (main.state === 'absent') {
    const message = l10n.t(
      'The cluster of context {0} does not serve ExternalSecrets: External Secrets Operator is not installed there. Run Check ESO Installation.',
      name,
    );
    return { ...counts, state: 'no-operator', message };
  }
  if (main.state === 'denied') return { ...counts, state: 'denied', message: limitOf(live, main, ['ExternalSecret'], l10n) };
  if (main.state === 'failed') return { ...counts, state: 'problem', ...problemOf(main, l10n) };
  if (followedKinds.some((kind) => live.following(kind).state === 'starting')) {
    return { ...counts, state: 'connecting', message: l10n.t('Reading External Secrets of context {0}.', name) };
  }
  if (interrupted !== undefined) {
    const { message, ...remedy } = problemOf(interrupted, l10n);
    return { ...counts, state: 'connected', message: l10n.t('What is shown may be out of date: {0}', message), ...remedy };
  }
  const limits = limitsOf(live, l10n).join(' ');
  return { ...counts, state: 'connected', message: limits === '' ? l10n.t('Connected to context {0}.', name) : limits };
}

/** What is not shown, and why, in as few sentences as possible; none where everything is. */
export function limitsOf(live: LiveCluster, l10n: Localisation): readonly string[] {
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
  return [...groups.values()].map(({ state, kinds }) => limitOf(live, state, kinds, l10n));
}

type Kind = FollowedKind | 'Secret';

function limitOf(live: LiveCluster, state: FollowState, kinds: readonly Kind[], l10n: Localisation): string {
  const what = listed(kinds, l10n);
  const missing = state.missing.length === 0 ? '' : l10n.t('missing: {0}', state.missing.join(', '));
  if (state.state === 'failed') return l10n.t('{0} are not shown: {1}', what, problemOf(state, l10n).message);
  if (state.state === 'following') {
    const why = missing === '' ? '' : ` (${missing})`;
    return l10n.t(
      'Of {0} only those in namespace {1} are shown: this login may not read them in all namespaces{2}.',
      what,
      state.only ?? '',
      why,
    );
  }
  const details = [l10n.t('context {0}', live.context.name), missing].filter((detail) => detail !== '').join('; ');
  return state.only === undefined
    ? l10n.t('This login may not read {0} in this cluster ({1}). Ask for the right, or choose another context.', what, details)
    : l10n.t(
        'This login may not read {0} in all namespaces, nor in namespace {1} ({2}). Ask for the right, or choose another context.',
        what,
        state.only,
        details,
      );
}

/** `ExternalSecrets, PushSecrets and Secrets`. */
function listed(kinds: readonly Kind[], l10n: Localisation): string {
  const plurals = kinds.map((kind) => `${kind}s`);
  const [last = ''] = plurals.slice(-1);
  return plurals.length === 1 ? last : l10n.t('{0} and {1}', plurals.slice(0, -1).join(', '), last);
}

function problemOf({ problem }: FollowState, l10n: Localisation): { readonly message: string; readonly remedy?: string } {
  const remedy = problem?.outcome === 'unreachable' ? problem.remedy : undefined;
  return { message: problem === undefined ? '' : describeFailure(problem, l10n), ...(remedy === undefined ? {} : { remedy }) };
}

function countFailing(live: LiveCluster): number {
  let failing = 0;
  for (const kind of countedKinds) for (const { state } of live.records(kind)) if (state === 'failing') failing++;
  return failing;
}
