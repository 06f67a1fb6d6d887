import { exactDay, exactTime, relativeDay, relativeTime } from '../../model/relativeTime.ts';
import type { PropertyEntry, SecretMetadata, VersionEntry } from '../../providers/secretProvider.ts';
import { codeSpan, escapeMarkdown } from '../markdown.ts';
import { listed } from './card.ts';
import { consoleLink } from './consoleLink.ts';

const mostDetails = 8;
const mostTags = 8;
const mostVersions = 4;
const mostProperties = 20;

/** The lines of a secret's card below its heading, as Markdown; `now` in epoch milliseconds, `links` where links can be followed. */
export function metadataLines(secret: SecretMetadata, now: number, links: boolean): readonly (string | undefined)[] {
  return [
    secret.description === undefined ? undefined : escapeMarkdown(secret.description, 200),
    idLine(secret, links),
    secret.unavailable === undefined ? undefined : `**Not available**: ${escapeMarkdown(secret.unavailable, 100)}`,
    datesLine(secret, now),
    secret.deletion === undefined
      ? undefined
      : `**Scheduled for deletion** ${relativeTime(secret.deletion, now)} (${exactTime(secret.deletion)})`,
    detailsLine(secret),
    tagsLine(secret),
    versionsLine(secret.versions, now),
  ];
}

/** `Properties: username, password (names only)`; undefined where there are none. `age`: of what is older than it should be, in words. */
export function propertiesLine(properties: readonly PropertyEntry[], age?: string): string | undefined {
  const names = listed(
    properties.map(({ property }) => escapeMarkdown(property, 80)),
    mostProperties,
  );
  return names === undefined ? undefined : `Properties: ${names} (names only${age === undefined ? '' : `, as of ${age}`})`;
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
function asideOf({ note, unavailable, created }: VersionEntry, now: number): string {
  const parts = [note, unavailable, created === undefined ? undefined : relativeTime(created, now)];
  const text = parts.filter((part) => part !== undefined).join(', ');
  return text === '' ? '' : ` (${escapeMarkdown(text, 80)})`;
}

function idLine({ id, console }: SecretMetadata, links: boolean): string {
  const parts = [id === undefined ? '' : codeSpan(id, 300), (links && consoleLink(console)) || ''];
  return parts.filter((part) => part !== '').join(' · ');
}

function datesLine({ created, changed, accessed, rotation }: SecretMetadata, now: number): string | undefined {
  const parts = [
    changed === undefined ? undefined : `Changed ${relativeTime(changed, now)} (${exactTime(changed)})`,
    accessed === undefined ? undefined : `last read ${relativeDay(accessed, now)} (${exactDay(accessed)})`,
    created === undefined ? undefined : `created ${relativeTime(created, now)} (${exactDay(created)})`,
    rotation === undefined ? undefined : rotationText(rotation, now),
  ].filter((part) => part !== undefined);
  const text = parts.join(' · ');
  return text === '' ? undefined : text[0]?.toUpperCase() + text.slice(1);
}

function rotationText({ enabled, everyDays, next }: NonNullable<SecretMetadata['rotation']>, now: number): string | undefined {
  if (!enabled) return 'rotation off';
  const every = everyDays === undefined ? 'rotation on' : `rotation every ${everyDays} days`;
  return next === undefined ? every : `${every} (next ${relativeTime(next, now)}, ${exactDay(next)})`;
}

/** What only this vendor says of its secrets, each with its name. */
function detailsLine({ details = [] }: SecretMetadata): string | undefined {
  const text = details
    .slice(0, mostDetails)
    .map(({ name, value }) => `${escapeMarkdown(name, 40)}: ${escapeMarkdown(value, 100)}`)
    .join(' · ');
  return text === '' ? undefined : `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

function tagsLine({ tags }: SecretMetadata): string | undefined {
  const text = listed(
    tags.map(({ name, value }) => `${escapeMarkdown(name, 60)}=${escapeMarkdown(value, 60)}`),
    mostTags,
  );
  return text === undefined ? undefined : `Tags: ${text}`;
}

/** `Versions: latest → 3 (2 days ago), 2`; undefined where there are none. `now` in epoch milliseconds. */
export function versionsLine(versions: readonly VersionEntry[], now: number): string | undefined {
  // Some back ends give a stage as a version of its own; it is shown once, with the version that it points at.
  const pointedAt = new Set(versions.flatMap(({ labels }) => labels));
  const known = versions
    .filter(({ version }) => !pointedAt.has(version))
    .sort((a, b) => b.labels.length - a.labels.length || (b.created ?? 0) - (a.created ?? 0));
  const text = listed(
    known.map((version) => `${shortVersion(version)}${asideOf(version, now)}`),
    mostVersions,
  );
  return text === undefined ? undefined : `Versions: ${text}`;
}
