import { l10n, window } from 'vscode';
import {
  type CommandResult,
  type Syncable,
  type SyncTarget,
  serverCommands,
  syncablesRequest,
} from '../../../../server/src/protocol.ts';
import { plainMessage } from '../../plainText.ts';
import type { MachineCommand, MachineContext } from '../command.ts';
import { chooseStore, serverRuns } from '../store.ts';
import { isStore, manifestTargetOf, resourceOf, syncTargetOf } from './arguments.ts';
import { pickSyncables } from './pickSyncables.ts';
import { tellResult } from './results.ts';
import { runCommand } from './run.ts';
import { caretTarget, chooseManifests } from './targets.ts';

/** *Force Sync*: what a CodeLens or the tree names, else the manifest at the caret, else what the user picks. */
export const forceSync: MachineCommand = async (context, argument, selection) => {
  const manifests = caretTarget(context);
  const target = syncTargetOf(argument, selection) ?? (manifests === undefined ? undefined : { manifests });
  if (target === undefined) await forceSyncPick(context, undefined);
  else await sync(context, target);
};

/** *Force Sync All in File*: everything of the active editor, or of what is selected in the explorer. */
export const forceSyncFile: MachineCommand = async (context, argument, selection) => {
  const manifests = await chooseManifests(context, argument, selection);
  if (manifests !== undefined) await sync(context, { manifests: manifestTargetOf({ uris: manifests.uris }) ?? manifests });
};

/** *Force Sync All of Store*: everything that fetches through the store of the tree, under the caret, or that the user picks. */
export const forceSyncStore: MachineCommand = async (context, argument) => {
  const given = resourceOf(argument);
  const store =
    given !== undefined && isStore(given)
      ? given
      : await chooseStore(context, undefined, l10n.t('Choose the store whose users are to be synced'));
  if (store !== undefined) await sync(context, { store });
};

/** *Force Sync All Failing*: everything that is not ready. */
export const forceSyncFailing: MachineCommand = (context) => sync(context, { failing: true });

/** *Force Sync…*: what the user picks from the cluster. */
export const forceSyncPick: MachineCommand = async (context) => {
  if (!(await serverRuns(context))) return;
  const syncables = (await context.server.ask<readonly Syncable[]>(syncablesRequest)) ?? [];
  if (syncables.length === 0) {
    const { state, message } = context.cluster.status ?? {};
    const nothing = l10n.t('There is nothing to force-sync in the cluster.');
    void window.showInformationMessage(plainMessage(state === 'connected' ? nothing : message || nothing, 500));
    return;
  }
  const placeHolder = l10n.t('Choose what is fetched anew; you are asked once more before it happens');
  const resources = await pickSyncables(syncables, { title: l10n.t('Force Sync'), placeHolder, many: true });
  if (resources !== undefined && resources.length > 0) await sync(context, { resources });
};

async function sync(context: MachineContext, target: SyncTarget): Promise<void> {
  await tellResult(await runCommand<CommandResult>(context, serverCommands.forceSync, target, l10n.t('Force sync')));
}
