import catalogue from '../../../../snippets/snippets.json' with { type: 'json' };
import { closestVersion, compareVersions } from '../../schema/operatorVersion.ts';
import type { SchemaSource } from '../../schema/schemaSource.ts';
import type { SchemaIndex } from '../../schema/structure.ts';
import type { JsonObject } from '../../syntax/node.ts';

/** A manifest to begin with. */
export interface ManifestSnippet {
  /** What one types: `es-tls`. */
  readonly prefix: string;
  /** What it is called where that is not the prefix: the kind, for the usual manifest of a kind. */
  readonly label?: string;
  readonly about: string;
  /** The type of the Secret that it makes, where it is about that. */
  readonly type?: string;
  /** The oldest ESO version described here that takes it. */
  readonly since: string;
  /** With slots (`slots.ts`); its apiVersion is that of the newest ESO. */
  readonly manifest: JsonObject;
}

/** One login to one back end, of which a SecretStore and a ClusterSecretStore can be made. */
export interface StoreSnippet {
  /** The field below `spec.provider`. */
  readonly provider: string;
  /** Unique for the provider: `irsa`. */
  readonly method: string;
  /** `aws-irsa`, behind `ss-` or `css-` what one types. */
  readonly name: string;
  readonly title: string;
  /** When to take it. */
  readonly when: string;
  readonly since: string;
  /** What stands below `provider.<provider>`, with slots. */
  readonly block: JsonObject;
  /** The slots that say where the vault is, with the path of each below the block. */
  readonly asked: readonly { readonly slot: string; readonly path: readonly string[] }[];
}

/** What `npm run docs` makes of the files beside it. */
export interface Catalogue {
  readonly manifests: readonly ManifestSnippet[];
  readonly stores: readonly StoreSnippet[];
}

/** The slot with the namespace of what a store refers to, which a SecretStore may not name. */
export const namespaceSlot: string = `\${refNamespace:external-secrets}`;

/** Everything there is to begin with, for whatever version. */
export const allSnippets = catalogue as unknown as Catalogue;

/** The kinds of stores. */
export type StoreKind = 'SecretStore' | 'ClusterSecretStore';

/** The whole manifest of a store, with slots. */
export function storeManifest({ provider, block }: Pick<StoreSnippet, 'provider' | 'block'>, kind: StoreKind): JsonObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind,
    metadata: { name: `\${name:${kebab(provider)}}` },
    spec: { provider: { [provider]: kind === 'SecretStore' ? withoutNamespaces(block) : block } },
  };
}

/** A name with capitals as one with hyphens: `onepasswordSDK` as `onepassword-sdk`. */
export function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

function withoutNamespaces(block: JsonObject): JsonObject {
  const kept = Object.entries(block).filter(([name, value]) => name !== 'namespace' || value !== namespaceSlot);
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? withoutNamespaces(value as JsonObject)
        : Array.isArray(value)
          ? value.map((item) => (typeof item === 'object' && item !== null ? withoutNamespaces(item as JsonObject) : item))
          : value,
    ]),
  );
}

/** What the judging ESO version takes of the catalogue. */
export interface OfferedSnippets extends Catalogue {
  /** A manifest with the apiVersion that this version stores its kind as. */
  forVersion(manifest: JsonObject): JsonObject;
}

/** What an ESO version (any version text; see `closestVersion`) takes. Undefined where its schemas cannot be loaded. */
export async function snippetsFor(
  schemas: SchemaSource,
  operatorVersion: string | undefined,
): Promise<OfferedSnippets | undefined> {
  const version = closestVersion(schemas.versions, operatorVersion);
  const index = await schemas.load(version);
  if (index === undefined) return undefined;
  const isKnown = ({ since }: { readonly since: string }) =>
    !/^\d/.test(index.version) || compareVersions(since, index.version) <= 0;
  return {
    manifests: allSnippets.manifests.filter(
      (snippet) => isKnown(snippet) && servedVersion(index, String(snippet.manifest['kind'])) !== undefined,
    ),
    stores: allSnippets.stores.filter(isKnown),
    forVersion: (manifest) => ({
      ...manifest,
      apiVersion: servedVersion(index, String(manifest['kind'])) ?? manifest['apiVersion'] ?? '',
    }),
  };
}

/** The apiVersion of a kind that is served and stored; of several groups with the kind ESO's own generators come last. */
export function servedVersion(index: SchemaIndex, kind: string): string | undefined {
  const served = index.kinds.filter((entry) => entry.kind === kind && entry.served);
  return (served.find(({ storage }) => storage) ?? served[0])?.apiVersion;
}
