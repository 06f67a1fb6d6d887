import type { CommandResult, NextStep, ResourceAddress, ResultItem } from '../../clusterProtocol.ts';
import { english, type Localisation } from '../../localisation.ts';
import { countOf, firstOf } from '../countOf.ts';
import { describeFailure } from '../outcome.ts';
import type { Objection } from './placeRefusal.ts';
import { type ApplyPlan, type ManifestPlace, titleOf } from './plan.ts';
import { type Admitted, actionOf, type Trial } from './trial.ts';
import type { WaitOutcome } from './wait.ts';

/** What applying has to say about a place of a manifest; to be published until the manifest changes or is applied again. */
export interface ApplyFinding extends Objection, Pick<ManifestPlace, 'uri' | 'document' | 'resource'> {}

/** How applying has ended. */
export interface ApplyResult extends CommandResult {
  readonly findings: readonly ApplyFinding[];
}

/** What became of one object beside its dry run. */
export type Fate =
  | { readonly state: 'applied' | 'unchanged' | 'skipped' }
  | { readonly state: 'failed'; readonly message: string };

/** Objections with the manifest that they are about. */
export function findingsOf(
  { uri, document, resource }: ManifestPlace,
  objections: readonly Objection[],
): readonly ApplyFinding[] {
  return objections.map((objection) => ({ ...objection, uri, document, resource }));
}

/** The findings and items of what the plan itself leaves out. */
export function planFindings({ refused }: ApplyPlan): readonly ApplyFinding[] {
  return refused.flatMap((one) =>
    findingsOf(one, [{ path: one.path, part: one.part, severity: 'error', message: english.of(one.message) }]),
  );
}

/** What the operator has said against an object after it was applied. */
export function waitObjections({ failure }: WaitOutcome): readonly Objection[] {
  if (failure === undefined) return [];
  const { path, text, hint } = failure;
  return [{ path, part: path.length < 2 ? 'key' : 'value', severity: 'error', message: `${asSentence(text)} ${hint}`.trim() }];
}

/** One item for each resource that the plan refuses. */
export function planItems({ refused }: ApplyPlan, l10n: Localisation): readonly ResultItem[] {
  return refused.map(({ address, message, uri, line }) => ({
    resource: address,
    state: 'refused',
    message: l10n.of(message),
    place: { uri, line },
  }));
}

/** Nothing was changed, as dry runs were refused or got no answer. */
export function refusedResult(
  trials: readonly Trial[],
  plan: ApplyPlan,
  context: string,
  l10n: Localisation,
  nothing = l10n.t('Nothing was applied'),
): ApplyResult {
  const bad = trials.filter((trial) => trial.state === 'refused' || trial.state === 'unreachable');
  const items = trials.map((trial): ResultItem => {
    const base = { resource: trial.object.address, place: placeOf(trial.object) };
    if (trial.state === 'refused') {
      return { ...base, state: 'refused', message: trial.objections.map(({ message }) => message).join(' ') };
    }
    if (trial.state === 'unreachable') return { ...base, state: 'failed', message: describeFailure(trial.problem, l10n) };
    return { ...base, state: 'skipped', message: l10n.t('Not applied, as other objects were refused.') };
  });
  const unreachable = trials.find((trial) => trial.state === 'unreachable');
  const [first] = bad;
  const reason = first?.state === 'refused' ? `: ${first.objections[0]?.message ?? ''}` : '.';
  const message =
    unreachable !== undefined
      ? l10n.t('{0} in context {1}: {2}', nothing, context, describeFailure(unreachable.problem, l10n))
      : bad.length === 1 && first !== undefined
        ? l10n.t('{0} in context {1}. {2}{3}', nothing, context, titleOf(first.object.address), reason)
        : l10n.t(
            '{0} in context {1}: {2} of {3} objects are refused. See the marks in the manifests.',
            nothing,
            context,
            bad.length,
            trials.length,
          );
  const findings = trials.flatMap((trial) => {
    if (trial.state === 'refused') return findingsOf(trial.object, trial.objections);
    return trial.state === 'admitted' ? findingsOf(trial.object, trial.warnings) : [];
  });
  return {
    outcome: unreachable === undefined ? 'refused' : 'failed',
    message,
    items: [...items, ...planItems(plan, l10n)],
    findings: [...findings, ...planFindings(plan)],
  };
}

/** What is said at the end of an apply that has begun: one line, and an item for each object. */
export function finalResult(
  trials: readonly Admitted[],
  fates: ReadonlyMap<Admitted, Fate>,
  waits: ReadonlyMap<Admitted, WaitOutcome>,
  options: { readonly plan: ApplyPlan; readonly context: string; readonly cancelled: boolean },
  l10n: Localisation,
): Omit<ApplyResult, 'findings'> {
  const { plan, context, cancelled } = options;
  const failed = [...fates].find(([, fate]) => fate.state === 'failed');
  const bad = [...waits].some(([, { state }]) => state !== 'ready' && state !== 'cancelled');
  const parts = [
    beginning(trials, fates, context, l10n),
    cancelled ? cancelledPart(trials, fates, waits, l10n) : endPart(failed, waits, l10n),
  ];
  if (plan.refused.length > 0)
    parts.push(
      plan.refused.length === 1 ? l10n.t('1 resource not applied') : l10n.t('{0} resources not applied', plan.refused.length),
    );
  return {
    outcome: cancelled ? 'cancelled' : failed !== undefined || bad ? 'failed' : 'done',
    message: parts.filter((part) => part !== '').join('; '),
    items: [...trials.map((trial) => itemOf(trial, fates.get(trial), waits.get(trial), l10n)), ...planItems(plan, l10n)],
  };
}

