import type { CommandResult, NextStep, ResourceAddress, ResultItem } from '../../clusterProtocol.ts';
import { countOf } from '../countOf.ts';
import { type Admitted, actionOf, type Trial } from './dryRun.ts';
import type { Objection } from './placeRefusal.ts';
import { type ApplyPlan, type ManifestPlace, titleOf } from './plan.ts';
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
  return refused.flatMap((one) => findingsOf(one, [{ path: one.path, part: one.part, severity: 'error', message: one.message }]));
}

/** What the operator has said against an object after it was applied. */
export function waitObjections({ failure }: WaitOutcome): readonly Objection[] {
  if (failure === undefined) return [];
  const { path, text, hint } = failure;
  return [{ path, part: path.length < 2 ? 'key' : 'value', severity: 'error', message: `${asSentence(text)} ${hint}`.trim() }];
}

/** One item for each resource that the plan refuses. */
export function planItems({ refused }: ApplyPlan): readonly ResultItem[] {
  return refused.map(({ address, message, uri, line }) => ({
    resource: address,
    state: 'refused',
    message,
    place: { uri, line },
  }));
}

/** Nothing was changed, as dry runs were refused or got no answer. */
export function refusedResult(trials: readonly Trial[], plan: ApplyPlan, context: string): ApplyResult {
  const bad = trials.filter((trial) => trial.state === 'refused' || trial.state === 'unreachable');
  const items = trials.map((trial): ResultItem => {
    const base = { resource: trial.object.address, place: placeOf(trial.object) };
    if (trial.state === 'refused') {
      return { ...base, state: 'refused', message: trial.objections.map(({ message }) => message).join(' ') };
    }
    if (trial.state === 'unreachable') return { ...base, state: 'failed', message: trial.problem.message };
    return { ...base, state: 'skipped', message: 'Not applied, as other objects were refused.' };
  });
  const unreachable = trials.find((trial) => trial.state === 'unreachable');
  const [first] = bad;
  const reason = first?.state === 'refused' ? `: ${first.objections[0]?.message ?? ''}` : '.';
  const message =
    unreachable !== undefined
      ? `Nothing was applied in context ${context}: ${unreachable.problem.message}`
      : bad.length === 1 && first !== undefined
        ? `Nothing was applied in context ${context}. ${titleOf(first.object.address)}${reason}`
        : `Nothing was applied in context ${context}: ${bad.length} of ${trials.length} objects are refused. See the marks in the manifests.`;
  const findings = trials.flatMap((trial) => {
    if (trial.state === 'refused') return findingsOf(trial.object, trial.objections);
    return trial.state === 'admitted' ? findingsOf(trial.object, trial.warnings) : [];
  });
  return {
    outcome: unreachable === undefined ? 'refused' : 'failed',
    message,
    items: [...items, ...planItems(plan)],
    findings: [...findings, ...planFindings(plan)],
  };
}

/** What is said at the end of an apply that has begun: one line, and an item for each object. */
export function finalResult(
  trials: readonly Admitted[],
  fates: ReadonlyMap<Admitted, Fate>,
  waits: ReadonlyMap<Admitted, WaitOutcome>,
  options: { readonly plan: ApplyPlan; readonly context: string; readonly cancelled: boolean },
): Omit<ApplyResult, 'findings'> {
  const { plan, context, cancelled } = options;
  const failed = [...fates].find(([, fate]) => fate.state === 'failed');
  const bad = [...waits].some(([, { state }]) => state !== 'ready' && state !== 'cancelled');
  const parts = [beginning(trials, fates, context), cancelled ? cancelledPart(trials, fates, waits) : endPart(failed, waits)];
  if (plan.refused.length > 0) parts.push(`${countOf(plan.refused.length, 'resource')} not applied`);
  return {
    outcome: cancelled ? 'cancelled' : failed !== undefined || bad ? 'failed' : 'done',
    message: parts.filter((part) => part !== '').join('; '),
    items: [...trials.map((trial) => itemOf(trial, fates.get(trial), waits.get(trial))), ...planItems(plan)],
  };
}

