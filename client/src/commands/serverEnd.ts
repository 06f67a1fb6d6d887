import { l10n, window } from 'vscode';
import { serverCommands } from '../../../server/src/protocol.ts';
import { plainMessage } from '../plainText.ts';
import type { CommandContext } from './command.ts';
import { restartServer } from './restartServer.ts';

/** The commands that change something in a cluster. */
const changing: readonly string[] = [serverCommands.apply, serverCommands.forceSync, serverCommands.restartConsumers];

/**
 * Waits for what a command asks of the server, and tells the user where the server ends meanwhile: whatever else may go wrong is in the
 * answer or in the log.
 *
 * @returns the answer; undefined as for `Server.ask`
 */
export async function unlessItEnds<T>(context: CommandContext, ask: () => Promise<T | undefined>): Promise<T | undefined> {
  const { server } = context;
  const before = server.unanswered;
  const answer = await ask();
  if (answer === undefined && server.unanswered > before) void tellServerEnd(context);
  return answer;
}

/** Runs a command of the server, as `Server.execute` does, and tells the user where the server ends meanwhile. */
export function execute<T>(context: CommandContext, command: string, ...args: readonly object[]): Promise<T | undefined> {
  return unlessItEnds(context, () => context.server.execute<T>(command, ...args));
}

/**
 * Tells that the server has ended while a command ran, and how it goes on.
 *
 * @param run the command of the server and what it was called; absent where that is plain
 */
export async function tellServerEnd(
  context: CommandContext,
  run?: { readonly command: string; readonly title: string },
): Promise<void> {
  const { output, server } = context;
  const [show, restart] = [l10n.t('Show Output'), l10n.t('Restart Server')];
  const isDown = server.state === 'stopped';
  const sentences = [
    run === undefined
      ? l10n.t('The language server stopped while the command ran.')
      : l10n.t('The language server stopped while this ran: {0}.', run.title),
    ...(run !== undefined && changing.includes(run.command)
      ? [l10n.t('What it had sent to the cluster by then may have taken effect.')]
      : []),
    isDown ? l10n.t('It stays down until it is restarted.') : l10n.t('It is being started again.'),
  ];
  const message = plainMessage(sentences.join(' '), 500);
  const chosen = await window.showErrorMessage(message, ...(isDown ? [restart, show] : [show]));
  if (chosen === restart) await restartServer(context, undefined);
  if (chosen === show) output.show();
}
