import { l10n, type QuickPickItem } from 'vscode';
import { nameProblem } from '../../../server/src/protocol.ts';
import { plainLabel } from '../plainText.ts';
import { type Choice, type NoAnswer, pickOne, type StepPlace } from './steps.ts';

/** What is wrong with the name of an object, in words; undefined where nothing is. */
export function nameMessage(name: string): string | undefined {
  switch (nameProblem(name)) {
    case 'empty':
      return l10n.t('It needs a name.');
    case 'long':
      return l10n.t('A name has at most {0} characters.', 253);
    case 'form':
      return l10n.t('Kubernetes takes lower-case letters, digits, "-" and "."; the first and the last is a letter or a digit.');
    default:
      return undefined;
  }
}

/** Asks for a namespace: one of the workspace, another, or none, which is the empty text. */
export async function askNamespace(
  place: StepPlace,
  known: readonly string[],
  before: string | undefined,
  placeholder: string,
): Promise<string | NoAnswer> {
  const others = before === undefined || before === '' || known.includes(before) ? [] : [before];
  const named = [...others, ...known].map((name): Choice<string> => ({ label: name, value: name }));
  const none: Choice<string> = {
    label: l10n.t('No Namespace'),
    description: l10n.t('kubectl or a kustomization says which'),
    value: '',
  };
  const answer = await pickOne<string>(place, {
    placeholder,
    items: [...named, none],
    isChosen: (value) => value === before,
    typed: typedNamespace,
  });
  return typeof answer === 'object' ? answer.value : answer;
}

function typedNamespace(text: string): Choice<string> | QuickPickItem {
  if (nameProblem(text, 'namespace') === undefined) return { label: text, description: l10n.t('another namespace'), value: text };
  return {
    label: `$(error) ${plainLabel(text, 70)}`,
    description: l10n.t('is no namespace: lower-case letters, digits and "-", at most {0} of them', 63),
  };
}
