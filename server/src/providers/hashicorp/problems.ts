import { phrase } from '../../localisation.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
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
  const place = phrase('{0} at {1}', product.title, address.host);
  if (status === 403 && has(/\b(invalid|bad|expired) token\b/)) {
    const said = told('{0} does not accept the token any more ({1}). Sign in again.', place, login.words);
    return { code: 'expired-credentials', ...said, ...signIn(login, store) };
  }
  if (status === 403) {
    const permission = `${capability} on ${path}`;
    const said = told(
      '{0} denies {1} to this login ({2}). Its policies lack {3}, or it has expired.',
      place,
      operation,
      login.words,
      permission,
    );
    return { code: 'denied', ...said, permission, ...signIn(login, store) };
  }
  if (status === 404 && has(/"errors":\s*\[\s*\]/)) return { code: 'not-found', ...told('{0} has nothing at {1}.', place, path) };
  if (status === 404 && has(/versioned K\/V/i))
    return { code: 'failed', ...told('The engine at {0} is KV version 2, and the store says v1. Set version to v2.', mount) };
  if (status === 404 && has(/no handler for route|unsupported path/)) {
    const inside = store.namespace === '' ? '' : phrase(' in namespace {0}', store.namespace);
    return { code: 'failed', ...told('{0} has no secrets engine for {1}{2}. Check path and namespace.', place, path, inside) };
  }
  if (status === 404)
    return { code: 'failed', ...told('{0} answered {1} in a way that is not understood. Check its address.', place, operation) };
  if (status === 503 && has(/sealed/i))
    return { code: 'unreachable', ...told('{0} is sealed: it answers nothing until somebody unseals it.', place) };
  return undefined;
}

/** ` in namespace team-a`, or nothing for the root one. */
export function namespaceWords({ namespace }: VaultStore): string {
  return namespace === '' ? '' : ` in namespace ${namespace}`;
}
