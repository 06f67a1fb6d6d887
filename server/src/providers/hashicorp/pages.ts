import { urlBelow } from '../rest/address.ts';
import type { KeyPages } from '../secretProvider.ts';
import { placeOf } from './keyPlace.ts';
import type { VaultStore } from './vaultStore.ts';

/**
 * The pages of Vault's own user interface. Since 1.15 it has others for version 2 of the engine, to which these lead on. Undefined for
 * addresses that only a cluster knows.
 */
export function pagesOf(store: VaultStore): KeyPages | undefined {
  const { address, namespace, product } = store;
  const host = address.host.replace(/:\d+$/, '');
  const isInside = !/[.:]/.test(host) || /\.(svc|local|internal)$|\.svc\./.test(host);
  if (isInside && host !== 'localhost') return undefined;
  return {
    title: `${product.title} at ${host}`,
    pageOf(key) {
      const { mount = [], path = [] } = placeOf(key, store) ?? {};
      // Without a mount the first segment is taken for it, as most engines have but one.
      const [engine, rest] = mount.length > 0 ? [mount.join('/'), path] : [path[0], path.slice(1)];
      if (engine === undefined || rest.length === 0) return undefined;
      const segments = ['ui', 'vault', 'secrets', engine, 'show', ...rest];
      return urlBelow(address, segments, namespace === '' ? {} : { namespace })?.href;
    },
  };
}
