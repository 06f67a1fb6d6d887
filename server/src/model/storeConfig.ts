import type { ResourceNode } from '../syntax/manifest.ts';
import type { JsonObject } from '../syntax/node.ts';
import { plainText } from './plainText.ts';
import { isObject, valueAt } from './references.ts';

/** Characters; Kubernetes takes no longer name of an object. */
const longestName = 253;

/** A SecretStore or ClusterSecretStore as a back end needs to see it: where the vault is, never how the cluster logs in. */
export interface StoreConfig {
  readonly kind: 'SecretStore' | 'ClusterSecretStore';
  readonly name: string;
  /** Absent on a ClusterSecretStore, and on a SecretStore whose manifest names none. */
  readonly namespace?: string;
  /** The single key under `spec.provider`, such as `aws`. */
  readonly provider: string;
  /** The block under it as JSON, text of the manifest. Untrusted: a back end takes from it only what it knows and checks. */
  readonly config: JsonObject;
}

/**
 * A SecretStore or ClusterSecretStore as back ends see it, or undefined where the manifest is no store, names none, or does not
 * hold exactly one provider yet, or where its name is longer than any object's.
 */
export function storeConfigOf(resource: ResourceNode): StoreConfig | undefined {
  const { kind, name, namespace } = resource;
  if ((kind !== 'SecretStore' && kind !== 'ClusterSecretStore') || name === undefined) return undefined;
  if (name.length > longestName || (namespace ?? '').length > longestName) return undefined;
  const provider = valueAt(resource.json(), ['spec', 'provider']);
  if (!isObject(provider)) return undefined;
  const [id, ...others] = Object.keys(provider);
  const config = id === undefined ? undefined : provider[id];
  if (id === undefined || others.length > 0 || !isObject(config)) return undefined;
  return { kind, name, provider: id, config, ...(kind === 'SecretStore' && namespace !== undefined ? { namespace } : {}) };
}

/** The store as people name it, as plain text: `SecretStore default/aws-secretsmanager`, `ClusterSecretStore vault`. */
export function storeLabel(store: Pick<StoreConfig, 'kind' | 'name' | 'namespace'>): string {
  return plainText(storeId(store), 2 * longestName);
}

/** The same to the letter: what tells stores apart, not what is shown. */
export function storeId({ kind, name, namespace }: Pick<StoreConfig, 'kind' | 'name' | 'namespace'>): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
