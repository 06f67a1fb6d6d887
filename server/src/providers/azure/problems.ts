import type { Refusal } from '../rest/restClient.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import type { AzureStore } from './azureStore.ts';
import { collections, type ObjectType } from './keyPlace.ts';
import { type AzureLogin, signIn } from './login.ts';

/** What a call wanted to do, for the permission that it needs. */
export interface Wanted {
  readonly type: ObjectType;
  /** `list`: names and attributes; `get`: attributes of what was deleted; `read`: the value. */
  readonly does: 'list' | 'get' | 'read';
}

/**
 * What a refusal means. Key Vault names the reason of a 403 in `innererror`, by which what a role or an access policy lacks is told from
 * what its firewall keeps out; and a 404 in its own words, which tells it from one of a proxy.
 */
export function explainRefusal(
  { status, operation, has }: Refusal,
  wanted: Wanted,
  store: AzureStore,
  login: AzureLogin | undefined,
): CatalogProblem | undefined {
  const vault = `The vault at ${store.address.host}`;
  const who = login?.words ?? 'your login';
  if (status === 401 && has(/AKV10032|invalid issuer/i)) {
    const message = `${vault} belongs to another tenant than the login (${who}). Set "tenant" for it in externalSecrets.stores, and sign in there.`;
    return { code: 'no-credentials', message };
  }
  if (status === 401) {
    const message = `${vault} does not accept the login any more (${who}). Sign in again.`;
    return { code: 'expired-credentials', message, ...(login === undefined ? {} : signIn(login, store)) };
  }
  if (status === 403) return explainForbidden(operation, has, wanted, { vault, who });
  if (status === 404 && has(/"code"\s*:\s*"(Secret|Key|Certificate)(VersionNot|Not)Found"/))
    return { code: 'not-found', message: `${vault} has nothing of this name and version among its ${collections[wanted.type]}.` };
  if (status === 404)
    return { code: 'failed', message: `${vault} answered ${operation} in a way that is not understood. Check its address.` };
  return undefined;
}

function explainForbidden(
  operation: string,
  has: Refusal['has'],
  { type, does }: Wanted,
  { vault, who }: { readonly vault: string; readonly who: string },
): CatalogProblem {
  if (has(/ForbiddenByFirewall|Client address is not authorized/)) {
    const message = `${vault} is kept by its firewall from answering this machine. Use the network or VPN that it lets in, or have your address added to it.`;
    return { code: 'unreachable', message };
  }
  if (has(/ForbiddenByConnection|ForbiddenByNsp|Public network access is disabled/)) {
    const message = `${vault} answers through its private endpoint only. Use the network or VPN that has it.`;
    return { code: 'unreachable', message };
  }
  if (has(/"(Secret|Key|Certificate)Disabled"|not allowed on a disabled/)) {
    const message = 'This version is disabled: ESO gets "Operation get is not allowed on a disabled secret".';
    return { code: 'failed', message };
  }
  const permission = `${does === 'list' ? 'list' : 'get'} on ${collections[type]}`;
  const role = type === 'secret' && does === 'read' ? 'Key Vault Secrets User' : 'Key Vault Reader';
  const denies = `${vault} denies ${operation} to this login (${who}).`;
  if (has(/ForbiddenByRbac|not authorized to perform action/))
    return { code: 'denied', message: `${denies} It needs the role ${role}.`, permission: role };
  if (has(/AccessDenied|does not have .* permission/))
    return { code: 'denied', message: `${denies} The vault's access policy has to give it ${permission}.`, permission };
  const message = `${denies} It needs the role ${role}, or ${permission} by the vault's access policy.`;
  return { code: 'denied', message, permission: role };
}
