import { Disposable, l10n, type MessageItem, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type ConfirmAnswer,
  type ConfirmParams,
  confirmRequest,
  type DiffFile,
  showDifferencesAction,
  showDiffRequest,
} from '../../../server/src/protocol.ts';
import { oneLine, plainMessage } from '../plainText.ts';
import type { ClusterDocuments } from './clusterDocuments.ts';

/** A button, and whether it means anything but "no". */
interface Choice extends MessageItem {
  readonly action?: string;
}

/** Asks the questions that the server has before it changes something, and shows the differences that it speaks of. */
export function answerConfirmations(client: BaseLanguageClient, documents: ClusterDocuments): Disposable {
  // The question after a diff leaves the editor free: the diff is there to be read before answering.
  let diffShown = false;
  return Disposable.from(
    client.onRequest(showDiffRequest, async (files: readonly DiffFile[]): Promise<null> => {
      await documents.showDiff(files);
      diffShown = true;
      return null;
    }),
    client.onRequest(confirmRequest, async (question: ConfirmParams): Promise<ConfirmAnswer | null> => {
      const ask = diffShown ? askBeside : askModally;
      diffShown = false;
      const action = await ask(question);
      if (action === undefined) return null;
      if (question.typed === undefined || action === showDifferencesAction) return { action };
      const typed = await askToType(question, question.typed, action);
      return typed === undefined ? null : { action, typed };
    }),
  );
}

/** Captions of the server's answers, which stay what they are between the two. */
const captions: Readonly<Record<string, () => string>> = {
  Apply: () => l10n.t('Apply'),
  'Show Differences': () => l10n.t('Show Differences'),
  'Take Over the Fields': () => l10n.t('Take Over the Fields'),
  'Force Sync': () => l10n.t('Force Sync'),
  Restart: () => l10n.t('Restart'),
  Download: () => l10n.t('Download'),
  'Read Key Names and Sizes': () => l10n.t('Read Key Names and Sizes'),
  'Metadata Only': () => l10n.t('Metadata Only'),
};

function choiceOf(action: string): Choice {
  return { title: captions[action]?.() ?? action, action };
}

/** A dialog. Its default button, which Enter presses, changes nothing: VS Code takes the first for it, whatever the others are. */
async function askModally({ message, detail, actions, typed }: ConfirmParams): Promise<string | undefined> {
  const choices = actions.map(choiceOf);
  const harmless = choices.find(({ action }) => action === showDifferencesAction);
  const others = choices.filter((choice) => choice !== harmless);
  // Where a name has still to be typed, no button changes anything.
  const first = harmless ?? (typed === undefined ? { title: l10n.t('Leave as It Is') } : undefined);
  const buttons = first === undefined ? others : [first, ...others];
  const chosen = await window.showWarningMessage<Choice>(oneLine(message, 500), { modal: true, detail }, ...buttons);
  return chosen?.action;
}

/**
 * A notification, and an entry of the status bar that leads to it for as long as it is not answered: VS Code puts notifications
 * away after some seconds, and a diff takes longer to read.
 */
async function askBeside({ message, actions }: ConfirmParams): Promise<string | undefined> {
  const item = window.createStatusBarItem('externalSecrets.question', StatusBarAlignment.Left, -1000);
  item.name = l10n.t('External Secrets: Question');
  item.text = `$(question) ${l10n.t('External Secrets is waiting for your answer')}`;
  item.tooltip = oneLine(message, 500);
  item.accessibilityInformation = {
    label: l10n.t('External Secrets is waiting for your answer: {0}', oneLine(message, 300)),
    role: 'button',
  };
  item.command = 'notifications.showList';
  item.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
  item.show();
  try {
    const choices = actions.map(choiceOf);
    const cancel: Choice = { title: l10n.t('Cancel'), isCloseAffordance: true };
    return (await window.showWarningMessage<Choice>(plainMessage(message, 500), ...choices, cancel))?.action;
  } finally {
    item.dispose();
  }
}

function askToType({ message }: ConfirmParams, wanted: string, action: string): Promise<string | undefined> {
  const advice = l10n.t('Type {0} to confirm, or press Escape to leave everything as it is.', oneLine(wanted, 200));
  return Promise.resolve(
    window.showInputBox({
      title: oneLine(choiceOf(action).title, 80),
      prompt: `${oneLine(message, 300)} ${advice}`,
      placeHolder: oneLine(wanted, 200),
      ignoreFocusOut: true,
      validateInput: (value) => (value === wanted || value === '' ? undefined : advice),
    }),
  ).then((typed) => (typed === wanted ? typed : undefined));
}
