import {
  type CancellationToken,
  CancellationTokenSource,
  commands,
  Disposable,
  languages,
  StatusBarAlignment,
  type TextEditor,
  window,
} from 'vscode';
import { type StoreAddress, type VaultStatus, type VaultStatusParams, vaultStatusRequest } from '../../../server/src/protocol.ts';
import { documentSelector } from '../clientOptions.ts';
import { editorAtHand } from '../editorAtHand.ts';
import type { Server } from '../server.ts';
import { isConnected, lookOf, lookOfStopped, type StatusLook } from './vaultStatusLook.ts';
import { reached } from './walkthrough.ts';

/** How long the caret must rest before the status is asked for, in milliseconds. */
const rest = 150;

/** The status item, and what it knows. */
export interface VaultStatusView {
  /** The state of the store under the caret of the editor at hand, asked now; undefined where there is none or no answer. */
  atCaret(): Promise<VaultStatus | undefined>;
  /** Whether the item is visible and tells about this store. */
  shows(store: StoreAddress): boolean;
  dispose(): void;
}

/**
 * Shows one item in the status bar while the caret is in a manifest of the operator: the vault of the store under the caret. Where no vault
 * can be asked, only of stores whose vault is their manifest.
 */
export function showVaultStatus(server: Server, hasVaults: boolean): VaultStatusView {
  const item = window.createStatusBarItem('externalSecrets.vault', StatusBarAlignment.Right, 100);
  item.name = 'External Secrets';
  item.command = 'externalSecrets.showStatus';
  let editor = manifestEditor(undefined);
  let shown: VaultStatus | undefined;
  let asking = new CancellationTokenSource();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const show = (status: VaultStatus | undefined) => {
    shown = status;
    if (status !== undefined && isConnected(status)) reached('storeConnected');
    const isShown = hasVaults || status?.state === 'manifest';
    const look = status === undefined ? lookOfOutage(server, editor) : isShown ? lookOf(status) : undefined;
    void commands.executeCommand(
      'setContext',
      'externalSecrets.vaultState',
      look === undefined ? undefined : (status?.state ?? 'stopped'),
    );
    if (look === undefined) return item.hide();
    Object.assign(item, look);
    item.show();
  };
  const update = async () => {
    asking.cancel();
    asking.dispose();
    asking = new CancellationTokenSource();
    const { token } = asking;
    const status = await askAtCaret(server, editor, token);
    if (!token.isCancellationRequested) show(status);
  };
  const updateSoon = () => {
    editor = manifestEditor(editor);
    clearTimeout(timer);
    timer = setTimeout(() => void update(), rest);
  };

  const listeners = Disposable.from(
    item,
    window.onDidChangeActiveTextEditor(updateSoon),
    window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === editor) updateSoon();
    }),
    server.onDidChangeState(updateSoon),
    server.onDidChangeVaults(updateSoon),
  );
  updateSoon();
  return {
    atCaret: () => askAtCaret(server, editor ?? editorAtHand()),
    shows: ({ kind, name, namespace, uri }) =>
      shown?.store.kind === kind && shown.store.name === name && shown.store.namespace === namespace && shown.store.uri === uri,
    dispose: () => {
      clearTimeout(timer);
      asking.cancel();
      asking.dispose();
      listeners.dispose();
    },
  };
}

/** The editor of the manifest at hand. Looking into an output channel, an editor too for VS Code, does not put it away. */
function manifestEditor(before: TextEditor | undefined): TextEditor | undefined {
  const active = window.activeTextEditor;
  if (active?.document.uri.scheme === 'output') return window.visibleTextEditors.find((visible) => visible === before);
  return active !== undefined && languages.match(documentSelector, active.document) > 0 ? active : undefined;
}

async function askAtCaret(
  server: Server,
  editor: TextEditor | undefined,
  token?: CancellationToken,
): Promise<VaultStatus | undefined> {
  if (editor === undefined) return undefined;
  const { line, character } = editor.selection.active;
  const uri = server.client.code2ProtocolConverter.asUri(editor.document.uri);
  const params: VaultStatusParams = { uri, line, character };
  return (await server.ask<VaultStatus | null>(vaultStatusRequest, params, token)) ?? undefined;
}

/** Without a server nobody reads the document, so its text is searched for the operator's API groups. */
function lookOfOutage(server: Server, editor: TextEditor | undefined): StatusLook | undefined {
  if (server.state !== 'stopped' || editor === undefined) return undefined;
  return editor.document.getText().includes('external-secrets.io/') ? lookOfStopped() : undefined;
}
