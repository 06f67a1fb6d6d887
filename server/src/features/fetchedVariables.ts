import type { CancellationToken } from '../cancellation.ts';
import { type Phrase, phrase, verbatim } from '../localisation.ts';
import { mappingsIn } from '../model/externalSecret.ts';
import { type ExtractEntry, extractEntry, findEntries } from '../model/findEntries.ts';
import { isOpen, textAt } from '../model/known.ts';
import { isObject, valueAt } from '../model/references.ts';
import type { FinalKeys } from '../model/rewrite.ts';
import type { PropertyEntry } from '../providers/secretEntries.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import { formatPath, type Path, samePath } from '../syntax/path.ts';
import type { FeatureContext } from './context.ts';
import { previewOf } from './findPreview.ts';
import { storeViewAt } from './stores.ts';

/** A key that ESO fetches under a name, which is a variable of the templates. */
export interface FetchedVariable {
  readonly name: string;
  /** The entry of `data` or `dataFrom` that brings it. */
  readonly entry: Path;
  /** What its value is, in the words of the manifest or the vault: `username of prod/myapp/database`. Never the value. */
  readonly origin: Phrase;
  /** The field that decodes it, where one does: `Base64`. */
  readonly decoding: string | undefined;
}

/** All that an ExternalSecret fetches. */
export interface FetchedVariables {
  /** One for each name: of several entries the last one's, as ESO does. */
  readonly variables: readonly FetchedVariable[];
  /** What brings names that are not known here. Where it is empty there are no other variables. */
  readonly others: readonly { readonly entry: Path; readonly origin: Phrase }[];
}

/** Through what the vaults are asked, and in which file. */
export interface AskedVault {
  readonly context: FeatureContext;
  readonly uri: string;
}

/**
 * What the templates of an ExternalSecret or ClusterExternalSecret are given. Of `dataFrom` the names are told where the vault is
 * connected and may be asked for them.
 *
 * @param spec where the spec of the ExternalSecret stands
 * @param vault undefined: the manifest alone is asked
 */
export async function fetchedVariables(
  resource: ResourceNode,
  spec: Path,
  vault: AskedVault | undefined,
  token: CancellationToken,
): Promise<FetchedVariables> {
  const [lists, own] = [
    [...spec, 'dataFrom'],
    [...spec, 'data'],
  ] as const;
  const parts = await Promise.all(
    mappingsIn(resource, lists).map(async (path) => ({ path, ...(await fromEntry(resource, path, vault, token)) })),
  );
  const items = mappingsIn(resource, own);
  const all = [...parts.flatMap(({ variables }) => variables), ...items.flatMap((path) => ofData(resource, path))];
  const byName = new Map(all.map((variable) => [variable.name, variable]));
  const nameless = items.filter((path) => textAt(resource, path, ['secretKey']) === undefined);
  const open = [lists, own].filter((list) => isOpen(resource.nodeAt(list)));
  return {
    variables: [...byName.values()],
    others: [
      ...parts.flatMap(({ path, others }) => others.map((origin) => ({ entry: path, origin }))),
      ...nameless.map((entry) => ({ entry, origin: phrase('the key of {0}, which is not written out', entryName(entry)) })),
      ...open.map((entry) => ({ entry, origin: phrase('what a template engine adds to {0}', entryName(entry)) })),
    ],
  };
}

/** `data[0]` */
export function entryName(path: Path): string {
  return formatPath(path.slice(Math.max(path.indexOf('data'), path.indexOf('dataFrom'))));
}

interface Part {
  readonly variables: readonly FetchedVariable[];
  readonly others: readonly Phrase[];
}

function ofData(resource: ResourceNode, path: Path): readonly FetchedVariable[] {
  const name = textAt(resource, path, ['secretKey']);
  if (name === undefined || name === '') return [];
  const remote = [...path, 'remoteRef'];
  const key = textAt(resource, remote, ['key']);
  const property = textAt(resource, remote, ['property'], '');
  const isTag = textAt(resource, remote, ['metadataPolicy'], 'None') === 'Fetch';
  return [
    {
      name,
      entry: path,
      origin: originOf(key, property, isTag) ?? verbatim(entryName(path)),
      decoding: decodingOf(resource, remote),
    },
  ];
}

