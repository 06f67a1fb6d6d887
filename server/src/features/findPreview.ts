import type { CancellationToken } from '../cancellation.ts';
import { type Localisation, phrase } from '../localisation.ts';
import { type FindEntry, findEntries } from '../model/findEntries.ts';
import { providerFactsOf } from '../model/providerFacts/providerFacts.ts';
import { exactTime, relativeTime } from '../model/relativeTime.ts';
import type { FinalKey, FinalKeys } from '../model/rewrite.ts';
import type { FindMatches } from '../providers/findMatches.ts';
import type { SecretEntry } from '../providers/secretEntries.ts';
import type { Listing } from '../providers/secretProvider.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import { type Path, patternOf, samePath } from '../syntax/path.ts';
import type { FeatureContext } from './context.ts';
import { problemNote } from './hover/secretHover.ts';
import { codeSpan, escapeMarkdown } from './markdown.ts';
import { type StoreView, storeViewAt } from './stores.ts';

/** How many names a hover shows. */
const mostNames = 20;

/** What a `find` brings of what is known of the vault, and what becomes of it. */
export interface FindPreview {
  readonly listing: Listing<SecretEntry>;
  readonly matches: FindMatches;
  /** Where the matches are known. */
  readonly keys?: FinalKeys;
}

/** Works a `find` out. Undefined where the vault may not be asked, or the provider of the store is not certain. */
export async function previewOf(
  entry: FindEntry,
  { catalog, provider, entry: store }: StoreView,
  token: CancellationToken,
): Promise<FindPreview | undefined> {
  const facts = store && providerFactsOf(store.resource);
  if (catalog === undefined || provider === undefined || facts === undefined || store?.config === undefined) return undefined;
  const listing = await catalog.keys('', token);
  // Go's regular expressions are loaded with the first preview.
  const [{ findMatches }, { finalKeys }] = await Promise.all([
    import('../providers/findMatches.ts'),
    import('../model/rewrite.ts'),
  ]);
  const matches = findMatches(listing.items, entry, store.config, facts, provider.capabilities);
  if (matches.state !== 'matched') return { listing, matches };
  const { operations, conversion } = entry;
  return { listing, matches, keys: finalKeys(matches.names, { operations, conversion, convertsFirst: matches.convertsFirst }) };
}

/** The preview for a place of a `find` or of the `rewrite` beside it, as Markdown; undefined for all other places. */
export async function findHover(
  context: FeatureContext,
  uri: string,
  resource: ResourceNode,
  path: Path,
  token: CancellationToken,
): Promise<string | undefined> {
  const [, item] = /^(.*dataFrom\[\])\.(?:find|rewrite)\b/.exec(patternOf(path)) ?? [];
  if (item === undefined) return undefined;
  const at = path.slice(0, path.lastIndexOf('dataFrom') + 2);
  const entry = findEntries(resource).find((each) => samePath(each.path, at));
  const view = entry && (await storeViewAt(context, uri, resource, at));
  const preview = entry && view && (await previewOf(entry, view, token));
  if (view === undefined || preview === undefined || preview.matches.state === 'fails') return undefined;
  const { l10n } = context;
  const { listing, matches, keys } = preview;
  if (matches.state === 'unknown') return `**Find** · ${escapeMarkdown(l10n.of(matches.why), 300)}`;
  const lines = keys === undefined ? [] : keyLines(matches.names, keys, l10n);
  const problem = listing.problem && problemNote(context, view, listing.problem);
  const heading = `**Find** · ${countLine(matches, listing, context)}`;
  return [heading, lines.join('\n'), problem].filter((part) => part !== undefined && part !== '').join('\n\n');
}

function countLine(
  { names, among }: { readonly names: readonly string[]; readonly among: number },
  { complete, asOf }: Listing<SecretEntry>,
  { clock, l10n }: FeatureContext,
): string {
  const all = among.toLocaleString('en-US');
  const of = complete ? l10n.t('{0} names', all) : l10n.t('the {0} names known so far', all);
  const listed = l10n.t('listed {0} ({1})', relativeTime(asOf, clock.now(), l10n), exactTime(asOf));
  if (names.length === 0) return l10n.t('none of {0} match, {1}', of, listed);
  if (names.length === 1) return l10n.t('1 of {0} matches, {1}', of, listed);
  return l10n.t('{0} of {1} match, {2}', names.length.toLocaleString('en-US'), of, listed);
}

function keyLines(names: readonly string[], keys: FinalKeys, l10n: Localisation): readonly string[] {
  if (keys.state === 'unknown') {
    const written = names.map((name) => `- ${codeSpan(name)}`);
    return [...bounded(written, l10n), '', l10n.of(unknownKeys[keys.why])];
  }
  const lines = keys.keys.map((key) => ({ bad: objection(key, keys.collisionsFail, l10n), key }));
  // What is wrong stands first, so that the bound does not hide it.
  const sorted = [...lines.filter(({ bad }) => bad !== undefined), ...lines.filter(({ bad }) => bad === undefined)];
  return bounded(
    sorted.map(({ key, bad }) => keyLine(key, bad, l10n)),
    l10n,
  );
}

const unknownKeys = {
  merge: phrase('Which keys come of them stands in their values, which `merge` takes apart.'),
  template: phrase('Which keys come of them is not told: the template of `transform` is not evaluated here.'),
  regexp: phrase('No key comes of them: the `source` of a rewrite does not compile.'),
} as const;

function keyLine({ key, names }: FinalKey, bad: string | undefined, l10n: Localisation): string {
  const from =
    names.length === 0
      ? l10n.t('made by `merge`')
      : bounded(
          names.map((name) => codeSpan(name)),
          l10n,
          4,
        ).join(', ');
  return `- ${from} → ${codeSpan(key)}${bad === undefined ? '' : ` · **${escapeMarkdown(bad, 200)}**`}`;
}

/** What is wrong with a key, and what ESO does about it. */
function objection({ names, refusal }: FinalKey, collisionsFail: boolean, l10n: Localisation): string | undefined {
  if (refusal !== undefined) return l10n.t('the sync fails: {0}', refusal);
  if (names.length < 2) return undefined;
  return collisionsFail
    ? l10n.t('one key for several names: the sync fails')
    : l10n.t('one key for several names: one of them wins, at random');
}

function bounded(lines: readonly string[], l10n: Localisation, most = mostNames): readonly string[] {
  const rest = lines.length - most;
  if (rest <= 0) return lines;
  const more = l10n.t('and {0} more', rest.toLocaleString('en-US'));
  return [...lines.slice(0, most), most === mostNames ? `- ${more}` : more];
}
