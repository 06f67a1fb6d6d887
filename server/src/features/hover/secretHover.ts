import type { CancellationToken } from '../../cancellation.ts';
import type { Localisation } from '../../localisation.ts';
import type { RemoteReference } from '../../model/references.ts';
import { isOld, relativeTime } from '../../model/relativeTime.ts';
import { remedyFor, remedyTitle } from '../../providers/accessProblems.ts';
import { placeWords } from '../../providers/placeWords.ts';
import { findProperty } from '../../providers/propertyDialect.ts';
import type { CatalogProblem } from '../../providers/secretProvider.ts';
import { problemText } from '../../providers/told.ts';
import type { ResourceNode } from '../../syntax/manifest.ts';
import type { FeatureContext } from '../context.ts';
import { codeSpan, escapeMarkdown, markdownLink } from '../markdown.ts';
import { addressOf, type StoreView } from '../stores.ts';
import { card, listed } from './card.ts';
import { metadataLines, propertiesLine } from './secretCard.ts';
import { webhookLines } from './webhookHover.ts';

const mostUsers = 5;

/** The card of a remote key for a completion list: its metadata, without the property names. */
export async function secretDocumentation(
  context: FeatureContext,
  view: StoreView,
  key: string,
  token: CancellationToken,
): Promise<string> {
  return card(headingOf(view, key, context.l10n), await aboutSecret(context, view, key, token));
}

/** The card of a remote key in a manifest: metadata, property names where they may be known, and who else uses it. No value. */
export async function secretHover(
  context: FeatureContext,
  view: StoreView,
  reference: RemoteReference & { readonly key: string },
  { uri, resource }: { readonly uri: string; readonly resource: ResourceNode },
  token: CancellationToken,
): Promise<string> {
  const { key, version } = reference;
  const [about, properties] = await Promise.all([
    aboutSecret(context, view, key, token),
    aboutProperties(context, view, key, version, token),
  ]);
  const asked = webhookLines(view, reference, resource, context.l10n);
  return card(headingOf(view, key, context.l10n), [...asked, ...about, properties, usersLine(context, view, key, uri)]);
}

/** A property of a secret: its type, or that it is not there. */
export async function propertyHover(
  context: FeatureContext,
  view: StoreView,
  { key, version, property }: { readonly key: string; readonly version: string | undefined; readonly property: string },
  token: CancellationToken,
): Promise<string> {
  const { l10n } = context;
  const heading = `**${escapeMarkdown(property, 200)}** · ${l10n.t('property of {0}', escapeMarkdown(key, 200))}`;
  const { catalog, provider, problem } = view;
  if (catalog === undefined || provider === undefined)
    return card(heading, [storeNote(view, l10n), problem && problemNote(context, view, problem)]);
  const listing = await catalog.properties(key, version, token);
  const found = findProperty(listing.items, property, provider.capabilities.propertyDialect);
  const missing = listing.complete && found.state === 'missing';
  return card(heading, [
    found.state === 'found' && found.entry.type !== 'unknown' ? l10n.t('Type: {0}', found.entry.type) : undefined,
    missing ? l10n.t('The secret has no such property.') : undefined,
    missing ? propertiesLine(listing.items, l10n) : undefined,
    listing.problem && problemNote(context, view, listing.problem),
  ]);
}

/** Why nothing is known, in one line with what to do: a link to it where the editor has links to commands. */
export function problemNote({ client, l10n }: FeatureContext, view: StoreView, problem: CatalogProblem): string | undefined {
  if (problem.code === 'cancelled') return undefined;
  const message = escapeMarkdown(problemText(problem, l10n), 300);
  const [remedy, title] = [remedyFor(problem), remedyTitle(problem, l10n)];
  if (remedy === undefined || title === undefined) return message;
  if (!client.markdown || client.commands.links !== true) return `${message} ${l10n.t('Run {0}', codeSpan(remedy, 200))}`;
  const target = `command:${client.commands.signIn}?${encodeURIComponent(JSON.stringify([addressOf(view)]))}`;
  // The link says it, and does it.
  return `${message.replace(` ${l10n.t('Sign in again.')}`, '')} ${markdownLink(title, target)}`;
}

/** What there is to say about a store of which no file is known. */
export function storeNote({ entry, ref }: StoreView, l10n: Localisation): string | undefined {
  const store = `${ref.kind} ${escapeMarkdown(ref.name, 100)}`;
  if (entry === undefined) return l10n.t('{0} is not among the files of this workspace.', store);
  return entry.config === undefined ? l10n.t('{0} does not name exactly one provider yet.', store) : undefined;
}

/** A file's name as seen from another: below the folder that holds both. */
export function relativeName(uri: string, from: string): string {
  const [to, here] = [uri.split('/'), from.split('/')];
  let shared = 0;
  while (shared < to.length - 1 && to[shared] === here[shared]) shared++;
  return decode(to.slice(shared).join('/'));
}

function headingOf({ destination, provider, ref }: StoreView, key: string, l10n: Localisation): string {
  const place =
    destination === undefined ? [provider?.title ?? ref.name] : [destination.service, placeWords(destination.location, l10n)];
  return [`**${escapeMarkdown(key, 300)}**`, ...place.map((part) => escapeMarkdown(part, 100))].join(' · ');
}

async function aboutSecret(
  context: FeatureContext,
  view: StoreView,
  key: string,
  token: CancellationToken,
): Promise<readonly (string | undefined)[]> {
  const { clock, client, l10n } = context;
  if (view.catalog === undefined) return [storeNote(view, l10n), view.problem && problemNote(context, view, view.problem)];
  const found = await view.catalog.describe(key, token);
  if (found.state === 'found') return metadataLines(found.item, { now: clock.now(), l10n }, client.markdown);
  if (found.state === 'unknown') return [problemNote(context, view, found.problem)];
  const sure = view.confirmed && !view.ambiguous;
  return [
    sure
      ? l10n.t('Not found in this vault.')
      : l10n.t('Not found with this login, which may look at another vault than the store does.'),
  ];
}

async function aboutProperties(
  context: FeatureContext,
  view: StoreView,
  key: string,
  version: string | undefined,
  token: CancellationToken,
): Promise<string | undefined> {
  if (view.catalog === undefined || view.provider?.capabilities.properties === 'none') return undefined;
  const { clock, l10n } = context;
  const listing = await view.catalog.properties(key, version, token);
  if (listing.problem?.code === 'values-not-allowed')
    return l10n.t('Properties: not listed, as reading values is not allowed for this store');
  // Of a secret that is there it is the version which is not.
  const isThere = listing.problem?.code === 'not-found' && (await view.catalog.describe(key, token)).state === 'found';
  if (isThere && listing.problem !== undefined) return problemNote(context, view, listing.problem);
  const now = clock.now();
  const age = isOld(listing.asOf, now) && !listing.complete ? relativeTime(listing.asOf, now, l10n) : undefined;
  return propertiesLine(listing.items, l10n, age);
}

function usersLine({ index, l10n }: FeatureContext, { entry }: StoreView, key: string, uri: string): string | undefined {
  const uris =
    entry === undefined ? [] : [...new Set(index.usersOf(entry, key).map((use) => use.uri))].filter((user) => user !== uri);
  const links = listed(
    uris.sort().map((user) => markdownLink(relativeName(user, uri), user)),
    mostUsers,
    l10n,
  );
  return links === undefined ? undefined : l10n.t('Also used by: {0}', links);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
