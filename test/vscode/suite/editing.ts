import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** The extension under test, activated. */
export async function activeExtension(): Promise<vscode.Extension<unknown>> {
  const extension = vscode.extensions.all.find((candidate) => candidate.packageJSON.name === 'vscode-external-secrets');
  assert.ok(extension, 'the extension is installed');
  await extension.activate();
  return extension;
}

/** Writes a manifest to a file of its own and opens it in an editor. */
export async function openManifest(text: string, name = 'manifest.yaml'): Promise<vscode.TextDocument> {
  const path = join(mkdtempSync(join(tmpdir(), 'external-secrets-suite-')), name);
  writeFileSync(path, text);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Waits until a condition gives something, asking again after every change that VS Code announces and ten times a second. */
export async function eventually<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`It never came: ${what}`);
}

/** Our diagnostics on a document, once a condition on them holds. */
export async function diagnosticsWhere(
  document: vscode.TextDocument,
  what: string,
  holds: (ours: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  return await eventually(what, () => {
    const ours = vscode.languages.getDiagnostics(document.uri).filter((diagnostic) => diagnostic.source === 'external-secrets');
    return holds(ours) ? ours : undefined;
  });
}

/** The labels that completion offers at the end of the first place where a text stands. */
export async function completionLabels(document: vscode.TextDocument, after: string): Promise<readonly string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(document.getText().indexOf(after) + after.length),
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

/** The text of every hover card on the first place where a text stands. */
export async function hoverText(document: vscode.TextDocument, on: string): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(document.getText().indexOf(on) + 1),
  );
  return hovers
    .flatMap((hover) => hover.contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}