function beginning(trials: readonly Admitted[], fates: ReadonlyMap<Admitted, Fate>, context: string): string {
  const applied = trials.filter((trial) => fates.get(trial)?.state === 'applied').length;
  const unchanged = trials.filter((trial) => actionOf(trial) === 'unchanged').length;
  if (unchanged === trials.length) {
    const [only] = trials;
    return only !== undefined && trials.length === 1
      ? `${titleOf(only.object.address)} in context ${context} is already as in the manifest`
      : `All ${trials.length} objects in context ${context} are already as in the manifests`;
  }
  const wanted = trials.length - unchanged;
  const count = applied === wanted ? countOf(applied) : `${applied} of ${countOf(wanted)}`;
  return `Applied ${count} in context ${context}${unchanged === 0 ? '' : ` (${unchanged} unchanged)`}`;
}

function endPart(failed: readonly [Admitted, Fate] | undefined, waits: ReadonlyMap<Admitted, WaitOutcome>): string {
  if (failed !== undefined) {
    const [{ object }, fate] = failed;
    return `${titleOf(object.address)}: ${fate.state === 'failed' ? fate.message : ''}`;
  }
  const bad = [...waits].filter(([, { state }]) => state !== 'ready');
  const [first] = bad;
  if (first !== undefined) {
    const more = bad.length > 1 ? ` ${bad.length - 1} more ${bad.length === 2 ? 'is' : 'are'} not ready.` : '';
    return `${titleOf(first[0].object.address)}: ${first[1].message}${more}`;
  }
  const syncs = [...waits].filter(([{ ref }]) => !ref.type.kind.endsWith('SecretStore'));
  const [one] = syncs.length > 0 ? syncs : waits;
  if (one === undefined) return '';
  if ((syncs.length || waits.size) > 1) return `all ${waits.size} ready`;
  const { message } = one[1];
  return `${shortName(one[0].object.address)} ${message.slice(0, 1).toLowerCase()}${message.slice(1).replace(/\.$/, '')}`;
}

function cancelledPart(
  trials: readonly Admitted[],
  fates: ReadonlyMap<Admitted, Fate>,
  waits: ReadonlyMap<Admitted, WaitOutcome>,
): string {
  const skipped = trials.filter((trial) => fates.get(trial)?.state === 'skipped').map(({ object }) => titleOf(object.address));
  if (skipped.length > 0)
    return `cancelled before ${skipped.slice(0, 3).join(', ')}${skipped.length > 3 ? ` and ${skipped.length - 3} more` : ''}`;
  const left = [...waits].filter(([, { state }]) => state === 'cancelled').map(([{ object }]) => shortName(object.address));
  return left.length === 0
    ? 'cancelled'
    : `the wait for ${left.slice(0, 3).join(', ')}${left.length > 3 ? ` and ${left.length - 3} more` : ''} was cancelled`;
}

const nextSteps: Readonly<Record<string, readonly NextStep[]>> = {
  'ExternalSecret ready': [{ title: 'Verify Secret', step: 'verify' }],
  'ExternalSecret no-answer': [{ title: 'Wait Again', step: 'wait' }],
  'ExternalSecret cancelled': [{ title: 'Wait Again', step: 'wait' }],
};

function itemOf(trial: Admitted, fate: Fate | undefined, wait: WaitOutcome | undefined): ResultItem {
  const { object } = trial;
  const next = wait === undefined ? undefined : nextSteps[`${object.address.kind} ${wait.state}`];
  const base = { resource: object.address, place: placeOf(object), ...(next === undefined ? {} : { next }) };
  if (fate === undefined || fate.state === 'skipped') return { ...base, state: 'skipped', message: 'Not applied.' };
  if (fate.state === 'failed') return { ...base, state: 'failed', message: fate.message };
  const done = fate.state === 'unchanged' ? 'already as in the manifest' : actionOf(trial);
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
