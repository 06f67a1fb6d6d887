import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activeExtension, completionLabels, diagnosticsWhere, eventually, hoverText, openManifest } from './editing.ts';

const manifest = (spec: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
spec:
${spec}`;

describe('the language server in VS Code', () => {
  before(activeExtension);

  it('underlines a value that ESO refuses, and takes the underline back when it is mended', async () => {
    const document = await openManifest(manifest('  target:\n    creationPolicy: Ownr\n  data: []\n'));
    const found = await diagnosticsWhere(document, 'the mistake', (ours) =>
      ours.some(({ range }) => document.getText(range) === 'Ownr'),
    );
    const [diagnostic] = found.filter(({ range }) => document.getText(range) === 'Ownr');
    assert.equal(diagnostic?.severity, vscode.DiagnosticSeverity.Error);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, diagnostic.range, 'Owner');
    await vscode.workspace.applyEdit(edit);
    await diagnosticsWhere(document, 'no mistake', (ours) => !ours.some(({ message }) => message.includes('Ownr')));
  });

  it('completes the kinds of the group', async () => {
    const document = await openManifest('apiVersion: external-secrets.io/v1\nkind: \n');
    const labels = await eventually('the kinds', async () => {
      const offered = await completionLabels(document, 'kind: ');
      return offered.includes('ExternalSecret') ? offered : undefined;
    });
    for (const kind of ['ClusterExternalSecret', 'SecretStore', 'ClusterSecretStore']) assert.ok(labels.includes(kind), kind);
  });

  it('explains a field on hover', async () => {
    const document = await openManifest(manifest('  refreshInterval: 1h\n'));
    const card = await eventually('the card', async () => (await hoverText(document, 'refreshInterval')) || undefined);
    assert.match(card, /refreshInterval/);
  });

  it('shows who uses a store, by the command of VS Code', async () => {
    const store =
      'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: used}\nspec: {provider: {fake: {data: []}}}\n';
    const document = await openManifest(`${store}---\n${manifest('  secretStoreRef: {name: used}\n  data: []\n')}`);
    const lens = await eventually('the lens', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 9);
      return found.find(({ command }) => command?.title === 'Used by 1 ExternalSecret');
    });
    const [uri, position, places] = lens.command?.arguments ?? [];
    assert.ok(uri instanceof vscode.Uri && position instanceof vscode.Position && places[0] instanceof vscode.Location);
    assert.equal(document.getText(places[0].range), 'used');
  });

  it('leaves other YAML alone', async () => {
    const document = await openManifest('apiVersion: v1\nkind: ConfigMap\nspec: {creationPolicy: Ownr}\n');
    const ours = await openManifest(manifest('  target:\n    creationPolicy: Ownr\n'));
    await diagnosticsWhere(ours, 'the mistake in our document', (found) => found.length > 0);
    await diagnosticsWhere(document, 'nothing in the other', (found) => found.length === 0);
    assert.equal(await hoverText(document, 'creationPolicy'), '');
  });
});
