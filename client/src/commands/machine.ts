import { allowReadingValues } from './allowReadingValues.ts';
import { apply, applyFolder } from './cluster/apply.ts';
import { checkOperator } from './cluster/checkOperator.ts';
import { connectCluster, disconnectCluster, selectContext, showClusterStatus } from './cluster/connect.ts';
import { diffWithCluster } from './cluster/diffWithCluster.ts';
import { forceSync, forceSyncFailing, forceSyncFile, forceSyncPick, forceSyncStore } from './cluster/forceSync.ts';
import { restartConsumers, rotationImpact, verifySecret, waitUntilReady } from './cluster/ofResource.ts';
import { copyName, openManifest, showResource } from './cluster/resource.ts';
import type { MachineCommand } from './command.ts';
import { connectStore } from './connectStore.ts';
import { disconnectStore } from './disconnectStore.ts';
import { openWalkthrough } from './gettingStarted.ts';
import { listMore } from './listMore.ts';
import { downloadCrds } from './operatorVersion.ts';
import { refreshVaultListing } from './refreshVaultListing.ts';
import { showAccessLog } from './showAccessLog.ts';
import { signIn } from './signIn.ts';
import { createInVault, rotateInVault } from './writeVault.ts';

/**
 * The palette's commands that need a machine to work on: terminals, and a network to vaults and clusters. Those about a store take a
 * `StoreAddress`, which completion entries and the status item pass. In a browser they are not registered, and `package.json` hides them.
 */
export const commandsOfMachine: Readonly<Record<string, MachineCommand>> = {
  'externalSecrets.allowReadingValues': allowReadingValues,
  'externalSecrets.apply': apply,
  'externalSecrets.applyFolder': applyFolder,
  'externalSecrets.checkOperator': checkOperator,
  'externalSecrets.connectCluster': connectCluster,
  'externalSecrets.connectStore': connectStore,
  'externalSecrets.copyName': copyName,
  'externalSecrets.createInVault': createInVault,
  'externalSecrets.diffWithCluster': diffWithCluster,
  'externalSecrets.disconnectCluster': disconnectCluster,
  'externalSecrets.disconnectStore': disconnectStore,
  'externalSecrets.downloadCrds': downloadCrds,
  'externalSecrets.forceSync': forceSync,
  'externalSecrets.forceSyncFailing': forceSyncFailing,
  'externalSecrets.forceSyncFile': forceSyncFile,
  'externalSecrets.forceSyncPick': forceSyncPick,
  'externalSecrets.forceSyncStore': forceSyncStore,
  'externalSecrets.listMore': listMore,
  'externalSecrets.openManifest': openManifest,
  'externalSecrets.openWalkthrough': openWalkthrough,
  'externalSecrets.refreshVaultListing': refreshVaultListing,
  'externalSecrets.restartConsumers': restartConsumers,
  'externalSecrets.rotateInVault': rotateInVault,
  'externalSecrets.rotationImpact': rotationImpact,
  'externalSecrets.selectContext': selectContext,
  'externalSecrets.showAccessLog': showAccessLog,
  'externalSecrets.showClusterStatus': showClusterStatus,
  'externalSecrets.showResource': showResource,
  'externalSecrets.signIn': signIn,
  'externalSecrets.verifySecret': verifySecret,
  'externalSecrets.waitUntilReady': waitUntilReady,
};
