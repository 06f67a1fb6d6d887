import { type Phrase, phrase } from '../localisation.ts';
import type { FindEntry } from '../model/findEntries.ts';
import { isId } from './bitwardensecretsmanager/ids.ts';
import { folderIn, importMark, placeOf } from './infisical/keyPlace.ts';
import { at } from './rest/json.ts';
import type { SecretEntry } from './secretEntries.ts';
import type { StoreConfig } from './secretProvider.ts';

/** What of a find decides which names it brings. */
export type FindCriteria = Pick<FindEntry, 'name' | 'tags' | 'below'>;

/** How a back end's `find` goes over the keys of its listing. */
export interface FindManner {
  /** Why nothing can be told of a store: a sentence, or `fails`, every sync does. */
  readonly hindrance?: (config: StoreConfig['config'], find: FindCriteria) => Phrase | typeof fails | undefined;
  /** What an entry of the listing is to a find, where that is not its key; undefined: it is passed over. */
  readonly asFound?: (entry: SecretEntry, config: StoreConfig['config']) => Found | undefined;
  /** What `find.path` does to paths; absent: that is not known, or it does nothing. */
  readonly path?: (where: string, path: string) => boolean;
  /** Keys of the listing that a find passes over. */
  readonly passesOver?: (key: string) => boolean;
  readonly convertsFirst?: true;
  /** Whether tags select an entry; absent: that is not known. */
  readonly tags?: (entry: SecretEntry, tags: Readonly<Record<string, string>>) => boolean;
  /** Whether it brings what cannot be read by its key. */
  readonly bringsUnavailable?: true;
}

/** What a find sees: the name that is matched and brought, and where it is, for `find.path`. */
export interface Found {
  readonly name: string;
  readonly where: string;
}

/** In place of a sentence: every sync fails, which rules say. */
export const fails = 'fails';

/** The manner of a provider, `aws/SecretsManager`; undefined: of its finds nothing is said. */
export function mannerOf(provider: string): FindManner | undefined {
  return Object.hasOwn(manners, provider) ? manners[provider] : undefined;
}

const beginsWith = (name: string, path: string) => name.startsWith(path);
const isBelow = (name: string, path: string) => name.startsWith(path.endsWith('/') ? path : `${path}/`);
const isInFolder = (name: string, path: string) => isBelow(name, path.startsWith('/') ? path : `/${path}`);
/** Of `path:/folder/name`; `/` alone is the outermost folder. */
const isRightIn = (key: string, folder: string) => (key.slice('path:'.length, key.lastIndexOf('/')) || '/') === folder;

/** All must be there with their values. */
const allTags: NonNullable<FindManner['tags']> = ({ tags = [] }, wanted) =>
  Object.entries(wanted).every(([name, value]) => tags.some((each) => each.name === name && each.value === value));

const anyTag: NonNullable<FindManner['tags']> = ({ tags = [] }, wanted) =>
  Object.entries(wanted).some(([name, value]) => tags.some((each) => each.name === name && each.value === value));

/** Where a field of the store is set. */
const unless =
  (fields: readonly string[], why: Phrase): NonNullable<FindManner['hindrance']> =>
  (config) =>
    fields.some((field) => (config[field] ?? '') !== '') ? why : undefined;

const noPrefix = unless(
  ['prefix'],
  phrase('What a find brings is not told for stores with a prefix: ESO puts it in front once more.'),
);

/** The back ends whose names to match are the keys of the listing, as their code has it (ESO 2.9.0). */
const manners: Readonly<Record<string, FindManner>> = {
  akeyless: { path: isInFolder },
  'aws/SecretsManager': { hindrance: noPrefix, path: beginsWith },
  'aws/ParameterStore': { hindrance: noPrefix, path: isBelow, tags: allTags },
  azurekv: { passesOver: (key) => key.includes('/'), tags: allTags },
  bitwardensecretsmanager: { asFound: ({ key }) => (isId(key) ? { name: key, where: '' } : undefined) },
  conjur: { path: () => true, tags: allTags },
  doppler: {
    hindrance: unless(
      ['format', 'nameTransformer'],
      phrase('What a find brings is not told for stores with format or nameTransformer: Doppler changes the names.'),
    ),
    path: beginsWith,
  },
  fake: { convertsFirst: true },
  gitlab: { hindrance: environmentHindrance, tags: isInEnvironment, bringsUnavailable: true },
  gcpsm: { path: beginsWith, convertsFirst: true, tags: allTags },
  infisical: { asFound: secretInFolder, path: beginsWith },
  oracle: { tags: anyTag },
  openBao: { passesOver: (key) => key.includes('/') },
  kubernetes: { path: () => true, convertsFirst: true, tags: allTags },
  scaleway: {
    asFound: ({ key }) => (key.startsWith('path:') ? { name: key.slice(key.lastIndexOf('/') + 1), where: key } : undefined),
    path: isRightIn,
  },
  vault: {
    hindrance: ({ path }) =>
      (path ?? '') === ''
        ? phrase('What a find brings is not told for stores without a path: which engine is meant stands in each key.')
        : undefined,
    path: isBelow,
    tags: allTags,
  },
};

/** ESO lists the folder of the store, with those below it if the store says so; imported secrets are in none. */
function secretInFolder({ key, tags }: SecretEntry, config: StoreConfig['config']): Found | undefined {
  const scope = folderIn(config);
  const { name, folder } = placeOf(key, scope);
  if (tags?.some((tag) => tag.name === importMark.name)) return { name, where: '' };
  const recursive = at(config, 'secretsScope', 'recursive') === true;
  return folder === scope || (recursive && folder.startsWith(scope === '/' ? '/' : `${scope}/`))
    ? { name, where: folder }
    : undefined;
}

/** A find may choose an environment where the store does not. */
function environmentHindrance({ environment }: StoreConfig['config'], { tags }: FindCriteria): Phrase | typeof fails | undefined {
  if (tags === undefined || isOpen(environment)) return undefined;
  return isOpen(tags['environment_scope'])
    ? phrase('What a find brings is not told where it leaves the environment of the store: others are not listed.')
    : fails;
}

/** A variable for all environments is in each. */
function isInEnvironment(
  { tags = [] }: SecretEntry,
  { environment_scope: wanted = '' }: Readonly<Record<string, string>>,
): boolean {
  return isOpen(wanted) || tags.some(({ value }) => isOpen(value) || value === wanted);
}

function isOpen(environment: unknown): boolean {
  return environment === undefined || environment === '' || environment === '*';
}
