import { type Localisation, type Phrase, phrase, verbatim } from '../../localisation.ts';
import { formatPath } from '../../syntax/path.ts';
import type { Question } from '../interaction.ts';
import { outsideText } from '../live/outsideText.ts';
import type { Refused } from '../outcome.ts';
import { readFieldPath } from './fieldPath.ts';
import { titleOf } from './plan.ts';
import type { Conflict, Conflicting } from './trial.ts';

/** The button that takes fields over. */
export const takeOver = 'Take Over the Fields';

/** The conflicts that the API server names in a 409; none where the 409 is about something else. */
export function conflictsOf({ status, causes }: Refused): readonly Conflict[] {
  if (status !== 409) return [];
  return causes
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ message, field }) => ({
      manager: (/conflict with "((?:[^"\\]|\\.)+)"/.exec(message)?.[1] ?? 'another field manager').slice(0, 128),
      field: formatPath(readFieldPath(field, {})),
    }));
}

/** Asks whether fields that others own are to be taken over, with what that means for each owner. */
export function conflictQuestion(trials: readonly Conflicting[], context: string, l10n: Localisation): Question {
  const [first, ...rest] = trials;
  const who = first === undefined ? '' : titleOf(first.object.address);
  const what = rest.length === 0 ? who : l10n.t('{0} objects', trials.length);
  const managers = [...new Set(trials.flatMap(({ conflicts }) => conflicts.map(({ manager }) => manager)))];
  const lines = trials.flatMap(({ object, conflicts }) => [
    `${titleOf(object.address)}:`,
    ...managers.flatMap((manager) => {
      const fields = conflicts.filter((one) => one.manager === manager).map(({ field }) => field);
      const more = fields.length > 6 ? ` ${l10n.t('and {0} more', fields.length - 6)}` : '';
      return fields.length === 0
        ? []
        : [`- ${l10n.t('{0} set by {1}', `${fields.slice(0, 6).join(', ')}${more}`, ownerOf(manager, l10n).name)}`];
    }),
  ]);
  return {
    message: l10n.t('Take over fields of {0} in context {1} that others have set?', what, context),
    detail: [...lines.slice(0, 30), ...managers.map((manager) => ownerOf(manager, l10n).consequence)]
      .map((line) => outsideText(line, 600))
      .join('\n'),
    actions: [takeOver],
  };
}

/** Who stands behind a field manager, and what becomes of fields that are taken from it. */
function ownerOf(manager: string, l10n: Localisation): { readonly name: string; readonly consequence: string } {
  const known = owners.find(({ pattern }) => pattern.test(manager));
  const name = known === undefined ? `"${manager}"` : `${l10n.of(known.name)} ("${manager}")`;
  return { name, consequence: l10n.of({ ...(known?.consequence ?? mayAgain), values: [name] }) };
}

const mayAgain = phrase('{0} may set them again.');

const putsBack = phrase('{0} will put its own values back. Change them where it takes them from.');

const owners: readonly { readonly pattern: RegExp; readonly name: Phrase; readonly consequence: Phrase }[] = [
  { pattern: /^argocd|^argo-cd/, name: verbatim('Argo CD'), consequence: putsBack },
  { pattern: /^(kustomize|helm)-controller$|^flux/, name: verbatim('Flux'), consequence: putsBack },
  {
    pattern: /^helm$/i,
    name: verbatim('Helm'),
    consequence: phrase('{0} overwrites them, or conflicts, at the next upgrade of the release.'),
  },
  {
    pattern: /^kubectl/,
    name: verbatim('kubectl'),
    consequence: phrase('{0} sets them again only when somebody applies another manifest with it.'),
  },
  {
    pattern: /^terraform|^hashicorp|^pulumi/i,
    name: phrase('an infrastructure tool'),
    consequence: phrase('{0} sets them again at its next run.'),
  },
  {
    pattern: /^external-?secrets/,
    name: phrase('the operator'),
    consequence: phrase('{0} sets them again when it needs them.'),
  },
];
