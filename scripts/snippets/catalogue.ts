import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  type Catalogue,
  kebab,
  type ManifestSnippet,
  namespaceSlot,
  type StoreSnippet,
  servedVersion,
  storeManifest,
} from '../../server/src/features/snippets/catalogue.ts';
import { slotsIn } from '../../server/src/features/snippets/slots.ts';
import { filledSlots, plainStyle, writeManifest } from '../../server/src/features/snippets/writeManifest.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { findKind } from '../../server/src/schema/kindSchema.ts';
import type { SchemaSource } from '../../server/src/schema/schemaSource.ts';
import { fileOfRef, type KindEntry, type Structure } from '../../server/src/schema/structure.ts';
import { validateResource } from '../../server/src/schema/validate.ts';
import type { JsonObject, JsonValue } from '../../server/src/syntax/node.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { allWanted, derive, type Wanted } from './derive.ts';

const folder = join(import.meta.dirname, '../../snippets');

/** A login as `snippets/stores.yaml` and `snippets/generators.yaml` have it. */
interface Method {
  readonly title: string;
  readonly when?: string;
  readonly with?: Wanted;
}

interface Provider {
  /** Begins the names of its logins; the provider's own name unless given. */
  readonly prefix?: string;
  readonly with?: Wanted;
  readonly methods: Readonly<Record<string, Method>>;
}

interface Generator extends Partial<Omit<Provider, 'prefix'>> {
  readonly prefix: string;
  readonly about: string;
}

type ManifestSource = Omit<ManifestSnippet, 'since' | 'manifest'> & {
  readonly manifest?: JsonObject;
  readonly store?: { readonly kind: 'SecretStore' | 'ClusterSecretStore'; readonly provider: string; readonly method: string };
};

/** Everything of `snippets/snippets.json`, from the files beside it and the schemas of the newest ESO. */
export async function makeCatalogue(): Promise<Catalogue> {
  const schemas = createNodeSchemaSource();
  const stores = await makeStores(schemas);
  const manifests = read<readonly ManifestSource[]>('manifests.yaml').map(({ store, manifest, ...rest }) => {
    const used = store && stores.find(({ provider, method }) => provider === store.provider && method === store.method);
    return { ...rest, manifest: store !== undefined && used !== undefined ? storeManifest(used, store.kind) : (manifest ?? {}) };
  });
  const all = [...manifests, ...(await makeGenerators(schemas))];
  const dated: ManifestSnippet[] = [];
  for (const { manifest, ...rest } of all) dated.push({ ...rest, since: await sinceOf(schemas, [manifest]), manifest });
  return { manifests: dated, stores };
}

/** The text of `snippets/snippets.json`. */
export function catalogueText(catalogue: Catalogue): string {
  return `${JSON.stringify(catalogue, null, 2)}\n`;
}

async function makeStores(schemas: SchemaSource): Promise<readonly StoreSnippet[]> {
  const { providers, values } = read<{ providers: Record<string, Provider>; values: Record<string, JsonValue> }>('stores.yaml');
  const spec = await specOf(schemas, await kindNamed(schemas, 'SecretStore'));
  const known = spec.properties?.['provider']?.properties ?? {};
  const stores: StoreSnippet[] = [];
  for (const [provider, { methods, prefix = kebab(provider), with: always }] of Object.entries(providers)) {
    const described = known[provider];
    if (described === undefined) throw new Error(`snippets: the newest ESO has no provider ${provider}`);
    for (const [method, { title, when = '', with: wanted }] of Object.entries(methods)) {
      const recipe = { schemas, values, login: `${prefix}-login`, wanted: allWanted(always, wanted) };
      const block = (await derive(recipe, described, [provider])) as JsonObject;
      const name = Object.keys(methods).length === 1 ? prefix : `${prefix}-${method}`;
      const manifests = (['SecretStore', 'ClusterSecretStore'] as const).map((kind) => storeManifest({ provider, block }, kind));
      const since = await sinceOf(schemas, manifests);
      stores.push({ provider, method, name, title, when, since, block, asked: askedIn(block, []) });
    }
  }
  return stores;
}

