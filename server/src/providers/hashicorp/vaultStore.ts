import { type Address, readAddress } from '../rest/address.ts';
import type { CatalogProblem, Identity, StoreConfig } from '../secretProvider.ts';
import { type Said, told } from '../told.ts';
import { type Engine, engineOf } from './keyPlace.ts';
import type { Product } from './product.ts';

/** What of a store's block matters to a listing. */
export interface VaultStore extends Engine {
  /** Where calls go: the manifest's address, or the user's own in place of it. */
  readonly address: Address;
  /** Whether that is the user's own. */
  readonly redirected: boolean;
  /** Sent as `X-Vault-Namespace`; empty: the root namespace. */
  readonly namespace: string;
}

/** Reads a store's block, or says what is missing. How the cluster logs in, its headers and authorities are not looked at. */
export function vaultStoreOf(store: StoreConfig, product: Product, identity: Identity): VaultStore | CatalogProblem {
  const { server, path, namespace } = store.config;
  if (typeof server !== 'string' || server === '')
    return incomplete(told('Store {0} names no server. Set spec.provider.{1}.server.', store.name, product.id));
  const address = readAddress(identity.address ?? server);
  if (address === undefined)
    return incomplete(
      identity.address === undefined
        ? told('The server of store {0} is not an address such as https://vault.example.com:8200.', store.name)
        : told('The address in your settings for store {0} is not one such as https://vault.example.com:8200.', store.name),
    );
  for (const [name, text] of Object.entries({ path, namespace })) {
    if (typeof text === 'string' && !/^[\w.@+~/-]*$/.test(text))
      return incomplete(told('The {0} of store {1} has characters that are not used there.', name, store.name));
  }
  return {
    ...engineOf(store.config, product),
    address,
    redirected: identity.address !== undefined,
    namespace: typeof namespace === 'string' ? namespace.replace(/^\/+|\/+$/g, '') : '',
  };
}

function incomplete(said: Said): CatalogProblem {
  return { code: 'incomplete-store', ...said };
}
