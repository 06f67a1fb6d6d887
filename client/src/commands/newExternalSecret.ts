import { commands, l10n, type QuickPickItem, QuickPickItemKind, Uri, workspace } from 'vscode';
import type { ContentChoice, NewExternalSecret, NewManifestChoices, StoreChoice } from '../../../server/src/protocol.ts';
import { plainLabel } from '../plainText.ts';
import { begin, choicesFor, givenTarget } from '../wizard/begin.ts';
import { askNamespace, nameMessage } from '../wizard/names.ts';
import { type Choice, pickOne, runSteps, type Step, typeText } from '../wizard/steps.ts';
import { newStoreOf, type StoreAnswers, storeSteps } from '../wizard/storeSteps.ts';
import { askTarget, type Target } from '../wizard/where.ts';
import type { Command } from './command.ts';
import { onStore } from './newSecretStore.ts';

interface Answers {
  /** The store to read from; `new`: the one that `store` is about. */
  readonly from?: StoreChoice | 'new';
  readonly store: StoreAnswers;
  readonly content?: ContentChoice;
  readonly name?: string;
  /** Empty: none. */
  readonly namespace?: string;
  readonly target?: Target;
}

/**
 * *New ExternalSecret…*: a store, what the Secret is to hold, names. The key in the vault is completed in the document that is made: no
 * command returns names of a vault.
 */
export const newExternalSecret: Command = async (context, argument) => {
  const choices = await choicesFor(context);
  if (choices === undefined) return;
  const given = await givenTarget(argument);
  const first: Answers = {
    store: { fields: {} },
    ...(choices.stores.length === 0 ? { from: 'new' } : {}),
    ...(given === undefined ? {} : { target: given }),
  };
  const answers = await runSteps(l10n.t('New ExternalSecret'), first, (before) => [
    ...(choices.stores.length === 0 ? [] : [askStore(choices)]),
    ...(before.from === 'new' ? storeSteps(choices, before.store).map(onStore<Answers>) : []),
    askContent(choices),
    askName,
    ...(storeNamespace(before) === undefined ? [askOwnNamespace(choices)] : []),
    ...(given === undefined ? [askWhere(choices)] : []),
  ]);
  const externalSecret = answers && newExternalSecretOf(answers);
  if (answers?.target === undefined || externalSecret === undefined) return;
  const store = answers.from === 'new' ? newStoreOf(answers.store) : undefined;
  if (!(await begin(context, answers.target, { ...(store === undefined ? {} : { store }), externalSecret }))) return;
  await commands.executeCommand('editor.action.triggerSuggest');
};

/** The namespace that follows from the store: only those in its own may read from a SecretStore. */
function storeNamespace({ from, store }: Answers): string | undefined {
  const { kind, namespace = '' } = from === 'new' ? store : (from ?? {});
  return kind === 'SecretStore' && namespace !== '' ? namespace : undefined;
}

function newExternalSecretOf(answers: Answers): NewExternalSecret | undefined {
  const { content, from, name } = answers;
  const store = from === 'new' ? newStoreOf(answers.store) : from;
  if (store === undefined || name === undefined || content === undefined) return undefined;
  const namespace = storeNamespace(answers) ?? answers.namespace ?? '';
  return {
    store: { kind: store.kind, name: store.name },
    content: content.id,
    name,
    ...(namespace === '' ? {} : { namespace }),
  };
}

function askStore({ stores }: NewManifestChoices): Step<Answers> {
  const rows = stores.map(
    (store): Choice<StoreChoice | 'new'> => ({
      label: `$(key) ${plainLabel(store.name, 100)}`,
      description: plainLabel(
        store.namespace === undefined ? store.kind : l10n.t('{0} in {1}', store.kind, store.namespace),
        150,
      ),
      detail: plainLabel([store.provider, workspace.asRelativePath(Uri.parse(store.uri))].filter(Boolean).join(' · '), 200),
      value: store,
    }),
  );
  const items: readonly (Choice<StoreChoice | 'new'> | QuickPickItem)[] = [
    ...rows,
    { label: '', kind: QuickPickItemKind.Separator },
    { label: `$(add) ${l10n.t('New SecretStore…')}`, alwaysShow: true, value: 'new' },
  ];
  return async (answers, place) => {
    const answer = await pickOne<StoreChoice | 'new'>(place, {
      placeholder: l10n.t('Which store to read from?'),
      items,
      isChosen: (value) => value === answers.from,
    });
    return typeof answer === 'object' ? { ...answers, from: answer.value } : answer;
  };
}

function askContent({ contents }: NewManifestChoices): Step<Answers> {
  const row = (content: ContentChoice): Choice<ContentChoice> => ({
    label: plainLabel(content.about, 100),
    ...(content.type === undefined ? {} : { description: content.type }),
    value: content,
  });
  const typed = contents.filter(({ type }) => type !== undefined);
  return async (answers, place) => {
    const answer = await pickOne<ContentChoice>(place, {
      placeholder: l10n.t('What is the Secret to hold?'),
      items: [
        ...contents.filter(({ type }) => type === undefined).map(row),
        { label: l10n.t('types of Secrets'), kind: QuickPickItemKind.Separator },
        ...typed.map(row),
      ],
      isChosen: ({ id }) => id === answers.content?.id,
    });
    return typeof answer === 'object' ? { ...answers, content: answer.value } : answer;
  };
}

const askName: Step<Answers> = async (answers, place) => {
  const answer = await typeText(place, {
    prompt: l10n.t('Name of the ExternalSecret, and of the Secret that it makes'),
    placeholder: 'db-credentials',
    value: answers.name ?? '',
    problem: nameMessage,
  });
  return typeof answer === 'object' ? { ...answers, name: answer.value } : answer;
};

function askOwnNamespace({ namespaces }: NewManifestChoices): Step<Answers> {
  return async (answers, place) => {
    const namespace = await askNamespace(
      place,
      namespaces,
      answers.namespace,
      l10n.t('The namespace of the Secret: choose or type'),
    );
    return namespace === undefined || namespace === 'back' ? namespace : { ...answers, namespace };
  };
}

function askWhere({ folders }: NewManifestChoices): Step<Answers> {
  return async (answers, place) => {
    const answer = await askTarget(place, `${answers.name ?? ''}.yaml`, folders, answers.target);
    return typeof answer === 'object' ? { ...answers, target: answer.value } : answer;
  };
}
