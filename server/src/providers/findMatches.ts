import { type Phrase, phrase } from '../localisation.ts';
import { compileGoRegexp } from '../model/goRegexp.ts';
import type { FindFacts, ProviderFacts } from '../model/providerFacts/types.ts';
import { type FindCriteria, fails, mannerOf } from './findManners.ts';
import type { SecretEntry } from './secretEntries.ts';
import type { ProviderCapabilities, StoreConfig } from './secretProvider.ts';

/** What a `find` brings of a listing, or why that cannot be told. */
export type FindMatches =
  | {
      readonly state: 'matched';
      /** The names under which they are brought. */
      readonly names: readonly string[];
      /** How many names were looked at. */
      readonly among: number;
      /** Whether the back end converts names by itself, before any rewrite. */
      readonly convertsFirst: boolean;
    }
  /** `why` is a sentence for people. */
  | { readonly state: 'unknown'; readonly why: Phrase }
  /** Every sync with it fails, which rules say. */
  | { readonly state: 'fails' };

/** Whether the finds of a provider, `aws/SecretsManager`, are previewed, by name or by tags. */
export function isPreviewed(provider: string, by: 'name' | 'tags' = 'name'): boolean {
  const manner = mannerOf(provider);
  return manner !== undefined && (by === 'name' || manner.tags !== undefined);
}

/** What a `find` brings of these entries, by name, tags and path as the back end reads them. */
export function findMatches(
  entries: readonly SecretEntry[],
  find: FindCriteria,
  store: StoreConfig,
  facts: ProviderFacts,
  { tagsInListing = false }: Pick<ProviderCapabilities, 'tagsInListing'>,
): FindMatches {
  const service = store.config['service'];
  const manner = mannerOf(store.provider === 'aws' ? `aws/${typeof service === 'string' ? service : ''}` : store.provider);
  if (facts.find === 'none') return { state: 'fails' };
  if (manner === undefined || facts.find === 'unknown')
    return unknown(phrase('What a find brings is not told for {0}: names there are matched in a way of their own.', facts.name));
  const effect = inEffect(find, facts.find);
  if (effect === 'fails') return { state: 'fails' };
  const { name, tags, below } = effect;
  const hindrance = manner.hindrance?.(store.config, effect);
  if (hindrance !== undefined) return hindrance === fails ? { state: 'fails' } : unknown(hindrance);
  if (tags !== undefined && (!tagsInListing || manner.tags === undefined))
    return unknown(phrase('What a find by tags brings is not told: the listing of this vault does not tell tags.'));
  if (tags !== undefined && store.provider === 'gcpsm' && (store.config['location'] ?? '') !== '')
    return unknown(
      phrase('What a find by tags brings is not told for stores with a location: ESO asks there for secrets that have none.'),
    );
  if (below !== undefined && manner.path === undefined)
    return unknown(phrase('What a find by path brings is not told for {0}.', facts.name));
  const regexp = name === undefined ? undefined : compileGoRegexp(name);
  if (name !== undefined && regexp === undefined) return { state: 'fails' };
  const asFound = manner.asFound ?? (({ key }: SecretEntry) => ({ name: key, where: key }));
  const seen = entries.flatMap((entry) => {
    const found = asFound(entry, store.config);
    return found === undefined ? [] : [{ entry, ...found }];
  });
  const matched = seen.filter(
    ({ entry, name: own, where }) =>
      (entry.unavailable === undefined || manner.bringsUnavailable === true) &&
      entry.folder !== true &&
      manner.passesOver?.(entry.key) !== true &&
      (regexp?.matches(own) ?? true) &&
      (below === undefined || manner.path?.(where, below) === true) &&
      (tags === undefined || manner.tags?.(entry, tags) === true),
  );
  const names = new Set(matched.map(({ name: own }) => own));
  return { state: 'matched', names: [...names], among: seen.length, convertsFirst: manner.convertsFirst === true };
}

/** The criteria that count: some are passed over, and of name and tags some back ends take but one. */
function inEffect({ name, tags, below }: FindCriteria, facts: FindFacts): FindCriteria | 'fails' {
  const use = <T>(criterion: 'name' | 'tags' | 'path', value: T | undefined) =>
    facts[criterion] === 'ignored' ? undefined : value;
  const written = { name: use('name', name), tags: use('tags', tags), below: use('path', below) };
  const both = written.name !== undefined && written.tags !== undefined;
  const effect = {
    name: both && facts.together === 'tags' ? undefined : written.name,
    tags: both && facts.together === 'name' ? undefined : written.tags,
    below: written.below === '' ? undefined : written.below,
  };
  if (effect.tags !== undefined && facts.tags === 'refused') return 'fails';
  if (Object.keys(effect.tags ?? {}).some((tag) => facts.onlyTags?.includes(tag) === false)) return 'fails';
  if (effect.below !== undefined && facts.path === 'refused') return 'fails';
  const lacksName = effect.name === undefined;
  if (lacksName && (facts.needs === 'name' || (facts.needs !== 'nothing' && effect.tags === undefined))) return 'fails';
  return effect;
}

function unknown(why: Phrase): FindMatches {
  return { state: 'unknown', why };
}
