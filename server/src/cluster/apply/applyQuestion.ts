import { showDifferencesAction } from '../../clusterProtocol.ts';
import type { Localisation } from '../../localisation.ts';
import type { KubeContext } from '../clusterClient.ts';
import type { Question } from '../interaction.ts';
import { outsideText } from '../live/outsideText.ts';
import { type ApplyPlan, titleOf } from './plan.ts';
import { type Admitted, actionOf } from './trial.ts';

/** The button that applies. */
export const apply = 'Apply';

/** The question before anything is changed: how many objects, in which context and namespaces, what is to be known of them. */
export function applyQuestion(
  trials: readonly Admitted[],
  facts: readonly string[],
  { refused, leftOut }: ApplyPlan,
  context: KubeContext,
  isProtected: boolean,
  l10n: Localisation,
): Question {
  const sent = trials.filter((trial) => actionOf(trial) !== 'unchanged');
  const [only] = sent;
  const what =
    sent.length === 1 && only !== undefined
      ? titleOf(only.object.address)
      : `${l10n.t('{0} objects', sent.length)}${namespacesOf(sent, l10n)}`;
  const ofContext = sent.some(({ object }) => object.namespaceOfContext)
    ? [l10n.t('Namespace {0} is that of the context: the manifest names none.', context.namespace ?? '')]
    : [];
  const warnings = trials.flatMap(({ object, warnings }) =>
    warnings.map(({ message }) => `${titleOf(object.address)}: ${message}`),
  );
  const lines = [
    ...bounded(
      trials.map((trial) => describe(trial, l10n)),
      20,
      l10n,
    ),
    ...ofContext,
    ...bounded([...facts, ...warnings], 20, l10n),
    ...bounded(
      [...refused.map(({ message }) => message), ...leftOut].map((reason) => l10n.t('Not applied: {0}', reason)),
      10,
      l10n,
    ),
  ];
  return {
    message: l10n.t('Apply {0} in context {1}?', what, context.name),
    detail: lines.map((line) => outsideText(line, 800)).join('\n'),
    actions: [apply, showDifferencesAction],
    ...(isProtected ? { typed: context.name } : {}),
  };
}

function describe(trial: Admitted, l10n: Localisation): string {
  const { object, changes, accepted } = trial;
  const title = titleOf(object.address);
  const how = { created: l10n.t('Create'), changed: l10n.t('Change'), unchanged: l10n.t('Unchanged') }[actionOf(trial)];
  const taken = accepted.length > 0 ? `, ${l10n.t('taking fields over')}` : '';
  if (changes.length === 0) return `${how}: ${title}${taken}`;
  const more = changes.length > 5 ? ` ${l10n.t('and {0} more', changes.length - 5)}` : '';
  return `${how}: ${title} (${changes.slice(0, 5).join(', ')}${more})${taken}`;
}

function namespacesOf(trials: readonly Admitted[], l10n: Localisation): string {
  const names = [...new Set(trials.map(({ object }) => object.address.namespace).filter((name) => name !== undefined))];
  if (names.length === 0) return '';
  const shown = names.slice(0, 4).join(', ');
  const more = names.length > 4 ? ` ${l10n.t('and {0} more', names.length - 4)}` : '';
  return ` ${names.length === 1 ? l10n.t('in namespace {0}', shown) : l10n.t('in namespaces {0}', `${shown}${more}`)}`;
}

function bounded(lines: readonly string[], limit: number, l10n: Localisation): readonly string[] {
  return lines.length <= limit ? lines : [...lines.slice(0, limit - 1), l10n.t('… and {0} more', lines.length - limit + 1)];
}