async function makeGenerators(schemas: SchemaSource): Promise<readonly Omit<ManifestSnippet, 'since'>[]> {
  const { generators, values } = read<{ generators: Record<string, Generator>; values: Record<string, JsonValue> }>(
    'generators.yaml',
  );
  const made: Omit<ManifestSnippet, 'since'>[] = [];
  for (const [kind, { about, methods, prefix, with: always }] of Object.entries(generators)) {
    const entry = await kindNamed(schemas, kind);
    const described = await specOf(schemas, entry);
    for (const [method, { title, with: wanted }] of Object.entries(methods ?? { '': { title: '' } })) {
      const recipe = { schemas, values, login: `${prefix}-login`, wanted: allWanted(always, wanted) };
      const spec = await derive(recipe, described, [kind]);
      made.push({
        prefix: ['gen', prefix, method].filter((part) => part !== '').join('-'),
        about: title === '' ? about : `${about}, ${title}`,
        manifest: {
          apiVersion: entry.apiVersion,
          kind,
          metadata: { name: `\${name:my-${prefix}}` },
          spec: withoutNamespace(spec) as JsonObject,
        },
      });
    }
  }
  return made;
}

/** A generator refers to what is in its own namespace. */
function withoutNamespace(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNamespace);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name, child]) => name !== 'namespace' || child !== namespaceSlot);
  return Object.fromEntries(kept.map(([name, child]) => [name, withoutNamespace(child)]));
}

/** The slots that say where the vault is: those outside of logins and references. */
function askedIn(block: JsonObject, path: readonly string[]): readonly { slot: string; path: readonly string[] }[] {
  return Object.entries(block).flatMap(([name, value]) => {
    const at = [...path, name];
    if (/^auth(?:SecretRef|Ref)?$|Ref$|^(?:caProvider|result|username|password|token|principalType|authType)$/.test(name))
      return [];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return askedIn(value as JsonObject, at);
    const [slot] = typeof value === 'string' ? slotsIn(value) : [];
    return slot === undefined || typeof slot === 'string' ? [] : [{ slot: slot.name, path: at }];
  });
}

/** The oldest described version from which on all take the manifests. */
async function sinceOf(schemas: SchemaSource, manifests: readonly JsonObject[]): Promise<string> {
  let since = '';
  for (const version of [...schemas.versions].reverse()) {
    const verdicts = await Promise.all(manifests.map((manifest) => takes(schemas, version, manifest)));
    if (verdicts.includes(false)) break;
    since = version;
  }
  if (since === '') throw new Error(`snippets: the newest ESO refuses ${JSON.stringify(manifests[0])}`);
  return since;
}

async function takes(schemas: SchemaSource, version: string, manifest: JsonObject): Promise<boolean> {
  const index = await schemas.load(version);
  const apiVersion = index && servedVersion(index, String(manifest['kind']));
  if (apiVersion === undefined) return false;
  const text = writeManifest({ ...manifest, apiVersion }, plainStyle, filledSlots());
  const resources = parseManifestFile(text).documents.flatMap(({ parsed }) => parsed.resources);
  const findings = await Promise.all(resources.map((resource) => validateResource(resource, schemas, version)));
  return resources.length === 1 && findings.flat().length === 0;
}

async function kindNamed(schemas: SchemaSource, kind: string): Promise<KindEntry> {
  const index = await schemas.load(schemas.versions.at(-1) ?? '');
  const apiVersion = index && servedVersion(index, kind);
  const entry = apiVersion === undefined ? undefined : index && findKind(index, apiVersion, kind);
  if (entry === undefined) throw new Error(`snippets: the newest ESO has no kind ${kind}`);
  return entry;
}

async function specOf(schemas: SchemaSource, { schema }: KindEntry): Promise<Structure> {
  const spec = (await schemas.structure(schema))?.properties?.['spec'];
  return (spec?.$ref === undefined ? spec : await schemas.structure(fileOfRef(spec.$ref))) ?? {};
}

function read<T>(file: string): T {
  return parse(readFileSync(join(folder, file), 'utf8')) as T;
}