/** Undefined where the key is not known. */
function originOf(key: string | undefined, property: string | undefined, isTag: boolean): Phrase | undefined {
  if (key === undefined) return undefined;
  if (property === undefined || property === '') return verbatim(key);
  return isTag ? phrase('tag {0} of {1}', property, key) : phrase('{0} of {1}', property, key);
}

function decodingOf(resource: ResourceNode, from: Path): string | undefined {
  const strategy = textAt(resource, from, ['decodingStrategy'], 'None');
  return strategy === undefined || strategy === 'None' || strategy === '' ? undefined : strategy;
}

async function fromEntry(
  resource: ResourceNode,
  path: Path,
  vault: AskedVault | undefined,
  token: CancellationToken,
): Promise<Part> {
  const extract = extractEntry(resource, path);
  if (extract !== undefined) return fromExtract(resource, extract, vault, token);
  const find = findEntries(resource).find((each) => samePath(each.path, path));
  if (find !== undefined) {
    const view = vault && (await storeViewAt(vault.context, vault.uri, resource, path));
    const preview = view && (await previewOf(find, view, token));
    const decoding = decodingOf(resource, [...path, 'find']);
    const unlisted = [phrase('what find matches (not listed)')];
    const rest = preview?.listing.complete === true ? [] : unlisted;
    if (preview?.keys !== undefined) return named(preview.keys, path, decoding, verbatim, rest, 'find');
    return { variables: [], others: unlisted };
  }
  const generator = valueAt(resource.json(), [...path, 'sourceRef', 'generatorRef']);
  if (isObject(generator))
    return { variables: [], others: [phrase('keys of {0}', `${textOf(generator['kind'])} ${textOf(generator['name'])}`)] };
  return { variables: [], others: [phrase('what {0} brings', entryName(path))] };
}

async function fromExtract(
  resource: ResourceNode,
  entry: ExtractEntry,
  vault: AskedVault | undefined,
  token: CancellationToken,
): Promise<Part> {
  const { key, property, version, path, operations, conversion } = entry;
  const unlisted: Part = { variables: [], others: [phrase('keys of {0} (not listed)', key)] };
  const view = vault && (await storeViewAt(vault.context, vault.uri, resource, path));
  const listing = await view?.catalog?.properties(key, version, token);
  const names = listing && topNames(listing.items, property);
  if (listing === undefined || names === undefined || names.length === 0) return unlisted;
  // Go's regular expressions are loaded with the first rewrite.
  const { finalKeys } = await import('../model/rewrite.ts');
  const keys = finalKeys(names, { operations, conversion, convertsFirst: false });
  const rest = listing.complete ? [] : unlisted.others;
  return named(keys, path, decodingOf(resource, [...path, 'extract']), (name) => phrase('{0} of {1}', name, key), rest, key);
}

/** The names that ESO takes out of a secret: the topmost ones, or those below the property. */
function topNames(items: readonly PropertyEntry[], property: string | undefined): readonly string[] | undefined {
  const above = property === undefined ? [] : items.find((item) => item.property === property)?.path;
  if (above === undefined) return undefined;
  return items
    .filter(({ path }) => path.length === above.length + 1 && above.every((part, i) => path[i] === part))
    .map(({ path }) => path.at(-1) ?? '');
}

function named(
  keys: FinalKeys,
  entry: Path,
  decoding: string | undefined,
  originOf: (name: string) => Phrase,
  rest: readonly Phrase[],
  of: string,
): Part {
  if (keys.state === 'unknown') return { variables: [], others: [phrase('keys of {0}, which rewrite changes', of)] };
  const variables = keys.keys
    .filter(({ refusal, key }) => refusal === undefined && key !== '')
    .map(({ key, names }): FetchedVariable => {
      const [first, ...more] = names.map(originOf);
      const origin =
        first === undefined ? phrase('{0}, merged', of) : more.reduce((all, one) => phrase('{0} or {1}', all, one), first);
      return { name: key, entry, origin, decoding };
    });
  return { variables, others: rest };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '?';
}
