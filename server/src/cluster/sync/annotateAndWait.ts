import type { ResultItem } from '../../clusterProtocol.ts';
import type { Localisation } from '../../localisation.ts';
import { isObject, valueAt } from '../../model/references.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { ClusterConnection, ObjectRef } from '../clusterClient.ts';
import { clusterForceSyncAnnotation } from '../eso.ts';
import type { Interaction } from '../interaction.ts';
import { describeFailure, type Refused, type Unreachable } from '../outcome.ts';
import { annotate } from './annotate.ts';
import { follow } from './follow.ts';
import type { ForceSyncOptions } from './forceSyncOptions.ts';
import { addressOf, annotation, nameOf, targetName, textAt } from './objects.ts';
import { operatorText } from './operatorText.ts';
import { type Answer, answerOf, type Baseline, baselineOf } from './outcomeOf.ts';
import { pooled } from './pooled.ts';
import { type Followed, type Prepared, targetOf } from './prepare.ts';
import { failedItem, syncedItem, unansweredItem } from './results.ts';
import { settle, type Verdict } from './settle.ts';

/** A failure counts only if no success follows within this time: an attempt may have been under way when the annotation came. */
const failureGrace = 1_500;

type Ending =
  | Exclude<Answer, undefined>
  | { readonly state: 'not-annotated' | 'unseen'; readonly problem: Refused | Unreachable };

/**
 * Annotates and waits for the operator's answers. The watches stand before the first annotation is set, so that no answer is missed;
 * a success is one after the state that the patch's own answer shows.
 */
export async function annotateAndWait(
  connection: ClusterConnection,
  prepared: readonly Prepared[],
  interaction: Interaction,
  options: ForceSyncOptions,
): Promise<{ readonly items: readonly ResultItem[]; readonly cancelled: boolean }> {
  const { token, l10n } = interaction;
  const { clock, waitMs } = options;
  const all = prepared.flatMap(({ followed }) => followed);
  const byName = new Map(all.map((one) => [nameOf(addressOf(one.ref)), one]));
  const followed = [...byName.values()];
  const baselines = new Map<Followed, Baseline>();
  const refusals = new Map<Followed, Refused | Unreachable>();

  const judge = (one: Followed): Verdict<Ending> | undefined => {
    const problem = refusals.get(one);
    if (problem !== undefined) return { value: { state: 'not-annotated', problem }, after: 0 };
    const baseline = baselines.get(one);
    if (baseline === undefined) return undefined;
    const sight = following.see(one.ref);
    const answer = answerOf(sight, baseline);
    if (answer !== undefined) return { value: answer, after: answer.state === 'failed' ? failureGrace : 0 };
    const { problem: blind } = sight;
    return blind?.outcome === 'refused' && blind.status === 403
      ? { value: { state: 'unseen', problem: blind }, after: 0 }
      : undefined;
  };
  const settling = settle<Followed, Ending>(followed, {
    clock,
    token,
    waitMs,
    judge,
    onDecided: (_, done, of) => interaction.progress(l10n.t('{0} of {1} answered', done, of), (done / of) * 100),
  });
  const look = (ref: ObjectRef) => {
    const one = byName.get(nameOf(addressOf(ref)));
    if (one !== undefined) settling.look(one);
  };
  const wide = await mayFollowAll(connection, followed, interaction);
  const refs = followed.map(({ ref }) => ref);
  const following = follow(connection, refs, { clock, wide, changed: look });
  try {
    await following.ready(token);
    interaction.progress(l10n.t('Annotating'));
    await pooled(prepared, async (one) => {
      if (token.isCancellationRequested) return;
      await aroundEach(one.followed, options.around?.before);
      for (const { ref } of one.followed) following.mark(ref);
      const { outcome, stamp } = await annotate(connection, one, clock, token);
      for (const each of one.followed) {
        if (outcome.outcome !== 'done') refusals.set(each, outcome);
        else if (each.via === undefined) baselines.set(each, baselineOf(outcome.value));
        else baselines.set(each, baselineOf(each.object, stamp));
        settling.look(each);
      }
    });
    interaction.progress(l10n.t('Waiting for the operator'));
    const cancelled = (await settling.wait()) === 'cancelled';
    const items = await pooled(followed, async (one): Promise<ResultItem> => {
      const ending = settling.decided.get(one);
      const sight = following.see(one.ref);
      const resource = addressOf(one.ref);
      if (ending === undefined && cancelled)
        return { resource, state: 'cancelled', message: waitedNot(baselines.has(one), l10n) };
      if (ending === undefined) {
        const stamp = baselines.get(one)?.passedOn;
        const passedOn = sight.object !== undefined && annotation(sight.object, clusterForceSyncAnnotation) === stamp;
        return unansweredItem(one, sight, passedOn, waitMs, clock.now(), l10n);
      }
      return itemOf(connection, one, ending, sight.object ?? one.object, interaction, options);
    });
    const failures = cancelled ? [] : await failedNamespaces(connection, prepared, interaction, new Set(byName.keys()));
    return { items: [...items, ...failures], cancelled: cancelled || items.some(({ state }) => state === 'cancelled') };
  } finally {
    following.dispose();
  }
}

