import { commands, Disposable } from 'vscode';
import type { Command, CommandContext } from './command.ts';
import { convertToExternalSecret } from './convert.ts';
import { copyMinimalPolicy } from './copyMinimalPolicy.ts';
import { fixWorkspace, migrateWorkspace } from './fixWorkspace.ts';
import { openExample } from './gettingStarted.ts';
import { newExternalSecret } from './newExternalSecret.ts';
import { newSecretStore } from './newSecretStore.ts';
import { setOperatorVersion } from './operatorVersion.ts';
import { previewSecret } from './previewSecret.ts';
import { reportIssue } from './reportIssue.ts';
import { restartServer } from './restartServer.ts';
import { showOutput } from './showOutput.ts';
import { showStatus } from './showStatus.ts';

/** The palette's commands that work wherever the editor runs, by id; those of `machine.ts` need more. */
export const commandsEverywhere: Readonly<Record<string, Command>> = {
  'externalSecrets.convertToExternalSecret': convertToExternalSecret,
  'externalSecrets.copyMinimalPolicy': copyMinimalPolicy,
  'externalSecrets.fixWorkspace': fixWorkspace,
  'externalSecrets.migrateWorkspace': migrateWorkspace,
  'externalSecrets.newExternalSecret': newExternalSecret,
  'externalSecrets.newSecretStore': newSecretStore,
  'externalSecrets.openExample': openExample,
  'externalSecrets.previewSecret': previewSecret,
  'externalSecrets.reportIssue': reportIssue,
  'externalSecrets.restartServer': restartServer,
  'externalSecrets.setOperatorVersion': setOperatorVersion,
  'externalSecrets.showOutput': showOutput,
  'externalSecrets.showStatus': showStatus,
};

/** Registers commands; disposing the result takes them away. */
export function registerCommands<C extends CommandContext>(context: C, all: Readonly<Record<string, Command<C>>>): Disposable {
  return Disposable.from(
    ...Object.entries(all).map(([id, command]) =>
      commands.registerCommand(id, (argument: unknown, selection: unknown) => command(context, argument, selection)),
    ),
  );
}
