import type { ResourceNode } from '../syntax/manifest.ts';
import type { JsonObject } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';
import { externalSecretKinds, mappingsIn } from './externalSecret.ts';
import { isTemplated } from './known.ts';
import { externalSecretSpecPath, isObject, valueAt } from './references.ts';
import type { RewriteOperation } from './rewrite.ts';

/** A `dataFrom` item with a `find`, all of it certain. */
export interface FindEntry {
  /** Of the item of `dataFrom`. */
  readonly path: Path;
  readonly name: string | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
  /** `find.path`. */
  readonly below: string | undefined;
  readonly conversion: string;
  readonly operations: readonly RewriteOperation[];
}

/** The finds of an ExternalSecret or ClusterExternalSecret; those that template text or a wrong type leaves open are left out. */
export function findEntries(resource: ResourceNode): readonly FindEntry[] {
  const spec = externalSecretSpecPath(resource);
  const isKind = externalSecretKinds.some((kind) => kind === resource.kind);
  if (spec === undefined || !isKind) return [];
  return mappingsIn(resource, [...spec, 'dataFrom']).flatMap((path) => {
    const node = resource.nodeAt(path);
    const item = valueAt(resource.json(), path);
    const find = isObject(item) ? item['find'] : undefined;
    if (node === undefined || isTemplated(node) || !isObject(item) || !isObject(find)) return [];
    const tags = tagsOf(find);
    const operations = operationsOf(item);
    if (tags === 'odd' || operations === undefined) return [];
    const regexp = valueAt(find, ['name', 'regexp']);
    return [
      {
        path,
        name: textOf(regexp),
        tags,
        below: textOf(find['path']),
        conversion: textOf(find['conversionStrategy']) ?? 'Default',
        operations,
      },
    ];
  });
}

/** A `dataFrom` item with an `extract`, all of it certain. */
export interface ExtractEntry extends Pick<FindEntry, 'path' | 'conversion' | 'operations'> {
  readonly key: string;
  readonly property: string | undefined;
  readonly version: string | undefined;
}

/** The `extract` of an item of `dataFrom`; undefined where it has none, or template text or a wrong type leave it open. */
export function extractEntry(resource: ResourceNode, path: Path): ExtractEntry | undefined {
  const node = resource.nodeAt(path);
  const item = valueAt(resource.json(), path);
  const extract = isObject(item) ? item['extract'] : undefined;
  if (node === undefined || isTemplated(node) || !isObject(item) || !isObject(extract)) return undefined;
  const operations = operationsOf(item);
  const key = textOf(extract['key']);
  // With it the names are those of tags.
  if (operations === undefined || key === undefined || extract['metadataPolicy'] === 'Fetch') return undefined;
  const property = textOf(extract['property']);
  const version = textOf(extract['version']);
  return { path, key, property, version, conversion: textOf(extract['conversionStrategy']) ?? 'Default', operations };
}

function tagsOf({ tags }: JsonObject): Readonly<Record<string, string>> | undefined | 'odd' {
  if (tags === undefined || tags === null) return undefined;
  if (!isObject(tags)) return 'odd';
  const pairs = Object.entries(tags).map(([name, value]) => [name, textOf(value) ?? ''] as const);
  return Object.fromEntries(pairs);
}

/** Undefined where one of them is none of the three. */
function operationsOf({ rewrite }: JsonObject): readonly RewriteOperation[] | undefined {
  if (rewrite === undefined || rewrite === null) return [];
  if (!Array.isArray(rewrite)) return undefined;
  const read = rewrite.map((item): RewriteOperation | undefined => {
    if (!isObject(item) || Object.keys(item).length !== 1) return undefined;
    const { regexp, transform, merge } = item;
    if (isObject(regexp))
      return { type: 'regexp', source: textOf(regexp['source']) ?? '', target: textOf(regexp['target']) ?? '' };
    if (isObject(transform)) return { type: 'transform', template: textOf(transform['template']) ?? '' };
    if (isObject(merge))
      return { type: 'merge', strategy: textOf(merge['strategy']) ?? 'Extract', into: textOf(merge['into']) ?? '' };
    return undefined;
  });
  const known = read.filter((operation) => operation !== undefined);
  return known.length === read.length ? known : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
