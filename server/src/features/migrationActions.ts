import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import type { ManifestFile } from '../syntax/manifest.ts';
import { type FoundInFile, preferredEdits } from './codeActions.ts';
import type { FeatureContext } from './context.ts';
import { lastServing, migrationOf } from './migration.ts';

/**
 * What is offered beside *Migrate to v1* on an apiVersion of former days: the rest of the file and of the workspace and, while the ESO
 * version is only assumed, to say that the cluster is an older one. Nothing where no such finding is among those given.
 */
export async function migrationActions(
  touched: readonly FoundInFile[],
  { uri, file }: { readonly uri: string; readonly file: ManifestFile },
  { client: { commands }, l10n, operatorVersion, schemas }: FeatureContext,
): Promise<readonly CodeAction[]> {
  const old = touched.find(({ placed }) => placed.finding.rule === 'unserved-version')?.placed.resource;
  if (old === undefined) return [];
  const actions: CodeAction[] = [];
  const kind = CodeActionKind.QuickFix;
  const { edits, fixed } = preferredEdits((await migrationOf(uri, file, schemas)).found, file.lines);
  if (fixed.length > 1) actions.push({ title: l10n.t('Migrate all in this file'), kind, edit: { changes: { [uri]: edits } } });
  const all = l10n.t('Migrate all in the workspace…');
  if (commands.migrateWorkspace !== undefined)
    actions.push({ title: all, kind, command: { title: all, command: commands.migrateWorkspace } });
  const last = operatorVersion === undefined ? await lastServing(old, schemas, schemas.versions.at(-1)) : undefined;
  if (last !== undefined && commands.setOperatorVersion !== undefined) {
    const title = l10n.t('My cluster runs ESO {0} or older', last.split('.').slice(0, 2).join('.'));
    actions.push({ title, kind, command: { title, command: commands.setOperatorVersion, arguments: [last] } });
  }
  return actions;
}
