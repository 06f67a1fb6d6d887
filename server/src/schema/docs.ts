import type { JsonObject, JsonValue } from '../syntax/node.ts';
import { isObject } from './parts.ts';
import type { DescriptionSource, SchemaSource } from './schemaSource.ts';

/** Words about a field, a kind or a provider: our own, or a CRD's where we have none. */
export interface FieldDoc {
  /** Markdown; but where `from` is set plain text from outside, not bounded. */
  readonly text: string;
  /** Whose CRD the text is from. */
  readonly from?: DescriptionSource;
  /** What each allowed value does. */
  readonly values?: Readonly<Record<string, string>>;
  /** The default in words, where the schema has none or it says more than the schema. */
  readonly default?: string;
  /** The first ESO version that has it: `0.16`. */
  readonly since?: string;
  /** The page of ESO's documentation. */
  readonly link?: string;
}

/**
 * Finds what our documentation says about a field. `pattern` is `Field.path` and counts from the resource; for a place inside
 * `spec.provider.<provider>` of a store the provider's page is read. The empty pattern gives the summary of the kind, and
 * `spec.provider.<provider>` that of the provider. Where we have written nothing the CRD's own description is given, where there is one.
 */
export async function fieldDocs(schemas: SchemaSource, kind: string, pattern: string): Promise<FieldDoc | undefined> {
  return (await ownDocs(schemas, kind, pattern)) ?? schemas.description?.(kind, pattern);
}

async function ownDocs(schemas: SchemaSource, kind: string, pattern: string): Promise<FieldDoc | undefined> {
  const provider = /^(?:Cluster)?SecretStore$/.test(kind) ? /^spec\.provider\.([^.[\]]+)(?:\.(.*))?$/.exec(pattern) : null;
  if (provider?.[1] !== undefined) return providerDocs(schemas, provider[1], provider[2] ?? '');
  return lookUp(schemas, await pageOf(schemas, kind), pattern);
}

/** What our documentation says about a field inside a provider; the empty pattern gives the provider's summary. */
async function providerDocs(schemas: SchemaSource, provider: string, pattern: string): Promise<FieldDoc | undefined> {
  if (!/^\w+$/.test(provider)) return undefined;
  return lookUp(schemas, asObject(await schemas.docs(`providers/${provider}.json`)), pattern);
}

const KIND_PAGES: Readonly<Record<string, string>> = {
  ExternalSecret: 'ExternalSecret.json',
  ClusterExternalSecret: 'ClusterExternalSecret.json',
  PushSecret: 'PushSecret.json',
  ClusterPushSecret: 'ClusterPushSecret.json',
  SecretStore: 'SecretStore.json',
  ClusterSecretStore: 'SecretStore.json',
};

async function pageOf(schemas: SchemaSource, kind: string): Promise<JsonObject | undefined> {
  const file = member(KIND_PAGES, kind);
  if (file !== undefined) return asObject(await schemas.docs(file));
  return asObject(member(asObject(asObject(await schemas.docs('generators.json'))?.['kinds']) ?? {}, kind));
}

/** How often one page may pass a place on to another: a cluster kind to its spec, that to a shared group. */
const MAX_HOPS = 3;

async function lookUp(schemas: SchemaSource, first: JsonObject | undefined, firstPattern: string): Promise<FieldDoc | undefined> {
  let page = first;
  let pattern = firstPattern;
  for (let hop = 0; page !== undefined && hop <= MAX_HOPS; hop++) {
    if (pattern === '') return docOf(page['summary'], page['link']);
    const own = member(asObject(page['fields']) ?? {}, pattern);
    if (own !== undefined) return docOf(own, page['link']);
    const use = longestUse(asObject(page['use']) ?? {}, pattern);
    if (use === undefined) return undefined;
    [page, pattern] = await follow(schemas, use.target, use.rest);
  }
  return undefined;
}

async function follow(schemas: SchemaSource, target: string, rest: string): Promise<[JsonObject | undefined, string]> {
  if (target.startsWith('providers/')) return [asObject(await schemas.docs(`${target}.json`)), rest];
  const [kind, place] = target.split('.', 2);
  if (place !== undefined && kind !== undefined)
    return [await pageOf(schemas, kind), rest === '' ? place : joinPattern(place, rest)];
  // A group has no words for itself as a whole: the page that uses it has.
  if (rest === '') return [undefined, rest];
  const groups = asObject(asObject(await schemas.docs('shared.json'))?.['groups']);
  return [{ fields: asObject(member(groups ?? {}, target)) ?? {} }, rest];
}

function longestUse(use: JsonObject, pattern: string): { readonly target: string; readonly rest: string } | undefined {
  const prefix = Object.keys(use)
    .filter((key) => pattern === key || pattern.startsWith(`${key}.`) || pattern.startsWith(`${key}[`))
    .sort((a, b) => b.length - a.length)[0];
  const target = prefix === undefined ? undefined : use[prefix];
  return prefix !== undefined && typeof target === 'string'
    ? { target, rest: pattern.slice(prefix.length).replace(/^\./, '') }
    : undefined;
}

function joinPattern(place: string, rest: string): string {
  return rest.startsWith('[') ? place + rest : `${place}.${rest}`;
}

function docOf(value: JsonValue | undefined, pageLink: JsonValue | undefined): FieldDoc | undefined {
  const link = typeof pageLink === 'string' ? { link: pageLink } : {};
  if (typeof value === 'string') return { text: value, ...link };
  if (!isObject(value) || typeof value['text'] !== 'string') return undefined;
  return { ...link, ...(value as object), text: value['text'] };
}

function member<T>(object: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}