async function itemOf(
  connection: ClusterConnection,
  one: Followed,
  ending: Ending,
  object: Followed['object'],
  { l10n, token }: Interaction,
  options: ForceSyncOptions,
): Promise<ResultItem> {
  const resource = addressOf(one.ref);
  switch (ending.state) {
    case 'synced': {
      const after = await targetOf(connection, object, token);
      await aroundEach([one], options.around?.after);
      return syncedItem(one, object, after, l10n);
    }
    case 'failed':
      return failedItem(one, ending.message, options, l10n);
    case 'gone':
      return { resource, state: 'failed', message: l10n.t('It was deleted meanwhile.') };
    case 'unseen':
      return {
        resource,
        state: 'no-answer',
        message: l10n.t(
          'Annotated, but the answer could not be followed: {0}',
          operatorText(describeFailure(ending.problem, l10n)),
        ),
      };
    case 'not-annotated':
      if (ending.problem.outcome === 'unreachable' && ending.problem.why === 'cancelled')
        return { resource, state: 'cancelled', message: l10n.t('Cancelled while it was being annotated: it may have been.') };
      return {
        resource,
        state: 'failed',
        message: l10n.t('It could not be annotated: {0}', operatorText(describeFailure(ending.problem, l10n))),
      };
  }
}

function waitedNot(annotated: boolean, l10n: Localisation): string {
  return annotated ? l10n.t('Annotated, but not waited for.') : l10n.t('Not annotated.');
}

async function aroundEach(
  followed: readonly Followed[],
  call: ((secret: ReturnType<typeof addressOf>) => Promise<void>) | undefined,
): Promise<void> {
  if (call === undefined) return;
  for (const { ref, object } of followed)
    if (ref.type.kind === 'ExternalSecret' && ref.namespace !== undefined)
      await call({ kind: 'Secret', name: targetName(object), namespace: ref.namespace });
}

/** Many namespaces are followed by one watch where the login may; each open watch is a connection. */
async function mayFollowAll(
  connection: ClusterConnection,
  followed: readonly Followed[],
  { token }: Interaction,
): Promise<boolean> {
  const kinds = new Map(followed.map(({ ref }) => [ref.type.kind, ref.type]));
  const namespaces = new Set(followed.map(({ ref }) => `${ref.type.kind} ${ref.namespace ?? ''}`));
  if (namespaces.size <= 8) return false;
  const asked = [...kinds.values()].flatMap(({ group, resource }) =>
    ['list', 'watch'].map((verb) => connection.can({ verb, group, resource }, token)),
  );
  return (await Promise.all(asked)).every((can) => can.outcome === 'done' && can.value);
}

/** The namespaces in which a ClusterExternalSecret could not make or change its ExternalSecret. */
async function failedNamespaces(
  connection: ClusterConnection,
  prepared: readonly Prepared[],
  { token }: Interaction,
  known: ReadonlySet<string>,
): Promise<readonly ResultItem[]> {
  const clusterWide = prepared.filter(({ ref }) => ref.type.kind === 'ClusterExternalSecret');
  const items = await pooled(clusterWide, async ({ ref }): Promise<readonly ResultItem[]> => {
    const got = await connection.get(ref, token);
    const list = got.outcome === 'done' ? valueAt(got.value, ['status', 'failedNamespaces']) : undefined;
    const name = (got.outcome === 'done' && textAt(got.value, ['status', 'externalSecretName'])) || ref.name;
    return (Array.isArray(list) ? (list as readonly JsonValue[]) : []).filter(isObject).map((failure) => ({
      resource: { kind: 'ExternalSecret', name, namespace: textAt(failure, ['namespace']) },
      state: 'failed',
      message: `ClusterExternalSecret ${ref.name}: ${operatorText(textAt(failure, ['reason']))}`,
    }));
  });
  return items.flat().filter(({ resource }) => !known.has(nameOf(resource)));
}
