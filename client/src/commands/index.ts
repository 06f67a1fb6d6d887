import { commands, Disposable } from 'vscode';
import { allowReadingValues } from './allowReadingValues.ts';
import { apply, applyFolder } from './cluster/apply.ts';
import { checkOperator } from './cluster/checkOperator.ts';
import { connectCluster, disconnectCluster, selectContext, showClusterStatus } from './cluster/connect.ts';
import { diffWithCluster } from './cluster/diffWithCluster.ts';
import { forceSync, forceSyncFailing, forceSyncFile, forceSyncPick, forceSyncStore } from './cluster/forceSync.ts';
import { restartConsumers, rotationImpact, verifySecret, waitUntilReady } from './cluster/ofResource.ts';
import { copyName, openManifest, showResource } from './cluster/resource.ts';
import type { Command, CommandContext } from './command.ts';
import { connectStore } from './connectStore.ts';
import { convertToExternalSecret } from './convert.ts';
import { copyMinimalPolicy } from './copyMinimalPolicy.ts';
import { disconnectStore } from './disconnectStore.ts';
import { fixWorkspace, migrateWorkspace } from './fixWorkspace.ts';
import { openExample, openWalkthrough } from './gettingStarted.ts';
import { listMore } from './listMore.ts';
import { newExternalSecret } from './newExternalSecret.ts';
import { newSecretStore } from './newSecretStore.ts';
import { downloadCrds, setOperatorVersion } from './operatorVersion.ts';
import { previewSecret } from './previewSecret.ts';
import { refreshVaultListing } from './refreshVaultListing.ts';
import { reportIssue } from './reportIssue.ts';
import { restartServer } from './restartServer.ts';
import { showAccessLog } from './showAccessLog.ts';
import { showOutput } from './showOutput.ts';
import { showStatus } from './showStatus.ts';
import { signIn } from './signIn.ts';
import { createInVault, rotateInVault } from './writeVault.ts';

/** The palette's commands by id. Those about a store take a `StoreAddress`, which completion entries and the status item pass. */
const all: Readonly<Record<string, Command>> = {
  'externalSecrets.allowReadingValues': allowReadingValues,
  'externalSecrets.apply': apply,
  'externalSecrets.applyFolder': applyFolder,
  'externalSecrets.checkOperator': checkOperator,
  'externalSecrets.connectCluster': connectCluster,
  'externalSecrets.connectStore': connectStore,
  'externalSecrets.convertToExternalSecret': convertToExternalSecret,
  'externalSecrets.copyMinimalPolicy': copyMinimalPolicy,
  'externalSecrets.copyName': copyName,
  'externalSecrets.createInVault': createInVault,
  'externalSecrets.diffWithCluster': diffWithCluster,
  'externalSecrets.disconnectCluster': disconnectCluster,
  'externalSecrets.disconnectStore': disconnectStore,
  'externalSecrets.downloadCrds': downloadCrds,
  'externalSecrets.fixWorkspace': fixWorkspace,
  'externalSecrets.forceSync': forceSync,
  'externalSecrets.forceSyncFailing': forceSyncFailing,
  'externalSecrets.forceSyncFile': forceSyncFile,
  'externalSecrets.forceSyncPick': forceSyncPick,
  'externalSecrets.forceSyncStore': forceSyncStore,
  'externalSecrets.listMore': listMore,
  'externalSecrets.migrateWorkspace': migrateWorkspace,
  'externalSecrets.newExternalSecret': newExternalSecret,
  'externalSecrets.newSecretStore': newSecretStore,
  'externalSecrets.openExample': openExample,
  'externalSecrets.openManifest': openManifest,
  'externalSecrets.openWalkthrough': openWalkthrough,
  'externalSecrets.previewSecret': previewSecret,
  'externalSecrets.refreshVaultListing': refreshVaultListing,
  'externalSecrets.reportIssue': reportIssue,
  'externalSecrets.restartConsumers': restartConsumers,
  'externalSecrets.restartServer': restartServer,
  'externalSecrets.rotateInVault': rotateInVault,
  'externalSecrets.rotationImpact': rotationImpact,
  'externalSecrets.selectContext': selectContext,
  'externalSecrets.setOperatorVersion': setOperatorVersion,
  'externalSecrets.showAccessLog': showAccessLog,
  'externalSecrets.showClusterStatus': showClusterStatus,
  'externalSecrets.showOutput': showOutput,
  'externalSecrets.showResource': showResource,
  'externalSecrets.showStatus': showStatus,
  'externalSecrets.signIn': signIn,
  'externalSecrets.verifySecret': verifySecret,
  'externalSecrets.waitUntilReady': waitUntilReady,
};

/** Registers every command; disposing the result takes them away. */
export function registerCommands(context: CommandContext): Disposable {
  return Disposable.from(
    ...Object.entries(all).map(([id, command]) =>
      commands.registerCommand(id, (argument: unknown, selection: unknown) => command(context, argument, selection)),
    ),
  );
}
