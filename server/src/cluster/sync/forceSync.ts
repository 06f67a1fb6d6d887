import type { CommandResult, ResultItem } from '../../clusterProtocol.ts';
import type { Localisation } from '../../localisation.ts';
import type { ClusterConnection, ObjectRef } from '../clusterClient.ts';
import type { Interaction } from '../interaction.ts';
import { annotateAndWait } from './annotateAndWait.ts';
import type { ForceSyncOptions } from './forceSyncOptions.ts';
import { addressOf, nameOf } from './objects.ts';
import { prepare } from './prepare.ts';
import { forceSyncQuestion } from './questions.ts';
import { refusedItem, summary } from './results.ts';

/**
 * Makes the operator fetch (or push) the objects again, and sees it through: leaves out those that it would ignore, asks, annotates,
 * and waits for the answer about each. One item per object; a ClusterExternalSecret becomes one per ExternalSecret that it has made.
 * States: `synced` (the data have changed, or it is not known whether), `unchanged`, `failed`, `no-answer`, `refused`.
 */
export async function forceSync(
  connection: ClusterConnection,
  refs: readonly ObjectRef[],
  interaction: Interaction,
  options: ForceSyncOptions,
): Promise<CommandResult> {
  const { l10n, token } = interaction;
  const unique = [...new Map(refs.map((ref) => [nameOf(addressOf(ref)), ref])).values()];
  if (unique.length === 0) return { outcome: 'refused', message: l10n.t('There is nothing to force-sync.'), items: [] };
  interaction.progress(l10n.t('Reading the objects'));
  const prepared = await prepare(connection, unique, token, l10n);
  if (token.isCancellationRequested)
    return nothingDone(
      prepared.refused.map((one) => refusedItem(one, options)),
      l10n,
    );
  const refused = prepared.refused.map((one) => refusedItem(one, options));
  if (prepared.ready.length === 0) return summary(refused, l10n, 'refused');
  const action = await interaction.ask(forceSyncQuestion(connection.context, prepared, options.isProtected, l10n));
  if (action === undefined || token.isCancellationRequested) return nothingDone(refused, l10n);

  const answers = await annotateAndWait(connection, prepared.ready, interaction, options);
  return summary([...answers.items, ...refused], l10n, answers.cancelled ? 'cancelled' : undefined);
}

function nothingDone(items: readonly ResultItem[], l10n: Localisation): CommandResult {
  return { outcome: 'cancelled', message: l10n.t('Nothing was force-synced.'), items };
}
