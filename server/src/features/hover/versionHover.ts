import type { CancellationToken } from '../../cancellation.ts';
import { capitalised } from '../../model/plainText.ts';
import { exactTime, relativeTime } from '../../model/relativeTime.ts';
import type { VersionEntry } from '../../providers/secretEntries.ts';
import type { FeatureContext } from '../context.ts';
import { escapeMarkdown } from '../markdown.ts';
import type { StoreView } from '../stores.ts';
import { vaultWords } from '../vaultWords.ts';
import { card } from './card.ts';
import { type Reading, versionsLine } from './secretCard.ts';

/**
 * A version of a secret: what else it is called, when it was made, whether it can be read; or that it is not there. Undefined where the
 * back end knows no versions, or this one cannot be told of.
 */
export async function versionHover(
  { clock, l10n }: FeatureContext,
  { catalog, provider }: StoreView,
  { key, version }: { readonly key: string; readonly version: string },
  token: CancellationToken,
): Promise<string | undefined> {
  if (catalog === undefined || provider?.capabilities.versions !== true) return undefined;
  const listing = await catalog.versions(key, token);
  const heading = `**${escapeMarkdown(version, 200)}** · ${l10n.t('version of {0}', escapeMarkdown(key, 200))}`;
  const reading = { now: clock.now(), l10n };
  const found =
    listing.items.find((each) => each.version === version) ?? listing.items.find(({ labels }) => labels.includes(version));
  if (found !== undefined) return card(heading, aboutVersion(found, version, reading));
  const isMissing = provider.capabilities.versionsAreAll === true && listing.complete && listing.problem === undefined;
  return isMissing ? card(heading, [l10n.t('The secret has no such version.'), versionsLine(listing.items, reading)]) : undefined;
}

function aboutVersion(entry: VersionEntry, asked: string, { now, l10n }: Reading): readonly (string | undefined)[] {
  const { version, labels, created, note, unavailable } = entry;
  const names = [version, ...labels].filter((name) => name !== asked).map((name) => escapeMarkdown(name, 80));
  return [
    names.length === 0 ? undefined : l10n.t('Also called {0}', names.join(', ')),
    unavailable === undefined ? undefined : l10n.t('**Not available**: {0}', escapeMarkdown(vaultWords(unavailable, l10n), 100)),
    created === undefined ? undefined : l10n.t('Created {0} ({1})', relativeTime(created, now, l10n), exactTime(created)),
    note === undefined ? undefined : escapeMarkdown(capitalised(vaultWords(note, l10n)), 80),
  ];
}
