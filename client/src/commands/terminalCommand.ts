import { l10n, type QuickPickItem, window } from 'vscode';
import { serverCommands, type TerminalCommand, type TerminalForm } from '../../../server/src/protocol.ts';
import { canBeTyped, plainLabel, plainMessage } from '../plainText.ts';
import { typeInTerminal } from '../terminal.ts';
import { tellResult } from './cluster/results.ts';
import type { CommandContext } from './command.ts';
import { execute } from './serverEnd.ts';
import { serverRuns } from './store.ts';

/**
 * Has the server write command lines, lets the user choose one where there are several, and types it, unrun, into a terminal. Once it
 * has been run the vault counts as not asked yet. Resolves to whether something was typed.
 */
export async function typeTerminalCommand(context: CommandContext, command: string, argument: object): Promise<boolean> {
  if (!(await serverRuns(context))) return false;
  const made = await execute<TerminalCommand>(context, command, argument);
  if (made?.outcome !== 'done') {
    await tellResult(made);
    return false;
  }
  const form = await chooseForm(made);
  if (form === undefined) return false;
  const { store } = made;
  await typeInTerminal(form.commandLine, {
    message: [made.message, form.advice].map((line) => plainMessage(line, 1000)).join('\n'),
    ...(store === undefined ? {} : { ended: () => askAnew(context, store) }),
  });
  return true;
}

/** The next use asks the vault again, with whatever login there is by then. */
function askAnew({ server }: CommandContext, store: NonNullable<TerminalCommand['store']>): void {
  void server.execute(serverCommands.refreshVaultListing, store);
}

interface Row extends QuickPickItem {
  readonly form: TerminalForm;
}

async function chooseForm({ forms, message }: TerminalCommand): Promise<TerminalForm | undefined> {
  const rows = forms
    .filter(({ commandLine }) => canBeTyped(commandLine))
    .map(
      (form): Row => ({
        label: `$(terminal) ${plainLabel(form.title, 80)}`,
        detail: plainLabel(form.commandLine, 500),
        form,
      }),
    );
  if (rows.length < 2) return rows[0]?.form;
  const title = plainLabel(message, 200);
  return (
    await window.showQuickPick(rows, {
      title,
      placeHolder: l10n.t('How do you want to give the value? The command is typed for you, not run.'),
    })
  )?.form;
}
