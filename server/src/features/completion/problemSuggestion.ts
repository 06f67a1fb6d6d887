import { type Command, CompletionItemKind } from 'vscode-languageserver-types';
import type { Localisation } from '../../localisation.ts';
import { relativeTime } from '../../model/relativeTime.ts';
import { remedyFor, remedyTitle } from '../../providers/accessProblems.ts';
import { rightWords } from '../../providers/placeWords.ts';
import type { CatalogProblem } from '../../providers/secretProvider.ts';
import { problemText } from '../../providers/told.ts';
import type { ClientCommands } from '../context.ts';
import { escapeMarkdown, plainText } from '../markdown.ts';
import { addressOf, type StoreView } from '../stores.ts';
import type { CompletionRequest, CompletionResult, Suggestion } from './completionSource.ts';
import { replacedText } from './items.ts';

/** The list where there is nothing to offer for a reason: one entry that says so, or none where the user cannot mend it. */
export function problemResult(request: CompletionRequest, view: StoreView, problem: CatalogProblem): CompletionResult {
  const suggestion = problemSuggestion(request, view, problem);
  return { suggestions: suggestion === undefined ? [] : [suggestion], isIncomplete: true };
}

/** An entry that inserts nothing, says what is wrong and runs what mends it. Undefined for what passes by itself. */
export function problemSuggestion(request: CompletionRequest, view: StoreView, problem: CatalogProblem): Suggestion | undefined {
  if (problem.code === 'cancelled' || problem.code === 'not-found') return undefined;
  const { label, mend } = wordsFor(problem, plainText(view.ref.name, 80), request);
  const command = commandFor(problem, request.client.commands);
  return {
    ...insertsNothing(request),
    label,
    documentation: [escapeMarkdown(problemText(problem, request.l10n), 400), mend]
      .filter((part) => part !== undefined)
      .join('\n\n'),
    ...(command === undefined ? {} : { command: { title: label, command, arguments: [addressOf(view)] } satisfies Command }),
  };
}

/**
 * The last entry of a list that is older than it should be: how old, and what keeps it from being renewed, with what mends that.
 *
 * @param asOf when the vault said so, in epoch milliseconds
 */
export function staleSuggestion(
  request: CompletionRequest,
  view: StoreView,
  asOf: number,
  problem: CatalogProblem | undefined,
): Suggestion {
  const { clock, l10n } = request;
  const age = relativeTime(asOf, clock.now(), l10n);
  const mend = problem && problemSuggestion(request, view, problem);
  if (mend === undefined) return { ...insertsNothing(request), label: l10n.t('Listed {0}; the vault is being asked again', age) };
  return { ...mend, label: l10n.t('Listed {0}. {1}', age, mend.label) };
}

/** While names are still coming in: how many there are, as the last entry of the list. */
export function listingSuggestion(request: CompletionRequest, count: number): Suggestion {
  const { l10n } = request;
  const label = count === 0 ? l10n.t('listing…') : l10n.t('listing… {0} of ?', count.toLocaleString('en-US'));
  return { ...insertsNothing(request), label };
}

/** The makings of an entry that only says something. Choosing it leaves the text as it is, and whatever is typed matches it. */
export function insertsNothing(request: CompletionRequest): Omit<Suggestion, 'label'> {
  const text = replacedText(request);
  const typed = text.replace(/^["']/, '').replace(/["']$/, '');
  return { kind: CompletionItemKind.Event, text, sort: '~', ...(typed === '' ? {} : { filter: typed }) };
}

function wordsFor(
  problem: CatalogProblem,
  store: string,
  { client: { commands }, l10n }: CompletionRequest,
): { label: string; mend?: string } {
  const { code, message, permission } = problem;
  const remedy = remedyFor(problem);
  const run = remedy === undefined ? {} : { mend: l10n.t('Run: {0}', escapeMarkdown(remedy, 200)) };
  switch (code) {
    case 'not-connected':
      return { label: l10n.t('Connect to {0}…', store) };
    case 'refused':
      return { label: l10n.t('{0} is not connected, as you chose. Connect…', store) };
    case 'values-not-allowed':
      return { label: l10n.t('Allow reading values to list properties of {0}…', store) };
    case 'untrusted-workspace':
      return { label: l10n.t('Trust this workspace to look into {0}…', store) };
    case 'no-credentials':
    case 'expired-credentials':
      return { label: remedyTitle(problem, l10n) ?? l10n.t('Sign in for {0}', store), ...run };
    case 'denied':
      return {
        label:
          permission === undefined
            ? l10n.t('{0}: access denied', store)
            : l10n.t('{0}: your login lacks {1}', store, plainText(rightWords(permission, l10n), 80)),
      };
    case 'call-budget':
      // Short, as lists cut what is long; the message says the rest.
      return { label: cutOff(reachedIn(message), commands.listMore !== undefined, l10n) };
    default:
      return { label: plainText(firstSentence(problemText(problem, l10n)), 120), ...run };
  }
}

function commandFor(problem: CatalogProblem, commands: ClientCommands): string | undefined {
  switch (problem.code) {
    case 'not-connected':
    case 'refused':
      return commands.connectStore;
    case 'values-not-allowed':
      return commands.allowReadingValues;
    case 'untrusted-workspace':
      return commands.manageTrust;
    case 'unsupported':
    case 'incomplete-store':
      return commands.showStatus;
    case 'no-credentials':
    case 'expired-credentials':
      return remedyFor(problem) === undefined ? (commands.showStatus ?? commands.refreshVaultListing) : commands.signIn;
    case 'call-budget':
      return commands.listMore;
    default:
      return remedyFor(problem) === undefined ? commands.refreshVaultListing : commands.signIn;
  }
}

/** `3,200`, where the message of a listing says how many names it got. */
function reachedIn(message: string): string | undefined {
  const [, count] = /(\d+) names/.exec(message) ?? [];
  return count === undefined ? undefined : Number(count).toLocaleString('en-US');
}

function cutOff(reached: string | undefined, listsMore: boolean, l10n: Localisation): string {
  if (reached === undefined) return listsMore ? l10n.t('Cut off: type on, or list more…') : l10n.t('Cut off: type on');
  return listsMore
    ? l10n.t('Cut off at {0} names: type on, or list more…', reached)
    : l10n.t('Cut off at {0} names: type on', reached);
}

function firstSentence(message: string): string {
  return /^.+?[.:](?=\s|$)/.exec(message)?.[0].replace(/[.:]$/, '') ?? message;
}
