import {
  commands,
  l10n,
  Position,
  Range,
  Selection,
  type TextDocument,
  Uri,
  ViewColumn,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import {
  type ConvertOffer,
  type ConvertResult,
  type ConvertTarget,
  convertOfferRequest,
  serverCommands,
} from '../../../server/src/protocol.ts';
import { editorAtHand } from '../editorAtHand.ts';
import { plainMessage } from '../plainText.ts';
import { tellResult } from './cluster/results.ts';
import type { Command, CommandContext } from './command.ts';
import { askForConversion } from './convertQuestions.ts';
import { execute } from './serverEnd.ts';
import { serverRuns } from './store.ts';

/**
 * *Convert to ExternalSecret…*: of the Secret at the caret, or a `.env` file that is open or chosen in the explorer. The server reads it
 * and writes the manifest; here only names are asked for and shown.
 */
export const convertToExternalSecret: Command = async (context, argument) => {
  if (!(await serverRuns(context))) return;
  const target = targetOf(context, argument);
  if (target === undefined) {
    const advice = l10n.t(
      'Open a manifest with a Secret, put the caret into it, and run the command again; or choose a .env file.',
    );
    void window.showInformationMessage(advice);
    return;
  }
  if (!(await isSaved(target.uri))) return;
  const offer = await context.server.ask<ConvertOffer | null>(convertOfferRequest, target);
  if (!offer) return;
  if (offer.refusal !== undefined) {
    void window.showWarningMessage(plainMessage(offer.refusal, 500));
    return;
  }
  const asked = await askForConversion(offer);
  if (asked === undefined) return;
  const made = await execute<ConvertResult>(context, serverCommands.convertToExternalSecret, {
    ...target,
    answers: asked.answers,
  });
  if (made?.text === undefined) return await tellResult(made);
  const document = asked.isBelow ? await insertBelow(target.uri, made) : await openBeside(made);
  if (document !== undefined) await tellEnd(context, made, document);
};

/** A place that a code action passes, a file that the explorer passes, else the editor with the caret. */
function targetOf({ server }: CommandContext, argument: unknown): ConvertTarget | undefined {
  const uriOf = (uri: Uri) => server.client.code2ProtocolConverter.asUri(uri);
  if (argument instanceof Uri) return { uri: uriOf(argument) };
  const { uri, line, character } = (argument ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof uri === 'string' && typeof line === 'number' && typeof character === 'number') return { uri, line, character };
  const editor = editorAtHand();
  if (editor === undefined) return undefined;
  const at = uriOf(editor.document.uri);
  return isEnvFile(editor.document.uri) ? { uri: at } : { uri: at, ...positionOf(editor.selection.active) };
}

function positionOf({ line, character }: Position): Pick<ConvertTarget, 'line' | 'character'> {
  return { line, character };
}

function isEnvFile({ path }: Uri): boolean {
  return /(?:^|\/)(?:\.env[^/]*|[^/]+\.env)$/.test(path);
}

/** The server reads `.env` files from the disk: they are none of its documents, and their text does not go to it. */
async function isSaved(uri: string): Promise<boolean> {
  const document = workspace.textDocuments.find((each) => each.uri.toString() === Uri.parse(uri).toString());
  if (document === undefined || !isEnvFile(document.uri) || !document.isDirty) return true;
  const save = l10n.t('Save and Convert');
  const chosen = await window.showInformationMessage(
    l10n.t('The file has changes that are not saved. It is read from the disk.'),
    save,
  );
  return chosen === save && (await document.save());
}

async function openBeside({ languageId = 'yaml', text = '' }: ConvertResult): Promise<TextDocument> {
  const document = await workspace.openTextDocument({ language: languageId, content: text });
  const editor = await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: false });
  editor.selection = firstKey(document, 0);
  return document;
}

/** Nothing comes between the server's look at the text and the change: what has been typed into since stays as it is. */
async function insertBelow(uri: string, { below }: ConvertResult): Promise<TextDocument | undefined> {
  if (below === undefined) return undefined;
  const document = await workspace.openTextDocument(Uri.parse(uri));
  if (document.version !== below.version) {
    void window.showWarningMessage(l10n.t('Nothing was changed: a file was edited meanwhile. Run the command again.'));
    return undefined;
  }
  const at = new Position(below.at.line, below.at.character);
  const edit = new WorkspaceEdit();
  edit.insert(document.uri, at, below.newText);
  if (!(await workspace.applyEdit(edit))) return undefined;
  const editor = await window.showTextDocument(document);
  editor.selection = firstKey(document, document.offsetAt(at));
  editor.revealRange(new Range(at, editor.selection.end));
  return document;
}

/** The caret in the first entry, where *Create in Vault…* takes its key from. */
function firstKey(document: TextDocument, from: number): Selection {
  const found = document
    .getText()
    .slice(from)
    .search(/(?:secretKey|extract)["']?:/);
  const place = document.positionAt(from + Math.max(0, found));
  return new Selection(place, place);
}

async function tellEnd(
  { documents, hasMachine }: CommandContext,
  { hasStore, message, steps }: ConvertResult,
  made: TextDocument,
): Promise<void> {
  const [create, next] = [l10n.t('Create in Vault…'), l10n.t('What to Do Now')];
  const chosen = await window.showInformationMessage(
    plainMessage(message, 500),
    ...(hasStore && hasMachine ? [create] : []),
    next,
  );
  if (chosen === next) {
    const text = steps.map((step, i) => `${i + 1}. ${step}\n`).join('\n');
    await documents.showText(l10n.t('What to do now'), text);
  }
  if (chosen !== create) return;
  await window.showTextDocument(made);
  await commands.executeCommand('externalSecrets.createInVault');
}
