import { type Phrase, phrase } from '../../localisation.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
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
  const vault = phrase('The vault at {0}', store.address.host);
  const who = login?.words ?? 'your login';
  if (status === 401 && has(/AKV10032|invalid issuer/i)) {
    const said = told(
      '{0} belongs to another tenant than the login ({1}). Set "tenant" for it in externalSecrets.stores, and sign in there.',
      vault,
      who,
    );
    return { code: 'no-credentials', ...said };
  }
  if (status === 401) {
    const said = told('{0} does not accept the login any more ({1}). Sign in again.', vault, who);
    return { code: 'expired-credentials', ...said, ...(login === undefined ? {} : signIn(login, store)) };
  }
  if (status === 403) return explainForbidden(operation, has, wanted, { vault, who });
  if (status === 404 && has(/"code"\s*:\s*"(Secret|Key|Certificate)(VersionNot|Not)Found"/))
    return {
      code: 'not-found',
      ...told('{0} has nothing of this name and version among its {1}.', vault, collections[wanted.type]),
    };
  if (status === 404)
    return { code: 'failed', ...told('{0} answered {1} in a way that is not understood. Check its address.', vault, operation) };
  return undefined;
}

function explainForbidden(
  operation: string,
  has: Refusal['has'],
  { type, does }: Wanted,
  { vault, who }: { readonly vault: Phrase; readonly who: string },
): CatalogProblem {
  if (has(/ForbiddenByFirewall|Client address is not authorized/)) {
    const said = told(
      '{0} is kept by its firewall from answering this machine. Use the network or VPN that it lets in, or have your address added to it.',
      vault,
    );
    return { code: 'unreachable', ...said };
  }
  if (has(/ForbiddenByConnection|ForbiddenByNsp|Public network access is disabled/)) {
    const said = told('{0} answers through its private endpoint only. Use the network or VPN that has it.', vault);
    return { code: 'unreachable', ...said };
  }
  if (has(/"(Secret|Key|Certificate)Disabled"|not allowed on a disabled/)) {
    const said = told('This version is disabled: ESO gets "Operation get is not allowed on a disabled secret".');
    return { code: 'failed', ...said };
  }
  const permission = `${does === 'list' ? 'list' : 'get'} on ${collections[type]}`;
  const role = type === 'secret' && does === 'read' ? 'Key Vault Secrets User' : 'Key Vault Reader';
  const denies = phrase('{0} denies {1} to this login ({2}).', vault, operation, who);
  if (has(/ForbiddenByRbac|not authorized to perform action/))
    return { code: 'denied', ...told('{0} It needs the role {1}.', denies, role), permission: role };
  if (has(/AccessDenied|does not have .* permission/))
    return { code: 'denied', ...told("{0} The vault's access policy has to give it {1}.", denies, permission), permission };
  const said = told("{0} It needs the role {1}, or {2} by the vault's access policy.", denies, role, permission);
  return { code: 'denied', ...said, permission: role };
}
