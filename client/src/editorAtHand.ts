import { languages, type TextEditor, window } from 'vscode';
import { documentSelector } from './clientOptions.ts';

/**
 * The editor that a command is about: the active one. While a page without text is active, such as the walkthrough, it is the manifest
 * that is in sight beside it.
 */
export function editorAtHand(): TextEditor | undefined {
  return (
    window.activeTextEditor ?? window.visibleTextEditors.find(({ document }) => languages.match(documentSelector, document) > 0)
  );
}
