import type { ResourceNode } from '../syntax/manifest.ts';
import type { JsonObject } from '../syntax/node.ts';
import { isObject, valueAt } from './references.ts';

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
 * hold exactly one provider yet.
 */
export function storeConfigOf(resource: ResourceNode): StoreConfig | undefined {
  const { kind, name, namespace } = resource;
  if ((kind !== 'SecretStore' && kind !== 'ClusterSecretStore') || name === undefined) return undefined;
  const provider = valueAt(resource.json(), ['spec', 'provider']);
  if (!isObject(provider)) return undefined;
  const [id, ...others] = Object.keys(provider);
  const config = id === undefined ? undefined : provider[id];
  if (id === undefined || others.length > 0 || !isObject(config)) return undefined;
  return { kind, name, provider: id, config, ...(kind === 'SecretStore' && namespace !== undefined ? { namespace } : {}) };
}

/** The store as people name it: `SecretStore default/aws-secretsmanager`, `ClusterSecretStore vault`. */
export function storeLabel(store: { readonly kind: string; readonly name: string; readonly namespace?: string }): string {
  return `${store.kind} ${store.namespace === undefined ? '' : `${store.namespace}/`}${store.name}`;
}
