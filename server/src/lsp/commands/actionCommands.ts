import { type CodeAction, type Connection, MessageType, ShowMessageNotification } from 'vscode-languageserver';
import { neverCancelled } from '../../cancellation.ts';
import { plainText } from '../../model/plainText.ts';
import { serverCommands } from '../../protocol.ts';
import type { RefactoringService } from '../../refactoringService.ts';
import type { StoreService } from '../../storeService.ts';
import { asRecord } from '../settings.ts';
import type { ServerCommand } from './command.ts';

/**
 * What takes the place of an edit that could not be made: it is worked out once more, and the user told how it stands. Where it lacks
 * nothing but leave to read values, the user is asked for that, and the edit made.
 */
export function actionCommands(
  refactorings: RefactoringService,
  stores: Pick<StoreService, 'allowReadingValues'>,
  connection: Connection,
): Readonly<Record<string, ServerCommand>> {
  return {
    [serverCommands.explainAction]: {
      title: 'Code action',
      async run({ argument, interaction }) {
        const { title, data } = asRecord(argument);
        if (typeof title !== 'string') return;
        const action: CodeAction = { title: plainText(title, 300), data };
        const { disabled, edit } = await refactorings.resolve(action, neverCancelled);
        if (disabled === undefined && edit === undefined) return;
        if (disabled?.allow !== undefined) {
          await stores.allowReadingValues(disabled.allow);
          const now = await refactorings.resolve(action, neverCancelled);
          if (now.edit !== undefined) return void (await connection.workspace.applyEdit({ label: action.title, edit: now.edit }));
        }
        const message = disabled?.reason ?? interaction.l10n.t('This can be done now. Please choose it again.');
        await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
      },
    },
  };
}
