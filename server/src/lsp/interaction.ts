import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  ShowMessageRequest,
  type WorkDoneProgressReporter,
} from 'vscode-languageserver';
import { untilCancelled } from '../cancellation.ts';
import type { Interaction, Question } from '../cluster/interaction.ts';
import type { Localisation } from '../localisation.ts';
import { plainLines, plainText } from '../model/plainText.ts';
import { type ConfirmAnswer, type ConfirmParams, confirmRequest, showDifferencesAction } from '../protocol.ts';

/** What an interaction speaks through. */
export interface InteractionOptions {
  readonly connection: Pick<Connection, 'sendRequest' | 'sendNotification'>;
  /** Whether the client answers `confirmRequest`; otherwise the editor is asked by `window/showMessageRequest`. */
  readonly ownClient: boolean;
  /** Where progress goes; begun by the first word of it. */
  readonly reporter: WorkDoneProgressReporter;
  /** What the progress is about, in a few words. */
  readonly title: string;
  readonly token: CancellationToken;
  readonly l10n: Localisation;
}

/** The person behind one command of one client. */
export function createInteraction(options: InteractionOptions): Interaction {
  const { reporter, title, token, l10n } = options;
  let begun = false;
  return {
    token,
    l10n,
    ask: async (given) => {
      if (token.isCancellationRequested) return undefined;
      // Names in it are text of a cluster or a manifest: none may pass for a line of ours, or push what matters out of sight.
      const question = { ...given, message: plainText(given.message, 600), detail: plainLines(given.detail) };
      const asked = options.ownClient ? askOwnClient(options, question) : askEditor(options, question);
      // An editor may leave its question open when the command is cancelled.
      const answer = await untilCancelled(asked, token);
      return token.isCancellationRequested ? undefined : answer;
    },
    progress(given, percentage) {
      const message = plainText(given, 300);
      if (!begun) reporter.begin(title, percentage, message, true);
      else if (percentage === undefined) reporter.report(message);
      else reporter.report(percentage, message);
      begun = true;
    },
  };
}

async function askOwnClient(options: InteractionOptions, question: Question): Promise<string | undefined> {
  const params: ConfirmParams = { ...question };
  const answer = await request<ConfirmAnswer>(options, confirmRequest, params);
  // What was typed is compared here, where the deed is done: an answer without it is none.
  const isTyped = question.typed === undefined || answer?.action === showDifferencesAction || answer?.typed === question.typed;
  if (answer === undefined || !isTyped) return undefined;
  return question.actions.find((action) => action === answer.action);
}

/** Editors have no way to ask for a text: what must be typed can then not be done at all, and that is said. */
async function askEditor(options: InteractionOptions, question: Question): Promise<string | undefined> {
  const { message, detail, actions, typed } = question;
  const text = [message, detail].filter((part) => part !== '').join('\n\n');
  if (typed !== undefined) {
    const why = `"${typed}" is a protected context: its name must be typed, which this editor cannot ask for.`;
    await options.connection.sendNotification(ShowMessageNotification.type, {
      type: MessageType.Warning,
      message: `${text}\n\n${why}`,
    });
    return undefined;
  }
  // The safe answer comes first: editors take the first for the usual one.
  const titles = ['Cancel', ...actions];
  const answer = await request<{ readonly title: string }>(options, ShowMessageRequest.method, {
    type: MessageType.Warning,
    message: text,
    actions: titles.map((action) => ({ title: action })),
  });
  return actions.find((action) => action === answer?.title);
}

/** An editor that cannot ask, or whose user has cancelled the command meanwhile, has not been answered. */
async function request<T>({ connection, token }: InteractionOptions, method: string, params: object): Promise<T | undefined> {
  try {
    return ((await connection.sendRequest(method, params, token)) as T | null) ?? undefined;
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    if (error.code === ErrorCodes.MethodNotFound) {
      const message = `This editor shows no questions (${method}), and nothing is done without an answer.`;
      await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
    }
    return undefined;
  }
}
