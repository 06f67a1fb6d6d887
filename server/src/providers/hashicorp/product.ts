import type { PropertyDialect } from '../propertyDialect.ts';

/** One of the two products that speak this API, as ESO reads it (providers/v1/vault, providers/v1/openbao). */
export interface Product {
  /** The key under `spec.provider`. */
  readonly id: 'vault' | 'openBao';
  readonly title: string;
  /** The command-line tool, for remedies. */
  readonly command: 'vault' | 'bao';
  /** How the names of its environment variables begin, its own first. */
  readonly variables: readonly ['VAULT', 'BAO'] | readonly ['BAO', 'VAULT'];
  readonly propertyDialect: PropertyDialect;
  /** Where the engine is mounted if the store does not say; undefined: keys name it. */
  readonly defaultMount?: string;
  /** Whether a mount (and `data/` after it) that a key repeats is taken away from it. */
  readonly repeatsMount: boolean;
}

/** `spec.provider.vault`; many who write it run OpenBao. */
export const hashicorpVault: Product = {
  id: 'vault',
  title: 'HashiCorp Vault',
  command: 'vault',
  variables: ['VAULT', 'BAO'],
  propertyDialect: 'exact-then-gjson',
  repeatsMount: true,
};

/** `spec.provider.openBao` */
export const openBao: Product = {
  id: 'openBao',
  title: 'OpenBao',
  command: 'bao',
  variables: ['BAO', 'VAULT'],
  propertyDialect: 'exact',
  defaultMount: 'kv',
  repeatsMount: false,
};
