import type { ApplyWorkspaceEditResult, ClientCapabilities, Connection, WorkspaceEdit } from 'vscode-languageserver';
import type { Interaction } from '../../cluster/interaction.ts';
import { type Localisation, type Phrase, phrase } from '../../localisation.ts';
import { serverCommands, type WorkspaceFixResult } from '../../protocol.ts';
import { rules } from '../../rules/index.ts';
import type { FileFixes, FixScope, WorkspaceFixer, WorkspaceFixes } from '../../workspaceFixes.ts';
import type { ServerCommand } from './command.ts';

/** What the commands about fixes work with. */
export interface FixCommandsOptions {
  readonly fixes: WorkspaceFixer;
  readonly connection: Pick<Connection, 'workspace'>;
  readonly capabilities: ClientCapabilities;
  /** Whether the client shows edits for review and applies them itself. */
  readonly ownClient: boolean;
}

/** The commands that change all manifests of the workspace. Nothing is changed without a review or a question. */
export function fixCommands(options: FixCommandsOptions): Readonly<Record<string, ServerCommand>> {
  const over = (title: string, scope: FixScope): ServerCommand => ({
    title,
    run: ({ interaction }) => fixWorkspace(options, scope, interaction),
  });
  return {
    [serverCommands.fixWorkspace]: over('Fix all in workspace', 'all'),
    [serverCommands.migrateWorkspace]: over('Migrate all manifests to v1', 'migration'),
  };
}

async function fixWorkspace(
  { capabilities, connection, fixes, ownClient }: FixCommandsOptions,
  scope: FixScope,
  interaction: Interaction,
): Promise<WorkspaceFixResult> {
  const { l10n } = interaction;
  const found = await fixes.collect(scope, interaction);
  if (interaction.token.isCancellationRequested) return ended('cancelled', l10n.t('Nothing was changed.'));
  if (found.refusal !== undefined) return ended('refused', found.refusal);
  const rest = restOf(found, l10n);
  if (found.files.length === 0) return ended('done', `${l10n.of(nothing[scope])}${rest}`);
  if (ownClient)
    return { ...ended('done', `${sizeOf(found.files, scope, l10n)}.${rest}`), edit: reviewedEdit(found.files, scope, l10n) };
  const action = l10n.of(actions[scope]);
  const [first] = found.files.length === 1 ? found.files.map(({ uri }) => nameOf(uri)) : [];
  const question = {
    message: `${action}: ${sizeOf(found.files, scope, l10n)}${first === undefined ? '' : ` (${first})`}?`,
    detail: `${l10n.t('The files are changed in your editor; nothing is applied to a cluster.')}${rest}`,
    actions: [action],
  };
  if ((await interaction.ask(question)) !== action) return ended('cancelled', l10n.t('Nothing was changed.'));
  const current = await fixes.current(found.files);
  const skipped = found.files.length - current.length;
  const left =
    skipped === 0
      ? ''
      : ` ${skipped === 1 ? l10n.t('1 file changed meanwhile and was left alone.') : l10n.t('{0} files changed meanwhile and were left alone.', skipped)}`;
  if (current.length === 0) return ended('refused', `${l10n.t('Nothing was changed.')}${left}`);
  const answer = await connection.workspace.applyEdit({ label: action, edit: plainEdit(current, capabilities) });
  if (!answer.applied) return ended('failed', refused(answer, l10n));
  return ended('done', `${l10n.t('{0}: done.', sizeOf(current, scope, l10n))}${left}${rest}`);
}

const actions: Readonly<Record<FixScope, Phrase>> = { all: phrase('Fix All'), migration: phrase('Migrate All') };

const nothing: Readonly<Record<FixScope, Phrase>> = {
  all: phrase('There is nothing in this workspace that can be fixed without asking.'),
  migration: phrase(
    'There is nothing to migrate: no manifest of this workspace has an apiVersion that the newest ESO does not serve.',
  ),
};

function sizeOf(files: readonly FileFixes[], scope: FixScope, l10n: Localisation): string {
  const count = files.reduce((sum, file) => sum + file.fixes, 0);
  const where = files.length === 1 ? l10n.t('1 file') : l10n.t('{0} files', files.length);
  if (scope === 'all') return count === 1 ? l10n.t('1 problem in {0}', where) : l10n.t('{0} problems in {1}', count, where);
  return count === 1 ? l10n.t('1 manifest in {0}', where) : l10n.t('{0} manifests in {1}', count, where);
}

/** What was not looked at, and what was not taken. */
function restOf({ broken, more }: WorkspaceFixes, l10n: Localisation): string {
  const unread =
    broken === 0
      ? ''
      : ` ${broken === 1 ? l10n.t('1 document with broken YAML is left alone.') : l10n.t('{0} documents with broken YAML are left alone.', broken)}`;
  return `${unread}${more ? ` ${l10n.t('There is more: run the command again afterwards.')}` : ''}`;
}

/** With a review of each kind of change, by file or by rule as the user likes. */
function reviewedEdit(files: readonly FileFixes[], scope: FixScope, l10n: Localisation): WorkspaceEdit {
  const ids = new Set(files.flatMap(({ edits }) => edits.map(({ rule }) => rule)));
  const annotations = [...ids].map((id) => {
    const label =
      scope === 'migration' ? l10n.t('Migrate to v1') : (rules.find(({ meta }) => meta.id === id)?.meta.summary ?? id);
    return [id, { label, needsConfirmation: true, description: id }] as const;
  });
  return {
    changeAnnotations: Object.fromEntries(annotations),
    documentChanges: files.map(({ edits, uri, version }) => ({
      textDocument: { uri, version },
      edits: edits.map(({ edit, rule }) => ({ ...edit, annotationId: rule })),
    })),
  };
}

function plainEdit(files: readonly FileFixes[], { workspace }: ClientCapabilities): WorkspaceEdit {
  if (workspace?.workspaceEdit?.documentChanges !== true)
    return { changes: Object.fromEntries(files.map(({ edits, uri }) => [uri, edits.map(({ edit }) => edit)])) };
  return {
    documentChanges: files.map(({ edits, uri, version }) => ({
      textDocument: { uri, version },
      edits: edits.map(({ edit }) => edit),
    })),
  };
}

function refused({ failureReason }: ApplyWorkspaceEditResult, l10n: Localisation): string {
  return failureReason === undefined
    ? l10n.t('The editor did not make the changes.')
    : l10n.t('The editor did not make the changes: {0}', failureReason);
}

function nameOf(uri: string): string {
  return decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
}

function ended(outcome: WorkspaceFixResult['outcome'], message: string): WorkspaceFixResult {
  return { outcome, message, items: [] };
}
