import type { ResourceNode } from '../syntax/manifest.ts';
import type { RemoteReference } from './references.ts';
import type { StoreConfig } from './storeConfig.ts';

/** An object of Kubernetes that stands in a file of the workspace. */
export interface ObjectEntry {
  readonly uri: string;
  readonly resource: ResourceNode;
  readonly namespace: string | undefined;
}

/** A store that stands in a file of the workspace. */
export interface StoreEntry extends ObjectEntry {
  readonly kind: 'SecretStore' | 'ClusterSecretStore';
  readonly name: string;
  /** Undefined while the manifest does not hold exactly one provider. */
  readonly config: StoreConfig | undefined;
}

/** A place of the workspace that fetches a key. */
export interface KeyUse {
  readonly uri: string;
  readonly resource: ResourceNode;
  readonly reference: RemoteReference;
}
