import { l10n, languages, Position, SnippetString, type TextDocument, type TextEditor, Uri, window, workspace } from 'vscode';
import type { NewManifestResult } from '../../../server/src/protocol.ts';
import { documentSelector, fileSchemes } from '../clientOptions.ts';
import { looksLikeManifest } from '../manifestText.ts';
import { plainLabel } from '../plainText.ts';
import { type Choice, type NoAnswer, pickOne, type StepPlace } from './steps.ts';

/** Where a new manifest goes: behind what a document has, into a file of a folder, or into one without a name. */
export type Target = { readonly document: TextDocument } | { readonly folder: Uri } | 'untitled';

/** The document of the active editor, where one may write a manifest into it. */
export function activeDocument(): TextDocument | undefined {
  const document = window.activeTextEditor?.document;
  return document !== undefined && document.languageId === 'yaml' && languages.match(documentSelector, document) > 0
    ? document
    : undefined;
}

/** Whether a document waits for a manifest: nothing stands in it, or nothing behind its last `---`. */
export function isWaiting(document: TextDocument): boolean {
  const lines = document.getText().split(/\r?\n/);
  const last = lines.filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#')).at(-1);
  return last === undefined || /^---\s*$/.test(last);
}

/** Asks where to put it. Nothing is written to the disk before the user saves. */
export async function askTarget(
  place: StepPlace,
  fileName: string,
  folders: readonly string[],
  before: Target | undefined,
): Promise<{ readonly value: Target } | NoAnswer> {
  const document = activeDocument();
  const items: Choice<Target>[] = [];
  if (document !== undefined && looksLikeManifest(document.getText())) {
    const label = l10n.t('At the End of {0}', plainLabel(lastName(document.uri), 80));
    items.push({ label: `$(edit) ${label}`, description: l10n.t('as a document of its own'), value: { document } });
  }
  for (const folder of foldersFor(document, folders)) {
    items.push({
      label: `$(new-file) ${plainLabel(fileName, 80)}`,
      description: l10n.t('new file in {0}', plainLabel(folderName(folder), 150)),
      value: { folder },
    });
  }
  items.push({ label: `$(file) ${l10n.t('Untitled')}`, description: l10n.t('choose the file when saving'), value: 'untitled' });
  return pickOne<Target>(place, {
    placeholder: l10n.t('Where to? Nothing is saved yet.'),
    items,
    isChosen: (value) => before !== undefined && keyOf(value) === keyOf(before),
  });
}

/** Writes the manifest, with the caret at its first tab stop. */
export async function writeManifest(
  target: Target,
  { fileName = 'manifest.yaml', snippet = '' }: NewManifestResult,
): Promise<TextEditor> {
  const document = await documentFor(target, fileName);
  const editor = await window.showTextDocument(document);
  const text = document.getText();
  const end = document.lineAt(document.lineCount - 1).range.end;
  const lineEnd = end.character > 0 ? '\n' : '';
  const gap = text.trim() === '' || isWaiting(document) ? lineEnd : `${lineEnd}---\n`;
  await editor.insertSnippet(new SnippetString(gap + snippet), new Position(end.line, end.character));
  return editor;
}

async function documentFor(target: Target, fileName: string): Promise<TextDocument> {
  if (target === 'untitled') return workspace.openTextDocument({ language: 'yaml' });
  return 'document' in target ? target.document : workspace.openTextDocument(await freeFile(target.folder, fileName));
}

/** A document that becomes a new file of the folder when it is saved: under a name that nothing there has. */
async function freeFile(folder: Uri, fileName: string): Promise<Uri> {
  const [stem] = fileName.split(/\.yaml$/);
  for (let n = 1; ; n++) {
    const name = n === 1 ? fileName : `${stem}-${n}.yaml`;
    const file = Uri.joinPath(folder, name);
    const draft = Uri.from({ scheme: 'untitled', path: file.path });
    const isOpen = workspace.textDocuments.some(({ uri }) => uri.toString() === draft.toString());
    const isThere = await workspace.fs.stat(file).then(
      () => true,
      () => false,
    );
    if (!isOpen && !isThere) return draft;
  }
}

/** The folders that are likely: that of the active file, those with manifests, the workspace's own. */
function foldersFor(document: TextDocument | undefined, folders: readonly string[]): readonly Uri[] {
  const own = document === undefined || document.isUntitled ? [] : [Uri.joinPath(document.uri, '..')];
  const roots = (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const known = folders.slice(0, 10).map((folder) => Uri.parse(folder));
  const all = [...own, ...known, ...roots].filter(({ scheme }) => fileSchemes.has(scheme));
  return [...new Map(all.map((uri) => [uri.toString(), uri])).values()];
}

/** The same for the same place. */
function keyOf(target: Target): string {
  if (target === 'untitled') return target;
  return 'document' in target ? `document ${target.document.uri.toString()}` : `folder ${target.folder.toString()}`;
}

/** A folder as the explorer names it. */
function folderName(folder: Uri): string {
  const root = workspace.workspaceFolders?.find(({ uri }) => uri.toString() === folder.toString());
  return root?.name ?? workspace.asRelativePath(folder);
}

function lastName({ path }: Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
