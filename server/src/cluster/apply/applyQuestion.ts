import { showDifferencesAction } from '../../clusterProtocol.ts';
import type { KubeContext } from '../clusterClient.ts';
import type { Question } from '../interaction.ts';
import { outsideText } from '../live/outsideText.ts';
import { type Admitted, actionOf } from './dryRun.ts';
import { type ApplyPlan, titleOf } from './plan.ts';

/** The button that applies. */
export const apply = 'Apply';

/** The question before anything is changed: how many objects, in which context and namespaces, what is to be known of them. */
export function applyQuestion(
  trials: readonly Admitted[],
  facts: readonly string[],
  { refused, leftOut }: ApplyPlan,
  context: KubeContext,
  isProtected: boolean,
): Question {
  const sent = trials.filter((trial) => actionOf(trial) !== 'unchanged');
  const [only] = sent;
  const what =
    sent.length === 1 && only !== undefined ? titleOf(only.object.address) : `${sent.length} objects${namespacesOf(sent)}`;
  const ofContext = sent.some(({ object }) => object.namespaceOfContext)
    ? [`Namespace ${context.namespace} is that of the context: the manifest names none.`]
    : [];
  const warnings = trials.flatMap(({ object, warnings }) =>
    warnings.map(({ message }) => `${titleOf(object.address)}: ${message}`),
  );
  const lines = [
    ...bounded(trials.map(describe), 20),
    ...ofContext,
    ...bounded([...facts, ...warnings], 20),
    ...bounded(
      [...refused.map(({ message }) => `Not applied: ${message}`), ...leftOut.map((text) => `Not applied: ${text}`)],
      10,
    ),
  ];
  return {
    message: `Apply ${what} in context ${context.name}?`,
    detail: lines.map((line) => outsideText(line, 800)).join('\n'),
    actions: [apply, showDifferencesAction],
    ...(isProtected ? { typed: context.name } : {}),
  };
}

function describe(trial: Admitted): string {
  const { object, changes, accepted } = trial;
  const title = titleOf(object.address);
  const how = { created: 'Create', changed: 'Change', unchanged: 'Unchanged' }[actionOf(trial)];
  const taken = accepted.length > 0 ? ', taking fields over' : '';
  if (changes.length === 0) return `${how}: ${title}${taken}`;
  const more = changes.length > 5 ? ` and ${changes.length - 5} more` : '';
  return `${how}: ${title} (${changes.slice(0, 5).join(', ')}${more})${taken}`;
}

function namespacesOf(trials: readonly Admitted[]): string {
  const names = [...new Set(trials.map(({ object }) => object.address.namespace).filter((name) => name !== undefined))];
  if (names.length === 0) return '';
  const shown = names.slice(0, 4).join(', ');
  const more = names.length > 4 ? ` and ${names.length - 4} more` : '';
  return ` in ${names.length === 1 ? 'namespace' : 'namespaces'} ${shown}${more}`;
}

function bounded(lines: readonly string[], limit: number): readonly string[] {
  return lines.length <= limit ? lines : [...lines.slice(0, limit - 1), `… and ${lines.length - limit + 1} more`];
}
