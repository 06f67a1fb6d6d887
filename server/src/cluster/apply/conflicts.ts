import type { Localisation } from '../../localisation.ts';
import { formatPath } from '../../syntax/path.ts';
import type { Question } from '../interaction.ts';
import { outsideText } from '../live/outsideText.ts';
import type { Refused } from '../outcome.ts';
import type { Conflicting } from './dryRun.ts';
import { readFieldPath } from './fieldPath.ts';
import { titleOf } from './plan.ts';

/** A field that somebody else has set to something else. */
export interface Conflict {
  /** The field manager, as it calls itself. */
  readonly manager: string;
  /** As people write it: `spec.data[0].remoteRef.key`. */
  readonly field: string;
}

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
      const more = fields.length > 6 ? ` and ${fields.length - 6} more` : '';
      return fields.length === 0 ? [] : [`- ${fields.slice(0, 6).join(', ')}${more} set by ${ownerOf(manager).name}`];
    }),
  ]);
  return {
    message: l10n.t('Take over fields of {0} in context {1} that others have set?', what, context),
    detail: [...lines.slice(0, 30), ...managers.map((manager) => ownerOf(manager).consequence)]
      .map((line) => outsideText(line, 600))
      .join('\n'),
    actions: [takeOver],
  };
}

/** Who stands behind a field manager, and what becomes of fields that are taken from it. */
function ownerOf(manager: string): { readonly name: string; readonly consequence: string } {
  const known = owners.find(({ pattern }) => pattern.test(manager));
  const name = known === undefined ? `"${manager}"` : `${known.name} ("${manager}")`;
  return { name, consequence: `${name} ${known?.consequence ?? 'may set them again.'}` };
}

const owners = [
  {
    pattern: /^argocd|^argo-cd/,
    name: 'Argo CD',
    consequence: 'will put its own values back. Change them where it takes them from.',
  },
  {
    pattern: /^(kustomize|helm)-controller$|^flux/,
    name: 'Flux',
    consequence: 'will put its own values back. Change them where it takes them from.',
  },
  { pattern: /^helm$/i, name: 'Helm', consequence: 'overwrites them, or conflicts, at the next upgrade of the release.' },
  { pattern: /^kubectl/, name: 'kubectl', consequence: 'sets them again only when somebody applies another manifest with it.' },
  { pattern: /^terraform|^hashicorp|^pulumi/i, name: 'an infrastructure tool', consequence: 'sets them again at its next run.' },
  { pattern: /^external-?secrets/, name: 'the operator', consequence: 'sets them again when it needs them.' },
] as const;
