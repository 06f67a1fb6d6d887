import { l10n } from 'vscode';
import { begin, choicesFor, givenTarget } from '../wizard/begin.ts';
import { runSteps, type Step } from '../wizard/steps.ts';
import { newStoreOf, type StoreAnswers, storeSteps } from '../wizard/storeSteps.ts';
import { askTarget, type Target } from '../wizard/where.ts';
import type { Command } from './command.ts';

interface Answers {
  readonly store: StoreAnswers;
  readonly target?: Target;
}

/** *New SecretStore…*: kind, vault, login, names, where the vault is; then the manifest, with the rest to fill in. */
export const newSecretStore: Command = async (context, argument) => {
  const choices = await choicesFor(context);
  if (choices === undefined) return;
  const given = await givenTarget(argument);
  const where: Step<Answers> = async (answers, place) => {
    const answer = await askTarget(place, `${answers.store.name ?? ''}.yaml`, choices.folders, answers.target);
    return typeof answer === 'object' ? { ...answers, target: answer.value } : answer;
  };
  const first: Answers = { store: { fields: {} }, ...(given === undefined ? {} : { target: given }) };
  const answers = await runSteps(l10n.t('New SecretStore'), first, ({ store }) => [
    ...storeSteps(choices, store).map(onStore),
    ...(given === undefined ? [where] : []),
  ]);
  const store = answers && newStoreOf(answers.store);
  if (answers?.target !== undefined && store !== undefined) await begin(context, answers.target, { store });
};

/** A question about a store, among others. */
export function onStore<A extends { readonly store: StoreAnswers }>(step: Step<StoreAnswers>): Step<A> {
  return async (answers, place) => {
    const store = await step(answers.store, place);
    return typeof store === 'object' ? { ...answers, store } : store;
  };
}
