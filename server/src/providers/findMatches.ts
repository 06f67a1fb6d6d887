import type { FindEntry } from '../model/findEntries.ts';
import { compileGoRegexp } from '../model/goRegexp.ts';
import type { FindFacts, ProviderFacts } from '../model/providerFacts/types.ts';
import type { ProviderCapabilities, SecretEntry, StoreConfig } from './secretProvider.ts';

/** What a `find` brings of a listing, or why that cannot be told. */
export type FindMatches =
  | {
      readonly state: 'matched';
      /** The names under which they are brought. */
      readonly names: readonly string[];
      /** Whether the back end converts names by itself, before any rewrite. */
      readonly convertsFirst: boolean;
    }
  /** `why` is a sentence for people. */
  | { readonly state: 'unknown'; readonly why: string }
  /** Every sync with it fails, which rules say. */
  | { readonly state: 'fails' };

/** How a back end's `find` goes over the keys of its listing. */
interface Manner {
  /** What `find.path` does to names; absent: that is not known, or it does nothing. */
  readonly path?: (name: string, path: string) => boolean;
  /** Keys of the listing that a find passes over. */
  readonly passesOver?: (key: string) => boolean;
  readonly convertsFirst?: true;
  /** Whether tags select as they are read: all must be there with their values. */
  readonly plainTags?: true;
}

const beginsWith = (name: string, path: string) => name.startsWith(path);
const isBelow = (name: string, path: string) => name.startsWith(path.endsWith('/') ? path : `${path}/`);

/** The back ends whose names to match are the keys of the listing, as their code has it (ESO 2.9.0). Of others nothing is said. */
const manners: Readonly<Record<string, Manner>> = {
  'aws/SecretsManager': { path: beginsWith },
  'aws/ParameterStore': { path: isBelow, plainTags: true },
  azurekv: { passesOver: (key) => key.includes('/'), plainTags: true },
  doppler: { path: beginsWith },
  fake: { convertsFirst: true },
  gcpsm: { path: beginsWith, convertsFirst: true, plainTags: true },
  openBao: { passesOver: (key) => key.includes('/') },
  kubernetes: { path: () => true, convertsFirst: true, plainTags: true },
  vault: { path: isBelow, plainTags: true },
};

/** Whether the finds of a provider, `aws/SecretsManager`, are previewed, by name or by tags. */
export function isPreviewed(provider: string, by: 'name' | 'tags' = 'name'): boolean {
  const manner = Object.hasOwn(manners, provider) ? manners[provider] : undefined;
  return manner !== undefined && (by === 'name' || manner.plainTags === true);
}

/** What a `find` brings of these entries, by name, tags and path as the back end reads them. */
export function findMatches(
  entries: readonly SecretEntry[],
  find: Pick<FindEntry, 'name' | 'tags' | 'below'>,
  store: StoreConfig,
  facts: ProviderFacts,
  { tagsInListing = false }: Pick<ProviderCapabilities, 'tagsInListing'>,
): FindMatches {
  const service = store.config['service'];
  const manner = manners[store.provider === 'aws' ? `aws/${typeof service === 'string' ? service : ''}` : store.provider];
  if (facts.find === 'none') return { state: 'fails' };
  if (manner === undefined || facts.find === 'unknown')
    return unknown(`What a find brings is not told for ${facts.name}: names there are matched in a way of their own.`);
  if (store.provider === 'aws' && (store.config['prefix'] ?? '') !== '')
    return unknown('What a find brings is not told for stores with a prefix: ESO puts it in front once more.');
  if (store.provider === 'vault' && (store.config['path'] ?? '') === '')
    return unknown('What a find brings is not told for stores without a path: which engine is meant stands in each key.');
  if (store.provider === 'doppler' && ['format', 'nameTransformer'].some((field) => (store.config[field] ?? '') !== ''))
    return unknown('What a find brings is not told for stores with format or nameTransformer: Doppler changes the names.');
  const effect = inEffect(find, facts.find);
  if (effect === 'fails') return { state: 'fails' };
  const { name, tags, below } = effect;
  if (tags !== undefined && (!tagsInListing || manner.plainTags !== true))
    return unknown('What a find by tags brings is not told: the listing of this vault does not tell tags.');
  if (tags !== undefined && store.provider === 'gcpsm' && (store.config['location'] ?? '') !== '')
    return unknown(
      'What a find by tags brings is not told for stores with a location: ESO asks there for secrets that have none.',
    );
  if (below !== undefined && manner.path === undefined)
    return unknown(`What a find by path brings is not told for ${facts.name}.`);
  const regexp = name === undefined ? undefined : compileGoRegexp(name);
  if (name !== undefined && regexp === undefined) return { state: 'fails' };
  const matched = entries.filter(
    (entry) =>
      entry.unavailable === undefined &&
      entry.folder !== true &&
      manner.passesOver?.(entry.key) !== true &&
      (regexp?.matches(entry.key) ?? true) &&
      (below === undefined || manner.path?.(entry.key, below) === true) &&
      Object.entries(tags ?? {}).every(([tag, value]) => entry.tags?.some((each) => each.name === tag && each.value === value)),
  );
  return { state: 'matched', names: matched.map(({ key }) => key), convertsFirst: manner.convertsFirst === true };
}

/** The criteria that count: some are passed over, and of name and tags some back ends take but one. */
function inEffect(
  { name, tags, below }: Pick<FindEntry, 'name' | 'tags' | 'below'>,
  facts: FindFacts,
): Pick<FindEntry, 'name' | 'tags' | 'below'> | 'fails' {
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
  if (effect.below !== undefined && facts.path === 'refused') return 'fails';
  const lacksName = effect.name === undefined;
  if (lacksName && (facts.needs === 'name' || (facts.needs !== 'nothing' && effect.tags === undefined))) return 'fails';
  return effect;
}

function unknown(why: string): FindMatches {
  return { state: 'unknown', why };
}
