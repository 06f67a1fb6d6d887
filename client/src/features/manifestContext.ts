import { commands, Disposable, languages, type TextDocument, window, workspace } from 'vscode';
import { documentSelector } from '../clientOptions.ts';
import { looksLikeManifest } from '../manifestText.ts';

/** How long typing must pause before the text is looked at again, in milliseconds. */
const pause = 300;

/** Keeps the context key `externalSecrets.isManifest` true while the active editor holds a manifest that could be applied. */
export function followManifests(): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let known: boolean | undefined;
  const look = () => {
    const document = window.activeTextEditor?.document;
    const now = document !== undefined && canBeApplied(document);
    if (now === known) return;
    known = now;
    void commands.executeCommand('setContext', 'externalSecrets.isManifest', now);
  };
  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, pause);
  };
  look();
  return Disposable.from(
    window.onDidChangeActiveTextEditor(look),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document === window.activeTextEditor?.document) lookSoon();
    }),
    new Disposable(() => clearTimeout(timer)),
  );
}

/** Templates of Helm are no manifests yet: what they become is known to Helm alone. */
function canBeApplied(document: TextDocument): boolean {
  if (document.languageId !== 'yaml' && document.languageId !== 'json') return false;
  return languages.match(documentSelector, document) > 0 && looksLikeManifest(document.getText());
}
