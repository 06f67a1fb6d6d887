import type { CommandResult } from '../../clusterProtocol.ts';
import type { Clock } from '../../host.ts';
import type { Localisation } from '../../localisation.ts';
import type { ClusterConnection, KubeObject, ObjectRef } from '../clusterClient.ts';
import { esoGroup } from '../eso.ts';
import type { Interaction } from '../interaction.ts';
import { describeFailure, isNotFound } from '../outcome.ts';
import { describeEvent, type LastEvent, withoutStop } from './events.ts';
import { explainFailure, type FailureExplanation } from './explainFailure.ts';
import { follow } from './follow.ts';
import { addressOf, nameOf, textAt } from './objects.ts';
import { operatorText } from './operatorText.ts';
import { provisionedNamespaces } from './prepare.ts';
import { type Readiness, readinessOf } from './readiness.ts';
import { settle } from './settle.ts';

/** How to wait. */
export interface WaitOptions {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly waitMs: number;
  /** Whether the object was applied just now, so that what its status says may be about its former self. */
  readonly applied: boolean;
}

/** How the waiting ended. */
export interface WaitResult {
  /** `gone`: it does not exist, or was deleted meanwhile. */
  readonly state: 'ready' | 'failed' | 'no-answer' | 'gone' | 'cancelled';
  /** A sentence or more about the object that is named beside it. Plain text. */
  readonly message: string;
  /** Of a failure or where there is no answer: the last events, newest first. */
  readonly events: readonly LastEvent[];
  /** Of a failure: where in the object it comes from. */
  readonly failure?: FailureExplanation;
}

/**
 * Waits until a store, ExternalSecret, PushSecret or ClusterExternalSecret is ready in its present generation; of the last all
 * ExternalSecrets that it has made. A failure ends the waiting when the operator's retries have not mended it in 5 seconds.
 */
export async function waitUntilReady(
  connection: ClusterConnection,
  ref: ObjectRef,
  interaction: Pick<Interaction, 'progress' | 'token' | 'l10n'>,
  options: WaitOptions,
): Promise<WaitResult> {
  const { token, l10n } = interaction;
  interaction.progress(l10n.t('Waiting until {0} is ready', nameOf(addressOf(ref))));
  const got = await connection.get(ref, token);
  if (token.isCancellationRequested) return cancelled(l10n);
  if (got.outcome !== 'done') {
    const state = isNotFound(got) ? 'gone' : 'no-answer';
    return {
      state,
      message: operatorText(state === 'gone' ? l10n.t('It does not exist.') : describeFailure(got, l10n)),
      events: [],
    };
  }
  const own = await waitForAll(connection, [ref], interaction, options);
  if (ref.type.kind !== 'ClusterExternalSecret' || own.state !== 'ready') return own;
  const now = await connection.get(ref, token);
  const children = now.outcome === 'done' ? await childRefs(connection, ref, now.value, interaction) : [];
  if (children.length === 0) return { ...own, message: l10n.t('Ready; no namespace matches, so it has made no ExternalSecret.') };
  const below = await waitForAll(connection, children, interaction, options);
  return below.state === 'ready'
    ? {
        ...below,
        message: children.length === 1 ? l10n.t('Ready in 1 namespace.') : l10n.t('Ready in {0} namespaces.', children.length),
      }
    : below;
}

/** The end of a wait as the result of a command. */
export function waitCommandResult(ref: ObjectRef, { state, message }: WaitResult): CommandResult {
  const resource = addressOf(ref);
  const outcome = state === 'ready' ? 'done' : state === 'cancelled' ? 'cancelled' : 'failed';
  return { outcome, message: `${nameOf(resource)}: ${message}`, items: [{ resource, state, message }] };
}

async function waitForAll(
  connection: ClusterConnection,
  refs: readonly ObjectRef[],
  { token, progress, l10n }: Pick<Interaction, 'progress' | 'token' | 'l10n'>,
  { clock, waitMs, applied }: WaitOptions,
): Promise<WaitResult> {
  const byName = new Map(refs.map((ref) => [nameOf(addressOf(ref)), ref]));
  const settling = settle<string, Readiness>([...byName.keys()], {
    clock,
    token,
    waitMs,
    judge(name) {
      const ref = byName.get(name);
      return ref && readinessOf(following.see(ref), applied);
    },
    onDecided(_, done, of) {
      if (of > 1) progress(l10n.t('{0} of {1} ready', done, of), (done / of) * 100);
    },
  });
  const following = follow(connection, refs, { clock, wide: false, changed: (ref) => settling.look(nameOf(addressOf(ref))) });
  try {
    await following.ready(token);
    for (const ref of refs) following.mark(ref);
    const end = await settling.wait();
    if (end === 'cancelled') return cancelled(l10n);
    const several = refs.length > 1;
    for (const [name, ref] of byName) {
      const { object, events, problem } = following.see(ref);
      const decided = settling.decided.get(name);
      const which = several ? `${name}: ` : '';
      if (decided === undefined) {
        const blind =
          problem === undefined
            ? ''
            : ` ${l10n.t('The watch is interrupted: {0}.', withoutStop(operatorText(describeFailure(problem, l10n))))}`;
        const advice = events.length === 0 ? ` ${l10n.t('Check that ESO is running (Check ESO Installation).')}` : '';
        const message = `${which}${l10n.t('Not ready within {0} s.', Math.round(waitMs / 1000))}${blind} ${describeEvent(events[0], clock.now(), l10n)}${advice}`;
        return { state: 'no-answer', message, events };
      }
      if (decided.state === 'gone') return { state: 'gone', message: `${which}${l10n.t('It was deleted meanwhile.')}`, events };
      if (decided.state === 'failed') return failed(which, decided.message, object, events, l10n);
    }
    const [only] = several ? [] : [...settling.decided.values()];
    return { state: 'ready', message: readyText(only?.message ?? '', l10n), events: [] };
  } finally {
    following.dispose();
  }
}

function cancelled(l10n: Localisation): WaitResult {
  return { state: 'cancelled', message: l10n.t('Not waited for any longer.'), events: [] };
}

function failed(
  which: string,
  message: string,
  object: KubeObject | undefined,
  events: readonly LastEvent[],
  l10n: Localisation,
): WaitResult {
  const failure = explainFailure(message, object, l10n);
  return { state: 'failed', message: `${which}${withoutStop(failure.text)}. ${failure.hint}`, events, failure };
}

function readyText(message: string, l10n: Localisation): string {
  const said = withoutStop(operatorText(message));
  return said === '' ? l10n.t('Ready.') : l10n.t('Ready: {0}.', said);
}

async function childRefs(
  connection: ClusterConnection,
  { name, type }: ObjectRef,
  object: KubeObject,
  { token }: Pick<Interaction, 'token'>,
): Promise<readonly ObjectRef[]> {
  const served = await connection.resourceType(esoGroup, 'ExternalSecret', type.version, token);
  const child = served.outcome === 'done' ? served.value : undefined;
  if (child === undefined) return [];
  const childName = textAt(object, ['status', 'externalSecretName']) || name;
  return provisionedNamespaces(object).map((namespace) => ({ type: child, namespace, name: childName }));
}
