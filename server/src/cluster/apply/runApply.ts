import { type DiffFile, type DiffResult, showDifferencesAction } from '../../clusterProtocol.ts';
import type { Localisation } from '../../localisation.ts';
import type { ClusterConnection } from '../clusterClient.ts';
import type { Interaction } from '../interaction.ts';
import { pooled } from '../sync/pooled.ts';
import { apply, applyQuestion } from './applyQuestion.ts';
import { conflictQuestion, takeOver } from './conflicts.ts';
import { diffFile } from './differences.ts';
import { sendObject, tryObject } from './dryRun.ts';
import { type ApplyPlan, type PlannedObject, titleOf } from './plan.ts';
import { preflight } from './preflight.ts';
import {
  type ApplyFinding,
  type ApplyResult,
  type Fate,
  finalResult,
  findingsOf,
  planFindings,
  planItems,
  refusedResult,
  waitObjections,
} from './results.ts';
import { type Admitted, actionOf, type Conflict, type Conflicting, type Trial } from './trial.ts';
import { type Settled, type WaitOutcome, type WaitUntilReady, waitForAll } from './wait.ts';

/** What applying needs of its caller. */
export interface ApplyOptions {
  /** Whether the name of a context must be typed before something is changed there. */
  readonly isProtected: (context: string) => boolean;
  /** Shows differences beside the question. */
  readonly showDiff: (files: readonly DiffFile[]) => Promise<void>;
  readonly wait: WaitUntilReady;
}

/**
 * Applies a plan and sees it through: a dry run of every object, the question, server-side apply in the plan's order, and the wait
 * until the operator has answered. Where a dry run is refused nothing is applied. Objects that are as in the manifest already are
 * not sent. Cancelling leaves applied what has been applied, and the result says what that is.
 */
export async function runApply(
  plan: ApplyPlan,
  connection: ClusterConnection,
  interaction: Interaction,
  options: ApplyOptions,
): Promise<ApplyResult> {
  const { l10n } = interaction;
  const { token } = interaction;
  const context = connection.context.name;
  if (plan.objects.length === 0) return nothingToApply(plan, l10n);
  let trials = await tryAll(plan.objects, connection, interaction);
  if (token.isCancellationRequested) return cancelled(plan, context, l10n);
  if (trials.some(isBad)) return refusedResult(trials, plan, context, l10n);
  // Asked again where others have set more fields meanwhile.
  while (trials.some(isConflicting)) {
    if ((await interaction.ask(conflictQuestion(trials.filter(isConflicting), context, interaction.l10n))) !== takeOver)
      return cancelled(plan, context, l10n);
    trials = await takeFields(trials, connection, interaction);
    if (token.isCancellationRequested) return cancelled(plan, context, l10n);
  }
  if (!trials.every(isAdmitted)) return refusedResult(trials, plan, context, l10n);
  const admitted: readonly Admitted[] = trials;
  if (
    admitted.some((trial) => actionOf(trial) !== 'unchanged') &&
    !(await confirmed(admitted, plan, connection, interaction, options))
  ) {
    return cancelled(plan, context, l10n);
  }
  return carryOut(admitted, plan, connection, interaction, options);
}

/** What applying a plan would change, by dry runs alone. Fields that others own are shown as if they were taken over. */
export async function diffWithCluster(
  plan: ApplyPlan,
  connection: ClusterConnection,
  interaction: Interaction,
): Promise<DiffResult & { readonly findings: readonly ApplyFinding[] }> {
  const { l10n } = interaction;
  const { message: nothing, findings: none } = nothingToApply(plan, l10n);
  if (plan.objects.length === 0) return { outcome: 'refused', message: nothing, files: [], findings: none };
  let trials = await tryAll(plan.objects, connection, interaction);
  const conflicts = trials.filter(isConflicting).length;
  if (conflicts > 0 && !interaction.token.isCancellationRequested) trials = await takeFields(trials, connection, interaction);
  const context = connection.context.name;
  if (interaction.token.isCancellationRequested) {
    return { outcome: 'cancelled', message: l10n.t('Cancelled.'), files: [], findings: [] };
  }
  const admitted = trials.filter(isAdmitted);
  const { message, findings } = refusedResult(trials, plan, context, l10n, l10n.t('Nothing can be compared'));
  const files = admitted.filter((trial) => actionOf(trial) !== 'unchanged').map(fileOf);
  const bad = trials.length - admitted.length;
  const differs =
    files.length === 0
      ? l10n.t('Nothing differs')
      : files.length === 1
        ? l10n.t('1 object of {0} differs', trials.length)
        : l10n.t('{0} objects of {1} differ', files.length, trials.length);
  const others =
    conflicts === 0
      ? ''
      : ` ${conflicts === 1 ? l10n.t('1 object with fields that others own.') : l10n.t('{0} objects with fields that others own.', conflicts)}`;
  const refusals =
    bad === 0
      ? ''
      : ` ${bad === 1 ? l10n.t('1 object would be refused: see the marks in the manifests.') : l10n.t('{0} objects would be refused: see the marks in the manifests.', bad)}`;
  return admitted.length === 0
    ? { outcome: 'refused', message, files, findings }
    : { outcome: 'done', message: l10n.t('{0} in context {1}.{2}{3}', differs, context, others, refusals), files, findings };
}

