import { l10n } from 'vscode';
import { type OperatorReport, serverCommands } from '../../../../server/src/protocol.ts';
import type { Command } from '../command.ts';
import { showReport } from './checks.ts';
import { isOver } from './ofResource.ts';
import { runCommand } from './run.ts';

/** *Check ESO Installation*: is it there, which version, does it work; what would mend it is offered in a terminal. */
export const checkOperator: Command = async (context) => {
  const title = l10n.t('Checking External Secrets Operator');
  const report = await runCommand<OperatorReport>(context, serverCommands.checkOperator, undefined, title);
  if (report !== undefined && !isOver(report)) await showReport(context, { ...report, title: l10n.t('Check ESO Installation') });
};
