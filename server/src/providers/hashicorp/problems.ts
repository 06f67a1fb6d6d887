import type { Refusal } from '../rest/restClient.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { signIn, type VaultLogin } from './login.ts';
import type { VaultStore } from './vaultStore.ts';

/** What a call wanted to do, for the permission that it needs: `list` on `secret/metadata/app/`. */
export interface Wanted {
  readonly capability: 'list' | 'read';
  readonly path: string;
}

/**
 * What a refusal means. Vault says 403 for what the policies deny, for what is not there to those who may not know, and for a token
 * that is none any more, so 403 never tells that something is missing; 404 does only in the form that the engine itself gives.
 */
export function explainRefusal(
  { status, operation, has }: Refusal,
  { capability, path }: Wanted,
  store: VaultStore,
  login: VaultLogin,
): CatalogProblem | undefined {
  const { product, address, mount = '' } = store;
  const place = `${product.title} at ${address.host}`;
  if (status === 403 && has(/\b(invalid|bad|expired) token\b/)) {
    const message = `${place} does not accept the token any more (${login.words}). Sign in again.`;
    return { code: 'expired-credentials', message, ...signIn(login, store) };
  }
  if (status === 403) {
    const permission = `${capability} on ${path}`;
    const message = `${place} denies ${operation} to this login (${login.words}). Its policies lack ${permission}, or it has expired.`;
    return { code: 'denied', message, permission, ...signIn(login, store) };
  }
  if (status === 404 && has(/"errors":\s*\[\s*\]/)) return { code: 'not-found', message: `${place} has nothing at ${path}.` };
  if (status === 404 && has(/versioned K\/V/i))
    return { code: 'failed', message: `The engine at ${mount} is KV version 2, and the store says v1. Set version to v2.` };
  if (status === 404 && has(/no handler for route|unsupported path/))
    return {
      code: 'failed',
      message: `${place} has no secrets engine for ${path}${namespaceWords(store)}. Check path and namespace.`,
    };
  if (status === 404)
    return { code: 'failed', message: `${place} answered ${operation} in a way that is not understood. Check its address.` };
  if (status === 503 && has(/sealed/i))
    return { code: 'unreachable', message: `${place} is sealed: it answers nothing until somebody unseals it.` };
  return undefined;
}

/** ` in namespace team-a`, or nothing for the root one. */
export function namespaceWords({ namespace }: VaultStore): string {
  return namespace === '' ? '' : ` in namespace ${namespace}`;
}