function beginning(trials: readonly Admitted[], fates: ReadonlyMap<Admitted, Fate>, context: string, l10n: Localisation): string {
  const applied = trials.filter((trial) => fates.get(trial)?.state === 'applied').length;
  const unchanged = trials.filter((trial) => actionOf(trial) === 'unchanged').length;
  if (unchanged === trials.length) {
    const [only] = trials;
    return only !== undefined && trials.length === 1
      ? l10n.t('{0} in context {1} is already as in the manifest', titleOf(only.object.address), context)
      : l10n.t('All {0} objects in context {1} are already as in the manifests', trials.length, context);
  }
  const wanted = trials.length - unchanged;
  const all = countOf(wanted, l10n);
  const count = applied === wanted ? all : l10n.t('{0} of {1}', applied, all);
  const rest = unchanged === 0 ? '' : ` (${l10n.t('{0} unchanged', unchanged)})`;
  return l10n.t('Applied {0} in context {1}{2}', count, context, rest);
}

function endPart(
  failed: readonly [Admitted, Fate] | undefined,
  waits: ReadonlyMap<Admitted, WaitOutcome>,
  l10n: Localisation,
): string {
  if (failed !== undefined) {
    const [{ object }, fate] = failed;
    return `${titleOf(object.address)}: ${fate.state === 'failed' ? fate.message : ''}`;
  }
  const bad = [...waits].filter(([, { state }]) => state !== 'ready');
  const [first] = bad;
  if (first !== undefined) {
    const others = bad.length - 1;
    const more =
      others === 0 ? '' : ` ${others === 1 ? l10n.t('1 more is not ready.') : l10n.t('{0} more are not ready.', others)}`;
    return `${titleOf(first[0].object.address)}: ${first[1].message}${more}`;
  }
  const syncs = [...waits].filter(([{ ref }]) => !ref.type.kind.endsWith('SecretStore'));
  const [one] = syncs.length > 0 ? syncs : waits;
  if (one === undefined) return '';
  if ((syncs.length || waits.size) > 1) return l10n.t('all {0} ready', waits.size);
  const { message } = one[1];
  return `${shortName(one[0].object.address)} ${message.slice(0, 1).toLowerCase()}${message.slice(1).replace(/\.$/, '')}`;
}

function cancelledPart(
  trials: readonly Admitted[],
  fates: ReadonlyMap<Admitted, Fate>,
  waits: ReadonlyMap<Admitted, WaitOutcome>,
  l10n: Localisation,
): string {
  const skipped = trials.filter((trial) => fates.get(trial)?.state === 'skipped').map(({ object }) => titleOf(object.address));
  if (skipped.length > 0) return l10n.t('cancelled before {0}', firstOf(skipped, 3, l10n));
  const left = [...waits].filter(([, { state }]) => state === 'cancelled').map(([{ object }]) => shortName(object.address));
  return left.length === 0 ? l10n.t('cancelled') : l10n.t('the wait for {0} was cancelled', firstOf(left, 3, l10n));
}

function nextSteps({ kind }: ResourceAddress, { state }: WaitOutcome, l10n: Localisation): readonly NextStep[] | undefined {
  if (kind !== 'ExternalSecret') return undefined;
  if (state === 'ready') return [{ title: l10n.t('Verify Secret'), step: 'verify' }];
  if (state !== 'no-answer' && state !== 'cancelled') return undefined;
  return [{ title: l10n.t('Wait Again'), step: 'wait' }];
}

function itemOf(trial: Admitted, fate: Fate | undefined, wait: WaitOutcome | undefined, l10n: Localisation): ResultItem {
  const { object } = trial;
  const next = wait === undefined ? undefined : nextSteps(object.address, wait, l10n);
  const base = { resource: object.address, place: placeOf(object), ...(next === undefined ? {} : { next }) };
  if (fate === undefined || fate.state === 'skipped') return { ...base, state: 'skipped', message: l10n.t('Not applied.') };
  if (fate.state === 'failed') return { ...base, state: 'failed', message: fate.message };
  const done =
    fate.state === 'unchanged'
      ? l10n.t('already as in the manifest')
      : actionOf(trial) === 'created'
        ? l10n.t('created')
        : l10n.t('changed');
  if (wait === undefined) return { ...base, state: fate.state, message: done };
  return { ...base, state: wait.state === 'cancelled' ? fate.state : wait.state, message: `${done}; ${wait.message}` };
}

function placeOf({ uri, line }: ManifestPlace): { readonly uri: string; readonly line: number } {
  return { uri, line };
}

/** In a line that is about objects of one kind mostly: `default/db-credentials`. */
function shortName({ namespace, name }: ResourceAddress): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
