import type { CancellationToken } from '../cancellation.ts';
import { type FindEntry, findEntries } from '../model/findEntries.ts';
import { providerFactsOf } from '../model/providerFacts/providerFacts.ts';
import { exactTime, relativeTime } from '../model/relativeTime.ts';
import type { FinalKey, FinalKeys } from '../model/rewrite.ts';
import type { FindMatches } from '../providers/findMatches.ts';
import type { Listing, SecretEntry } from '../providers/secretProvider.ts';
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
  const { listing, matches, keys } = preview;
  if (matches.state === 'unknown') return `**Find** · ${escapeMarkdown(matches.why, 300)}`;
  const lines = keys === undefined ? [] : keyLines(matches.names, keys);
  const problem = listing.problem && problemNote(context, view, listing.problem);
  const heading = `**Find** · ${countLine(matches, listing, context.clock.now())}`;
  return [heading, lines.join('\n'), problem].filter((part) => part !== undefined && part !== '').join('\n\n');
}

function countLine(
  { names, among }: { readonly names: readonly string[]; readonly among: number },
  { complete, asOf }: Listing<SecretEntry>,
  now: number,
): string {
  const matched = names.length;
  const all = among.toLocaleString('en-US');
  const of = complete ? `${all} names` : `the ${all} names known so far`;
  const match = matched === 0 ? 'none' : matched.toLocaleString('en-US');
  return `${match} of ${of} ${matched === 1 ? 'matches' : 'match'}, listed ${relativeTime(asOf, now)} (${exactTime(asOf)})`;
}

function keyLines(names: readonly string[], keys: FinalKeys): readonly string[] {
  if (keys.state === 'unknown') return [...bounded(names.map((name) => `- ${codeSpan(name)}`)), '', unknownKeys[keys.why]];
  const lines = keys.keys.map((key) => ({ bad: objection(key, keys.collisionsFail), key }));
  // What is wrong stands first, so that the bound does not hide it.
  const sorted = [...lines.filter(({ bad }) => bad !== undefined), ...lines.filter(({ bad }) => bad === undefined)];
  return bounded(sorted.map(({ key, bad }) => keyLine(key, bad)));
}

const unknownKeys = {
  merge: 'Which keys come of them stands in their values, which `merge` takes apart.',
  template: 'Which keys come of them is not told: the template of `transform` is not evaluated here.',
  regexp: 'No key comes of them: the `source` of a rewrite does not compile.',
} as const;

function keyLine({ key, names }: FinalKey, bad: string | undefined): string {
  const from =
    names.length === 0
      ? 'made by `merge`'
      : bounded(
          names.map((name) => codeSpan(name)),
          4,
        ).join(', ');
  return `- ${from} → ${codeSpan(key)}${bad === undefined ? '' : ` · **${escapeMarkdown(bad, 200)}**`}`;
}

/** What is wrong with a key, and what ESO does about it. */
function objection({ names, refusal }: FinalKey, collisionsFail: boolean): string | undefined {
  if (refusal !== undefined) return `the sync fails: ${refusal}`;
  if (names.length < 2) return undefined;
  return collisionsFail ? 'one key for several names: the sync fails' : 'one key for several names: one of them wins, at random';
}

function bounded(lines: readonly string[], most = mostNames): readonly string[] {
  const rest = lines.length - most;
  return rest > 0
    ? [...lines.slice(0, most), `${most === mostNames ? '- ' : ''}and ${rest.toLocaleString('en-US')} more`]
    : lines;
}
