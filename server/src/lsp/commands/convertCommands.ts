import type { ApplyWorkspaceEditResult, ClientCapabilities, Connection, WorkspaceEdit } from 'vscode-languageserver';
import type { Interaction } from '../../cluster/interaction.ts';
import type { ConversionService } from '../../conversionService.ts';
import type { Log } from '../../host.ts';
import { type Localisation, type Phrase, phrase } from '../../localisation.ts';
import { besideFile } from '../../model/kustomization.ts';
import {
  type ConvertAnswers,
  type ConvertLayout,
  type ConvertLayoutOffer,
  type ConvertOffer,
  type ConvertResult,
  type ConvertTarget,
  serverCommands,
} from '../../protocol.ts';
import { readConvertTarget, required } from './arguments.ts';
import type { ServerCommand } from './command.ts';

/** What the command below works with. */
export interface ConvertCommandOptions {
  readonly conversions: ConversionService;
  readonly connection: Pick<Connection, 'workspace'>;
  readonly capabilities: ClientCapabilities;
  readonly log: Pick<Log, 'info'>;
  /** Whether the client asks the questions and opens the manifest itself. */
  readonly ownClient: boolean;
}

/** The command that makes an ExternalSecret of a plain Secret or a `.env` file. */
export function convertCommands(options: ConvertCommandOptions): Readonly<Record<string, ServerCommand>> {
  return {
    [serverCommands.convertToExternalSecret]: {
      title: 'Convert to ExternalSecret',
      async run({ argument, interaction }) {
        const target = required(readConvertTarget(argument), 'a file, or a place in one: { uri, line, character }');
        return options.ownClient ? options.conversions.convert(target) : convertInEditor(options, target, interaction);
      },
    },
  };
}

/** For other editors: asks what buttons can answer, and has the editor put the manifest into its place. */
async function convertInEditor(
  options: ConvertCommandOptions,
  target: ConvertTarget,
  interaction: Interaction,
): Promise<ConvertResult> {
  const { l10n } = interaction;
  const offer = await options.conversions.offer(target);
  if (offer.refusal !== undefined) return without('refused', offer.refusal);
  const answers = await askFor(offer, target.answers ?? {}, interaction);
  if (answers === undefined) return without('cancelled', l10n.t('Nothing was converted.'));
  const result = await options.conversions.convert({ ...target, answers });
  if (result.text === undefined) return result;
  options.log.info([result.message, ...result.steps].join('\n'));
  const edit = editFor(target.uri, result, options.capabilities);
  if (edit === undefined) {
    options.log.info(result.text);
    return {
      ...result,
      message: `${result.message} ${l10n.t('This editor cannot make a file for it: the manifest is in the log.')}`,
    };
  }
  const answer = await options.connection.workspace.applyEdit({ label: 'Convert to ExternalSecret', edit });
  return answer.applied ? result : { ...result, outcome: 'failed', message: notMade(answer, l10n) };
}

const layoutTitles: Readonly<Record<ConvertLayout, Phrase>> = {
  properties: phrase('One Secret, a Property per Key'),
  keys: phrase('A Secret per Key'),
  extract: phrase('One Secret, All of It'),
};

/** As many as fit beside each other. */
const mostStores = 6;

/**
 * Undefined where the user cancels. Whatever the caller has answered, the store is asked for: a file is about to change. Names are not,
 * for editors cannot ask for a text.
 */
async function askFor(offer: ConvertOffer, given: ConvertAnswers, interaction: Interaction): Promise<ConvertAnswers | undefined> {
  const { l10n } = interaction;
  const stores = offer.stores.slice(0, mostStores).map((each) => ({ ...each, title: `${each.store.name} (${each.vault})` }));
  const from = await interaction.ask({
    message: l10n.t('Convert {0} to an ExternalSecret: from which store is it to come?', offer.name),
    detail: '',
    actions: [...new Set(stores.map(({ title }) => title)), l10n.t('Write It Later')],
  });
  if (from === undefined) return undefined;
  const chosen = stores.find(({ title }) => title === from);
  const layouts = chosen?.layouts ?? offer.layouts;
  const message = l10n.t('How is the vault to keep the values?');
  const titleOf = ({ layout: each }: ConvertLayoutOffer) => l10n.of(layoutTitles[each]);
  const detail = layouts.map((each) => `${titleOf(each)}: ${each.key}`).join('\n');
  const actions = layouts.map(titleOf);
  const how = layouts.length > 1 ? await interaction.ask({ message, detail, actions }) : actions[0];
  const layout = layouts.find((each) => titleOf(each) === how)?.layout;
  return layout && { ...given, store: chosen?.store ?? null, layout };
}

/** Below the Secret, or in a file beside; undefined where the editor makes no files. */
function editFor(uri: string, { below, text = '' }: ConvertResult, { workspace }: ClientCapabilities): WorkspaceEdit | undefined {
  const { documentChanges, resourceOperations } = workspace?.workspaceEdit ?? {};
  if (below !== undefined) {
    const edits = [{ range: { start: below.at, end: below.at }, newText: below.newText }];
    return documentChanges === true
      ? { documentChanges: [{ textDocument: { uri, version: below.version }, edits }] }
      : { changes: { [uri]: edits } };
  }
  if (documentChanges !== true || resourceOperations?.includes('create') !== true) return undefined;
  const created = besideFile(uri, 'external-secret.yaml');
  const start = { line: 0, character: 0 };
  return {
    documentChanges: [
      // What is there already stays: the edit fails, and that is told.
      { kind: 'create', uri: created },
      { textDocument: { uri: created, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
    ],
  };
}

function notMade({ failureReason }: ApplyWorkspaceEditResult, l10n: Localisation): string {
  return failureReason === undefined
    ? l10n.t('The editor did not put the manifest into its place.')
    : l10n.t('The editor did not put the manifest into its place: {0}', failureReason);
}

function without(outcome: ConvertResult['outcome'], message: string): ConvertResult {
  return { outcome, message, items: [], steps: [], hasStore: false };
}
