import { Disposable, l10n, type Memento, type MessageItem, window } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  allowCluster,
  allowCompletionOnly,
  allowStore,
  allowValues,
  type ConsentAccountParams,
  type ConsentAskParams,
  type ConsentRecord,
  type ConsentStep,
  consentAccountNotification,
  consentAskRequest,
  consentForgetRequest,
  consentListRequest,
  neverAllow,
  withAccount,
} from '../../../server/src/protocol.ts';
import { oneLine } from '../plainText.ts';

/** The key of the extension's own storage, which is not part of any workspace and not synchronised between machines. */
const storageKey = 'consents';

type Records = Readonly<Record<string, ConsentRecord>>;

/**
 * Keeps the user's answers about destinations, and asks.
 *
 * @param storage the extension's global storage; never the workspace's, which a repository can bring along
 */
export function keepConsents(client: BaseLanguageClient, storage: Memento): Disposable {
  const read = () => storage.get<Records>(storageKey, {});
  const write = async (id: string, record: ConsentRecord | undefined) => {
    const { [id]: _, ...others } = read();
    await storage.update(storageKey, record === undefined ? others : { ...others, [id]: record });
  };
  return Disposable.from(
    client.onRequest(consentListRequest, read),
    client.onRequest(consentAskRequest, async (question: ConsentAskParams): Promise<ConsentRecord | null> => {
      // Reading values is a step beyond access: without access there is nothing to ask.
      if (question.kind === 'read-values' && read()[question.id]?.access !== 'allow') return null;
      const answer = await ask(question);
      if (answer === undefined) return null;
      const record = answer(read()[question.id], question.store);
      await write(question.id, record);
      return record;
    }),
    client.onRequest(consentForgetRequest, async ({ id }: { readonly id: string }): Promise<null> => {
      await write(id, undefined);
      return null;
    }),
    client.onNotification(consentAccountNotification, async ({ id, account }: ConsentAccountParams) => {
      const before = read()[id];
      const record = withAccount(before, account);
      if (record !== before) await write(id, record);
    }),
  );
}

/** A button, and what it means. */
interface AnswerItem extends MessageItem {
  readonly answer: ConsentStep;
}

/** Shows the question; undefined where the user cancels, which means "not now". */
async function ask({ kind, message, detail }: ConsentAskParams): Promise<ConsentStep | undefined> {
  const items = answers[kind]();
  const chosen = await window.showInformationMessage<AnswerItem>(oneLine(message, 1_500), { modal: true, detail }, ...items);
  return chosen?.answer;
}

const answers: Readonly<Record<ConsentAskParams['kind'], () => readonly AnswerItem[]>> = {
  access: accessAnswers,
  'read-values': valueAnswers,
  cluster: clusterAnswers,
};

function accessAnswers(): readonly AnswerItem[] {
  return [
    { title: l10n.t("Allow, This Is the Store's Vault"), answer: allowStore },
    { title: l10n.t('Allow, Another Account: Complete Only'), answer: allowCompletionOnly },
    { title: l10n.t('Never for This Destination'), answer: neverAllow },
  ];
}

function valueAnswers(): readonly AnswerItem[] {
  return [{ title: l10n.t('Allow Reading Values'), answer: allowValues }];
}

function clusterAnswers(): readonly AnswerItem[] {
  return [
    { title: l10n.t('Connect'), answer: allowCluster },
    { title: l10n.t('Never for This Cluster'), answer: neverAllow },
  ];
}
