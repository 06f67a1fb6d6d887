import type { Localisation } from '../../localisation.ts';
import { capitalised } from '../../model/plainText.ts';
import { exactDay, exactTime, relativeDay, relativeTime } from '../../model/relativeTime.ts';
import type { PropertyEntry, SecretMetadata, VersionEntry } from '../../providers/secretEntries.ts';
import { codeSpan, escapeMarkdown } from '../markdown.ts';
import { detailWords, vaultWords } from '../vaultWords.ts';
import { listed } from './card.ts';
import { consoleLink } from './consoleLink.ts';

const mostDetails = 8;
const mostTags = 8;
const mostVersions = 4;
const mostProperties = 20;

/** When a card is read, in epoch milliseconds, and in which language. */
export interface Reading {
  readonly now: number;
  readonly l10n: Localisation;
}

/** The lines of a secret's card below its heading, as Markdown; `links` where links can be followed. */
export function metadataLines(secret: SecretMetadata, reading: Reading, links: boolean): readonly (string | undefined)[] {
  const { now, l10n } = reading;
  return [
    secret.description === undefined ? undefined : escapeMarkdown(secret.description, 200),
    idLine(secret, links, l10n),
    secret.unavailable === undefined
      ? undefined
      : l10n.t('**Not available**: {0}', escapeMarkdown(vaultWords(secret.unavailable, l10n), 100)),
    datesLine(secret, reading),
    secret.deletion === undefined
      ? undefined
      : l10n.t('**Scheduled for deletion** {0} ({1})', relativeTime(secret.deletion, now, l10n), exactTime(secret.deletion)),
    detailsLine(secret, l10n),
    tagsLine(secret, l10n),
    versionsLine(secret.versions, reading),
  ];
}

/** `Properties: username, password (names only)`; undefined where there are none. `age`: of what is older than it should be, in words. */
export function propertiesLine(properties: readonly PropertyEntry[], l10n: Localisation, age?: string): string | undefined {
  const names = listed(
    properties.map(({ property }) => escapeMarkdown(property, 80)),
    mostProperties,
    l10n,
  );
  if (names === undefined) return undefined;
  return age === undefined
    ? l10n.t('Properties: {0} (names only)', names)
    : l10n.t('Properties: {0} (names only, listed {1})', names, age);
}

/** A version in short, as its stages and the first characters of its id: `AWSCURRENT → 3f0c9a1b`. */
function shortVersion({ version, labels }: VersionEntry): string {
  const id = version.replace(/^uuid\//, '');
  const short = id.length > 12 ? id.slice(0, 8) : id;
  return labels.length === 0
    ? escapeMarkdown(short, 20)
    : `${escapeMarkdown(labels.join(', '), 80)} → ${escapeMarkdown(short, 20)}`;
}

/** ` (current, 2 days ago)` */
function asideOf({ note, unavailable, created }: VersionEntry, { now, l10n }: Reading): string {
  const words = [note, unavailable].map((text) => (text === undefined ? undefined : vaultWords(text, l10n)));
  const parts = [...words, created === undefined ? undefined : relativeTime(created, now, l10n)];
  const text = parts.filter((part) => part !== undefined).join(', ');
  return text === '' ? '' : ` (${escapeMarkdown(text, 80)})`;
}

function idLine({ id, console }: SecretMetadata, links: boolean, l10n: Localisation): string {
  const parts = [id === undefined ? '' : codeSpan(id, 300), (links && consoleLink(console, l10n)) || ''];
  return parts.filter((part) => part !== '').join(' · ');
}

function datesLine({ created, changed, accessed, rotation }: SecretMetadata, reading: Reading): string | undefined {
  const { now, l10n } = reading;
  const parts = [
    changed === undefined ? undefined : l10n.t('changed {0} ({1})', relativeTime(changed, now, l10n), exactTime(changed)),
    accessed === undefined ? undefined : l10n.t('last read {0} ({1})', relativeDay(accessed, now, l10n), exactDay(accessed)),
    created === undefined ? undefined : l10n.t('created {0} ({1})', relativeTime(created, now, l10n), exactDay(created)),
    rotation === undefined ? undefined : rotationText(rotation, reading),
  ].filter((part) => part !== undefined);
  const text = parts.join(' · ');
  return text === '' ? undefined : capitalised(text);
}

function rotationText(rotation: NonNullable<SecretMetadata['rotation']>, { now, l10n }: Reading): string | undefined {
  const { enabled, everyDays, next } = rotation;
  if (!enabled) return l10n.t('rotation off');
  const every =
    everyDays === undefined
      ? l10n.t('rotation on')
      : everyDays === 1
        ? l10n.t('rotation every day')
        : l10n.t('rotation every {0} days', everyDays);
  return next === undefined ? every : l10n.t('{0} (next {1}, {2})', every, relativeTime(next, now, l10n), exactDay(next));
}

/** What only this vendor says of its secrets, each with its name. */
function detailsLine({ details = [] }: SecretMetadata, l10n: Localisation): string | undefined {
  const text = details
    .slice(0, mostDetails)
    .map(
      ({ name, value }) =>
        `${escapeMarkdown(vaultWords(name, l10n), 40)}: ${escapeMarkdown(detailWords(name, value, l10n), 100)}`,
    )
    .join(' · ');
  return text === '' ? undefined : capitalised(text);
}

function tagsLine({ tags }: SecretMetadata, l10n: Localisation): string | undefined {
  const text = listed(
    tags.map(({ name, value }) => `${escapeMarkdown(name, 60)}=${escapeMarkdown(value, 60)}`),
    mostTags,
    l10n,
  );
  return text === undefined ? undefined : l10n.t('Tags: {0}', text);
}

/** `Versions: latest → 3 (2 days ago), 2`; undefined where there are none. */
export function versionsLine(versions: readonly VersionEntry[], reading: Reading): string | undefined {
  // Some back ends give a stage as a version of its own; it is shown once, with the version that it points at.
  const pointedAt = new Set(versions.flatMap(({ labels }) => labels));
  const known = versions
    .filter(({ version }) => !pointedAt.has(version))
    .sort((a, b) => b.labels.length - a.labels.length || (b.created ?? 0) - (a.created ?? 0));
  const text = listed(
    known.map((version) => `${shortVersion(version)}${asideOf(version, reading)}`),
    mostVersions,
    reading.l10n,
  );
  return text === undefined ? undefined : reading.l10n.t('Versions: {0}', text);
}
