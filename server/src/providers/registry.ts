import type { SecretProvider, StoreConfig } from './secretProvider.ts';

/** The back end that answers for a store, or undefined where none does. */
export function providerFor(providers: readonly SecretProvider[], store: StoreConfig): SecretProvider | undefined {
  return providers.find((provider) => provider.id === store.provider && provider.supports(store));
}

/** Whether one of the back ends asks a vault over the network, and does not only read manifests. */
export function askVaults(providers: readonly SecretProvider[]): boolean {
  return providers.some(({ capabilities }) => capabilities.listing !== 'manifest');
}
