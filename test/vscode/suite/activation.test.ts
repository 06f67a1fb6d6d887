import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activeExtension, openManifest } from './editing.ts';

describe('the extension in VS Code', () => {
  it('activates on a YAML file', async () => {
    const document = await openManifest('apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n');
    assert.equal(document.languageId, 'yaml');
    assert.equal((await activeExtension()).isActive, true);
  });

  it('registers every command that its manifest announces', async () => {
    const extension = await activeExtension();
    const announced: readonly { readonly command: string }[] = extension.packageJSON.contributes.commands;
    assert.ok(announced.length > 0, 'the manifest announces commands');
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      announced.filter(({ command }) => !registered.includes(command)),
      [],
    );
  });
});
