import { InputBoxValidationSeverity, l10n, type QuickPickItem, QuickPickItemKind } from 'vscode';
import type { FieldChoice, MethodChoice, NewManifestChoices, NewStore, ProviderChoice } from '../../../server/src/protocol.ts';
import { plainLabel } from '../plainText.ts';
import { askNamespace, nameMessage } from './names.ts';
import { type Choice, laterLabel, pickOne, type Step, typeText } from './steps.ts';

/** What is said of a store so far. */
export interface StoreAnswers {
  readonly kind?: NewStore['kind'];
  readonly provider?: ProviderChoice;
  readonly method?: MethodChoice;
  readonly name?: string;
  /** Empty: none. */
  readonly namespace?: string;
  /** By provider and field, so that another login of the same vault need not be told again. */
  readonly fields: Readonly<Record<string, string>>;
}

/** The questions about a new store. */
export function storeSteps(choices: NewManifestChoices, { kind, method, provider }: StoreAnswers): readonly Step<StoreAnswers>[] {
  return [
    askKind,
    askProvider(choices),
    ...(provider !== undefined && provider.methods.length > 1 ? [askMethod(provider)] : []),
    askName(choices),
    ...(kind === 'ClusterSecretStore' ? [] : [askStoreNamespace(choices)]),
    ...(provider === undefined ? [] : (method?.fields ?? []).map((field) => askField(provider, field))),
  ];
}

/** The answers as the server takes them. */
export function newStoreOf({ fields, kind, method, name, namespace, provider }: StoreAnswers): NewStore | undefined {
  if (kind === undefined || provider === undefined || method === undefined || name === undefined) return undefined;
  const answered = method.fields
    .map(({ id }) => [id, fields[fieldKey(provider, id)] ?? ''] as const)
    .filter(([, text]) => text !== '');
  return {
    kind,
    provider: provider.id,
    method: method.id,
    name,
    ...(kind === 'ClusterSecretStore' || namespace === undefined || namespace === '' ? {} : { namespace }),
    fields: Object.fromEntries(answered),
  };
}

const askKind: Step<StoreAnswers> = async (answers, place) => {
  const items: readonly Choice<NewStore['kind']>[] = [
    {
      label: 'SecretStore',
      description: l10n.t('for one namespace'),
      detail: l10n.t('Only its own namespace reads from it. Its login lies there too.'),
      value: 'SecretStore',
    },
    {
      label: 'ClusterSecretStore',
      description: l10n.t('for the whole cluster'),
      detail: l10n.t('Every namespace may read from it, unless its conditions name some.'),
      value: 'ClusterSecretStore',
    },
  ];
  const answer = await pickOne(place, {
    placeholder: l10n.t('Who is to read from the vault?'),
    items,
    isChosen: (value) => value === answers.kind,
  });
  return typeof answer === 'object' ? { ...answers, kind: answer.value } : answer;
};

function askProvider({ providers }: NewManifestChoices): Step<StoreAnswers> {
  const row = (provider: ProviderChoice): Choice<ProviderChoice> => ({
    label: plainLabel(provider.name, 100),
    description: provider.id,
    value: provider,
  });
  const separator = (label: string): QuickPickItem => ({ label, kind: QuickPickItemKind.Separator });
  return async (answers, place) => {
    const answer = await pickOne<ProviderChoice>(place, {
      placeholder: l10n.t('Which vault?'),
      items: [
        separator(l10n.t('names are completed in the editor')),
        ...providers.filter(({ completes }) => completes).map(row),
        separator(l10n.t('names are typed by hand')),
        ...providers.filter(({ completes }) => !completes).map(row),
      ],
      isChosen: ({ id }) => id === answers.provider?.id,
    });
    if (typeof answer !== 'object') return answer;
    const { methods } = answer.value;
    const method = methods.find(({ id }) => answer.value.id === answers.provider?.id && id === answers.method?.id) ?? methods[0];
    return { ...answers, provider: answer.value, ...(method === undefined ? {} : { method }) };
  };
}

function askMethod({ methods, name }: ProviderChoice): Step<StoreAnswers> {
  return async (answers, place) => {
    const answer = await pickOne<MethodChoice>(place, {
      placeholder: l10n.t('How does the operator log in to {0}?', plainLabel(name, 60)),
      items: methods.map((method) => ({
        label: plainLabel(method.title, 100),
        detail: plainLabel(method.when, 200),
        value: method,
      })),
      isChosen: ({ id }) => id === answers.method?.id,
    });
    return typeof answer === 'object' ? { ...answers, method: answer.value } : answer;
  };
}

function askName({ stores }: NewManifestChoices): Step<StoreAnswers> {
  return async (answers, place) => {
    const kind = answers.kind ?? 'SecretStore';
    const isTaken = (name: string) => stores.some((store) => store.kind === kind && store.name === name);
    const answer = await typeText(place, {
      prompt: l10n.t('Name of the {0}', kind),
      value: answers.name ?? answers.method?.storeName ?? '',
      problem: (name) =>
        nameMessage(name) ??
        (isTaken(name)
          ? {
              message: l10n.t('This workspace has a {0} of that name already.', kind),
              severity: InputBoxValidationSeverity.Warning,
            }
          : undefined),
    });
    return typeof answer === 'object' ? { ...answers, name: answer.value } : answer;
  };
}

function askStoreNamespace({ namespaces }: NewManifestChoices): Step<StoreAnswers> {
  return async (answers, place) => {
    const question = l10n.t('The namespace of the store and its readers: choose or type');
    const namespace = await askNamespace(place, namespaces, answers.namespace, question);
    return namespace === undefined || namespace === 'back' ? namespace : { ...answers, namespace };
  };
}

function askField(provider: ProviderChoice, field: FieldChoice): Step<StoreAnswers> {
  const { about = '', example, id, known, label, options } = field;
  const key = fieldKey(provider, id);
  const prompt = about === '' ? label : `${label}: ${plainLabel(about, 300)}`;
  return async (answers, place) => {
    const before = answers.fields[key];
    const texts = [...new Set([...known.filter((text) => options === undefined || options.includes(text)), ...(options ?? [])])];
    const answer =
      texts.length === 0
        ? await typeText(place, {
            prompt: `${prompt} ${l10n.t('Empty: fill in later.')}`,
            placeholder: example,
            value: before ?? '',
          })
        : await pickOne<string>(place, {
            placeholder: prompt,
            items: [
              ...texts.map((text) => ({
                label: plainLabel(text, 200),
                ...(known.includes(text) ? { description: l10n.t('as in other stores of this workspace') } : {}),
                value: text,
              })),
              ...(options === undefined ? [{ label: laterLabel(), value: '' }] : []),
            ],
            isChosen: (value) => value === before,
            ...(options === undefined ? { typed: (text: string) => ({ label: plainLabel(text, 200), value: text }) } : {}),
          });
    return typeof answer === 'object' ? { ...answers, fields: { ...answers.fields, [key]: answer.value } } : answer;
  };
}

function fieldKey({ id }: ProviderChoice, field: string): string {
  return `${id}.${field}`;
}
