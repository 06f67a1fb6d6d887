import { isObject } from '../../model/references.ts';
import type { CatalogProblem, StoreConfig } from '../secretProvider.ts';
import { type Said, told } from '../told.ts';

/** What of a store's `kubernetes` block matters to a listing: where the Secrets are, never how the cluster logs in there. */
export interface KubernetesStore {
  /** Checked; ESO's default is `default`, whatever the namespace of the store. */
  readonly namespace: string;
  /**
   * The address of the API server; `own`: that of the cluster which ESO runs in; `elsewhere`: it stands in the kubeconfig of a Secret
   * (`authRef`), which is not read.
   */
  readonly server: URL | 'own' | 'elsewhere';
}

/** Reads a store's `kubernetes` block, or says what is wrong. Certificates and logins of the manifest are passed over. */
export function kubernetesStoreOf(store: StoreConfig): KubernetesStore | CatalogProblem {
  const { remoteNamespace, server, authRef } = store.config;
  const namespace = remoteNamespace ?? 'default';
  if (typeof namespace !== 'string' || !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) {
    return incomplete(told('The remoteNamespace of store {0} is not the name of a namespace.', store.name));
  }
  if (isObject(authRef)) return { namespace, server: 'elsewhere' };
  const url = isObject(server) ? (server['url'] ?? '') : '';
  if (url === '') return { namespace, server: 'own' };
  const address = typeof url === 'string' ? addressOf(url) : undefined;
  if (address === undefined)
    return incomplete(told('The server.url of store {0} is not the address of an API server.', store.name));
  return { namespace, server: isOwn(address) ? 'own' : address };
}

/** Whether two addresses mean the same API server. */
export function isSameServer(a: URL, b: URL): boolean {
  const path = ({ pathname }: URL) => pathname.replace(/\/+$/, '');
  return a.origin === b.origin && path(a) === path(b);
}

/** As client-go reads it: without a scheme it is https. */
function addressOf(text: string): URL | undefined {
  const written = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(written) && !/[\s{}<>$]/.test(text) ? new URL(written) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined;
}

/** Names that every cluster gives to its own API server. */
function isOwn({ hostname }: URL): boolean {
  return /^kubernetes(\.default(\.svc(\.[a-z0-9.-]+)?)?)?$/.test(hostname);
}

function incomplete(said: Said): CatalogProblem {
  return { code: 'incomplete-store', ...said };
}
