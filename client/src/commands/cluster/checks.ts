import { l10n, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { Check, OperatorReport } from '../../../../server/src/protocol.ts';
import { canBeTyped, oneLine, plainLabel } from '../../plainText.ts';
import { typeInTerminal } from '../../terminal.ts';
import type { CommandContext } from '../command.ts';

const icons: Readonly<Record<Check['state'], string>> = { ok: 'pass', warning: 'warning', problem: 'error', unknown: 'question' };

/** What was looked at, under a title. */
export interface Report {
  readonly title: string;
  /** One line that sums it up. */
  readonly message: string;
  readonly checks: readonly Check[];
  readonly remedies?: OperatorReport['remedies'];
}

/** A row, and what choosing it does. */
interface Row extends QuickPickItem {
  readonly run?: () => unknown;
}

/**
 * Shows a report as a list: what it found, then what could mend it. Choosing a remedy types it into a terminal; choosing anything
 * else, or the button of the list, opens the whole report as text, which can be read in full and copied.
 */
export function showReport({ documents }: CommandContext, report: Report): Promise<void> {
  const pick = window.createQuickPick<Row>();
  const asText = { iconPath: new ThemeIcon('go-to-file'), tooltip: l10n.t('Open as Text') };
  const rows = [...report.checks.map(rowOf), ...remedyRows(report)];
  Object.assign(pick, {
    title: report.title,
    placeholder: plainLabel(report.message, 300),
    items: rows,
    buttons: [asText],
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return new Promise((resolve) => {
    const end = async (run?: () => unknown) => {
      pick.dispose();
      await run?.();
      resolve();
    };
    const openAsText = () => documents.showText(report.title, textOf(report));
    pick.onDidTriggerButton(() => void end(openAsText));
    pick.onDidAccept(() => void end(pick.selectedItems[0]?.run ?? openAsText));
    pick.onDidHide(() => void end());
    pick.show();
  });
}

function rowOf({ title, state, detail }: Check): Row {
  return { label: `$(${icons[state]}) ${plainLabel(title, 150)}`, description: wordOf(state), detail: plainLabel(detail, 500) };
}

function remedyRows({ remedies = [] }: Report): readonly Row[] {
  const rows = remedies
    .filter(({ commandLine }) => canBeTyped(commandLine))
    .map(
      ({ title, commandLine }): Row => ({
        label: `$(terminal) ${plainLabel(title, 150)}`,
        description: l10n.t('Typed for you, not run'),
        detail: plainLabel(commandLine, 500),
        run: () => typeInTerminal(commandLine),
      }),
    );
  if (rows.length === 0) return [];
  return [{ label: l10n.t('What to do'), kind: QuickPickItemKind.Separator }, ...rows];
}

/** The state in words, for those who do not see the icon. */
function wordOf(state: Check['state']): string {
  return {
    ok: l10n.t('in order'),
    warning: l10n.t('to be looked at'),
    problem: l10n.t('not in order'),
    unknown: l10n.t('could not be told'),
  }[state];
}

function textOf({ title, message, checks, remedies = [] }: Report): string {
  return [
    title,
    message,
    '',
    ...checks.flatMap((check) => [`${wordOf(check.state)}: ${oneLine(check.title, 300)}`, ...indented(check.detail), '']),
    ...remedies.flatMap((remedy) => [oneLine(remedy.title, 300), ...indented(remedy.commandLine), '']),
  ].join('\n');
}

function indented(text: string): readonly string[] {
  return text === '' ? [] : text.split(/\r\n?|\n/).map((line) => `  ${line}`);
}
