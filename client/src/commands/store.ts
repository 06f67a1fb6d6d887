import { l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import { type StoreAddress, storesRequest, type VaultStatus } from '../../../server/src/protocol.ts';
import { isConnected } from '../features/vaultStatusLook.ts';
import { reached } from '../features/walkthrough.ts';
import { plainLabel, plainMessage } from '../plainText.ts';
import type { CommandContext } from './command.ts';
import { restartServer } from './restartServer.ts';
import { execute } from './serverEnd.ts';

/** The store that an argument names, or undefined where it is no store address. */
export function storeOf(argument: unknown): StoreAddress | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { kind, name, namespace, uri } = argument as Record<string, unknown>;
  if ((kind !== 'SecretStore' && kind !== 'ClusterSecretStore') || typeof name !== 'string' || name === '') return undefined;
  return {
    kind,
    name,
    ...(typeof namespace === 'string' ? { namespace } : {}),
    ...(typeof uri === 'string' ? { uri } : {}),
  };
}

/** The store a command is about: its argument, else the one under the caret, else one that the user picks. */
export async function chooseStore(
  context: CommandContext,
  argument: unknown,
  placeHolder: string,
): Promise<StoreAddress | undefined> {
  const given = storeOf(argument);
  if (given !== undefined || !(await serverRuns(context))) return given;
  return (await context.status.atCaret())?.store ?? (await pickStore(context, placeHolder));
}

/** Runs a command of the server about a store, and tells its outcome where the status item does not. */
export async function runOnStore(context: CommandContext, command: string, store: StoreAddress): Promise<void> {
  if (!(await serverRuns(context))) return;
  const status = await execute<VaultStatus>(context, command, store);
  if (status !== undefined && isConnected(status)) reached('storeConnected');
  if (status && !context.status.shows(status.store)) tell(status);
}

/** Whether the server can be asked; where it stays down the user is offered to restart it. */
export async function serverRuns(context: CommandContext): Promise<boolean> {
  const runs = () => context.server.state === 'running';
  if (context.server.state === 'starting') await context.server.start();
  if (runs()) return true;
  const restart = l10n.t('Restart Server');
  const chosen = await window.showWarningMessage(l10n.t('The External Secrets language server is not running.'), restart);
  if (chosen === restart) await restartServer(context, undefined);
  return runs();
}

async function pickStore({ server }: CommandContext, placeHolder: string): Promise<StoreAddress | undefined> {
  const stores = (await server.ask<readonly StoreAddress[]>(storesRequest, {})) ?? [];
  if (stores.length === 0) {
    const advice = l10n.t(
      'No store with a vault to connect to was found in this workspace. Open the manifest of a SecretStore or ClusterSecretStore, or the folder that holds it.',
    );
    void window.showInformationMessage(advice);
    return undefined;
  }
  const isShared = ({ name }: StoreAddress) => stores.filter((other) => other.name === name).length > 1;
  const items = stores.map((store): QuickPickItem & { readonly store: StoreAddress } => ({
    label: `$(key) ${plainLabel(store.name, 100)}`,
    description: store.namespace === undefined ? store.kind : plainLabel(l10n.t('{0} in {1}', store.kind, store.namespace), 100),
    ...(isShared(store) ? { detail: plainLabel(fileOf(store), 200) } : {}),
    store,
  }));
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.store;
}

/** What tells stores of the same name apart. */
function fileOf({ uri }: StoreAddress): string {
  return uri === undefined ? '' : workspace.asRelativePath(Uri.parse(uri));
}

/** Tells the outcome where no status item does: in passing, or as a message where something is to be mended. */
function tell(status: VaultStatus): void {
  if (status.state === 'problem') void window.showWarningMessage(plainMessage(`${status.text}. ${status.tooltip}`, 300));
  else window.setStatusBarMessage(`$(key) ${plainLabel(outcomeOf(status), 80)}`, 5000);
}

function outcomeOf({ store, state, text }: VaultStatus): string {
  if (state === 'connected') return l10n.t('{0}: connected', store.name);
  if (state === 'not-connected') return l10n.t('{0}: not connected', store.name);
  return text;
}
