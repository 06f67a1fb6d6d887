import { commands, Disposable } from 'vscode';
import { allowReadingValues } from './allowReadingValues.ts';
import type { Command, CommandContext } from './command.ts';
import { connectStore } from './connectStore.ts';
import { disconnectStore } from './disconnectStore.ts';
import { refreshVaultListing } from './refreshVaultListing.ts';
import { restartServer } from './restartServer.ts';
import { showAccessLog } from './showAccessLog.ts';
import { showOutput } from './showOutput.ts';
import { showStatus } from './showStatus.ts';

/** The palette's commands by id. Those about a store take a `StoreAddress`, which completion entries and the status item pass. */
const all: Readonly<Record<string, Command>> = {
  'externalSecrets.allowReadingValues': allowReadingValues,
  'externalSecrets.connectStore': connectStore,
  'externalSecrets.disconnectStore': disconnectStore,
  'externalSecrets.refreshVaultListing': refreshVaultListing,
  'externalSecrets.restartServer': restartServer,
  'externalSecrets.showAccessLog': showAccessLog,
  'externalSecrets.showOutput': showOutput,
  'externalSecrets.showStatus': showStatus,
};

/** Registers every command; disposing the result takes them away. */
export function registerCommands(context: CommandContext): Disposable {
  return Disposable.from(
    ...Object.entries(all).map(([id, command]) =>
      commands.registerCommand(id, (argument: unknown) => command(context, argument)),
    ),
  );
}
