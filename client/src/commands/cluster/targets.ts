import { FileType, l10n, RelativePattern, type TextEditor, Uri, window, workspace } from 'vscode';
import {
  type ManifestTarget,
  type ResourceAddress,
  type ResourceAtParams,
  resourceAtRequest,
  type Syncable,
  syncablesRequest,
} from '../../../../server/src/protocol.ts';
import { editorAtHand } from '../../editorAtHand.ts';
import type { CommandContext } from '../command.ts';
import { manifestTargetOf, placeOf, resourceOf } from './arguments.ts';
import { pickSyncables } from './pickSyncables.ts';

/** The kinds that become ready. */
export const withReadiness = [
  'ExternalSecret',
  'ClusterExternalSecret',
  'PushSecret',
  'SecretStore',
  'ClusterSecretStore',
] as const;

/** How many files one command takes at most. */
const maxFiles = 500;

/**
 * The manifests that a command is about: those of its argument, else the files and folders selected in the explorer, else the active
 * editor: all of it, or the documents that a selection touches. Undefined where there is none, which the user has then been told.
 */
export async function chooseManifests(
  context: CommandContext,
  argument: unknown,
  selection: unknown,
): Promise<ManifestTarget | undefined> {
  const given = manifestTargetOf(argument) ?? placeTarget(argument);
  if (given !== undefined) return given;
  const uris = Array.isArray(selection) ? selection.filter((uri) => uri instanceof Uri) : [];
  if (uris.length > 0) return filesTarget(context, uris);
  const editor = editorAtHand();
  // Menus of the editor pass its document, but are about what is selected in it.
  if (argument instanceof Uri && argument.toString() !== editor?.document.uri.toString()) return filesTarget(context, [argument]);
  if (editor === undefined) {
    void window.showInformationMessage(l10n.t('Open a manifest first, or choose files in the explorer.'));
    return undefined;
  }
  return editor.selection.isEmpty ? { uris: [uriOf(context, editor)] } : caretTarget(context, editor);
}

/** All manifests of files and of whole folders. Undefined where there are none or too many, which the user has then been told. */
export async function filesTarget(context: CommandContext, uris: readonly Uri[]): Promise<ManifestTarget | undefined> {
  const files = new Map<string, Uri>();
  for (const uri of uris) for (const file of await filesOf(uri)) files.set(file.toString(), file);
  if (files.size === 0) {
    void window.showInformationMessage(l10n.t('There is no YAML or JSON file in that folder.'));
    return undefined;
  }
  if (files.size > maxFiles) {
    void window.showWarningMessage(l10n.t('That is more than {0} files. Choose a smaller folder.', maxFiles));
    return undefined;
  }
  return { uris: [...files.values()].map((uri) => context.server.client.code2ProtocolConverter.asUri(uri)).sort() };
}

/** The documents of the active editor that the caret or the selection touches; undefined where there is no editor. */
export function caretTarget(
  context: CommandContext,
  editor: TextEditor | undefined = editorAtHand(),
): ManifestTarget | undefined {
  if (editor === undefined) return undefined;
  const { start, end } = editor.selection;
  const asPosition = (position: typeof start) => ({ line: position.line, character: position.character });
  return { uris: [uriOf(context, editor)], range: { start: asPosition(start), end: asPosition(end) } };
}

/** The object that a command is about: its argument, else the one at the caret, else one that the user picks from the cluster. */
export async function chooseResource(
  context: CommandContext,
  argument: unknown,
  kinds: readonly string[],
  placeHolder: string,
): Promise<ResourceAddress | undefined> {
  const given = resourceOf(argument);
  if (given !== undefined) return given;
  const atCaret = await resourceAtCaret(context);
  if (atCaret !== undefined && kinds.includes(atCaret.kind)) return atCaret;
  const all = (await context.server.ask<readonly Syncable[]>(syncablesRequest)) ?? [];
  const syncables = all.filter(({ resource }) => kinds.includes(resource.kind));
  if (syncables.length === 0) {
    void window.showInformationMessage(l10n.t('Put the caret into the manifest of: {0}.', kinds.join(', ')));
    return undefined;
  }
  return pickSyncables(syncables, { placeHolder, many: false }).then((picked) => picked?.[0]);
}

async function resourceAtCaret(context: CommandContext): Promise<ResourceAddress | undefined> {
  const editor = editorAtHand();
  if (editor === undefined) return undefined;
  const { line, character } = editor.selection.active;
  const params: ResourceAtParams = { uri: uriOf(context, editor), line, character };
  return (await context.server.ask<ResourceAddress | null>(resourceAtRequest, params)) ?? undefined;
}

function placeTarget(argument: unknown): ManifestTarget | undefined {
  const place = placeOf(argument);
  if (place === undefined) return undefined;
  const position = { line: place.line, character: 0 };
  return { uris: [place.uri], range: { start: position, end: position } };
}

function uriOf({ server }: CommandContext, editor: TextEditor): string {
  return server.client.code2ProtocolConverter.asUri(editor.document.uri);
}

async function filesOf(uri: Uri): Promise<readonly Uri[]> {
  const isFolder = await Promise.resolve(workspace.fs.stat(uri)).then(
    ({ type }) => (type & FileType.Directory) !== 0,
    () => false,
  );
  if (!isFolder) return [uri];
  return workspace.findFiles(new RelativePattern(uri, '**/*.{yaml,yml,json}'), '**/node_modules/**', maxFiles + 1);
}