async function tryAll(
  objects: readonly PlannedObject[],
  connection: ClusterConnection,
  interaction: Interaction,
  acceptedOf: (object: PlannedObject) => readonly Conflict[] = () => [],
): Promise<readonly Trial[]> {
  const { l10n } = interaction;
  const about = objects.length === 1 ? l10n.t('1 object') : l10n.t('{0} objects', objects.length);
  let tried = 0;
  interaction.progress(l10n.t('Asking the API server about {0}', about), 0);
  return pooled(objects, async (object) => {
    const trial = await tryObject(connection, object, acceptedOf(object), interaction.token);
    interaction.progress(l10n.t('Dry run: {0}', titleOf(object.address)), Math.round((40 * ++tried) / objects.length));
    return trial;
  });
}

/** The trials with those that were in conflict made again, now taking over what was in conflict. */
async function takeFields(
  trials: readonly Trial[],
  connection: ClusterConnection,
  interaction: Interaction,
): Promise<readonly Trial[]> {
  const accepted = new Map(trials.filter(isConflicting).map(({ object, conflicts }) => [object, conflicts]));
  const again = await tryAll([...accepted.keys()], connection, interaction, (object) => accepted.get(object) ?? []);
  return trials.map((trial) => again.find(({ object }) => object === trial.object) ?? trial);
}

async function confirmed(
  trials: readonly Admitted[],
  plan: ApplyPlan,
  connection: ClusterConnection,
  interaction: Interaction,
  { isProtected, showDiff }: ApplyOptions,
): Promise<boolean> {
  const { token, l10n } = interaction;
  interaction.progress(l10n.t('Looking at what the change would mean'), 45);
  const facts = (await pooled(trials, (trial) => preflight(connection, trial, token, l10n))).flat();
  const question = applyQuestion(trials, facts, plan, connection.context, isProtected(connection.context.name), l10n);
  for (;;) {
    const answer = token.isCancellationRequested ? undefined : await interaction.ask(question);
    if (answer === showDifferencesAction) await showDiff(trials.filter((trial) => actionOf(trial) !== 'unchanged').map(fileOf));
    else return answer === apply && !token.isCancellationRequested;
  }
}

async function carryOut(
  trials: readonly Admitted[],
  plan: ApplyPlan,
  connection: ClusterConnection,
  interaction: Interaction,
  options: ApplyOptions,
): Promise<ApplyResult> {
  const { token, l10n } = interaction;
  const fates = new Map<Admitted, Fate>();
  const settled: Settled[] = [];
  const findings: ApplyFinding[] = [...planFindings(plan)];
  let stopped = false;
  for (const [i, trial] of trials.entries()) {
    const isSame = actionOf(trial) === 'unchanged';
    stopped ||= token.isCancellationRequested;
    if (isSame && trial.live !== undefined) {
      fates.set(trial, { state: 'unchanged' });
      settled.push({ trial, object: trial.live });
      findings.push(...findingsOf(trial.object, trial.warnings));
    } else if (stopped) fates.set(trial, { state: 'skipped' });
    else {
      interaction.progress(l10n.t('Applying {0}', titleOf(trial.object.address)), 50 + Math.round((10 * i) / trials.length));
      const sent = await sendObject(connection, trial, l10n);
      if (sent.state === 'applied') {
        fates.set(trial, { state: 'applied' });
        settled.push({ trial, object: sent.value });
        findings.push(...findingsOf(trial.object, sent.warnings));
      } else {
        // What comes later may need this one.
        stopped = true;
        fates.set(trial, { state: 'failed', message: sent.message });
        findings.push(...findingsOf(trial.object, sent.objections));
      }
    }
  }
  const waits: ReadonlyMap<Admitted, WaitOutcome> = stopped
    ? new Map()
    : await waitForAll(connection, settled, options.wait, interaction);
  for (const [{ object }, wait] of waits) findings.push(...findingsOf(object, waitObjections(wait)));
  const end = { plan, context: connection.context.name, cancelled: token.isCancellationRequested };
  return { ...finalResult(trials, fates, waits, end, l10n), findings };
}

function fileOf({ object, live, proposed }: Admitted): DiffFile {
  return diffFile(object.address, live, proposed);
}

function isAdmitted(trial: Trial): trial is Admitted {
  return trial.state === 'admitted';
}

function isConflicting(trial: Trial): trial is Conflicting {
  return trial.state === 'conflict';
}

function isBad({ state }: Trial): boolean {
  return state === 'refused' || state === 'unreachable';
}

function nothingToApply(plan: ApplyPlan, l10n: Localisation): ApplyResult {
  const { refused, leftOut } = plan;
  const reasons = [...refused.map(({ message }) => l10n.of(message)), ...leftOut.map(l10n.of)];
  const more = reasons.length > 1 ? l10n.t(' (and {0} more)', reasons.length - 1) : '';
  const message = reasons[0] === undefined ? l10n.t('There is no resource of ESO to apply.') : `${reasons[0]}${more}`;
  return { outcome: 'refused', message, items: planItems(plan, l10n), findings: planFindings(plan) };
}

function cancelled(plan: ApplyPlan, context: string, l10n: Localisation): ApplyResult {
  const message = l10n.t('Cancelled: nothing was applied in context {0}.', context);
  return { outcome: 'cancelled', message, items: planItems(plan, l10n), findings: planFindings(plan) };
}
