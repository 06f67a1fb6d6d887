import type { SecretProvider, StoreConfig } from './secretProvider.ts';

/** The back end that answers for a store, or undefined where none does. */
export function providerFor(providers: readonly SecretProvider[], store: StoreConfig): SecretProvider | undefined {
  return providers.find((provider) => provider.id === store.provider && provider.supports(store));
}
