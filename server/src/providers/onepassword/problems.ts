import type { Refusal } from '../rest/restClient.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import type { ConnectTarget } from './target.ts';

/** What a refusal means. That an item is not there no status tells: a listing without it does. */
export function explainRefusal({ status, operation, has }: Refusal, { address }: ConnectTarget): CatalogProblem | undefined {
  if (status === 403)
    return {
      code: 'denied',
      message: `1Password Connect at ${address.host} denies ${operation} to your token. It has to be a token with read access to the vaults of the store.`,
      permission: 'read access to the vault',
    };
  if (status === 400 && has(/filter/i))
    return { code: 'failed', message: 'The key cannot be looked for: 1Password Connect does not take it as a title.' };
  return undefined;
}

/** A vault of the store that the token does not see, or of which there are several. */
export function noVault(name: string, seen: number, { address }: ConnectTarget): CatalogProblem {
  const what = seen === 0 ? `no vault ${name} that your token may see` : `${seen} vaults ${name}, so ESO refuses to choose`;
  const next = seen === 0 ? 'Check spec.provider.onepassword.vaults, and what the token was made for.' : 'Name it by its id.';
  return { code: 'failed', message: `1Password Connect at ${address.host} has ${what}. ${next}` };
}
