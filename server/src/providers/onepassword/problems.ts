import type { Refusal } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import type { ConnectTarget } from './target.ts';

/** What a refusal means. That an item is not there no status tells: a listing without it does. */
export function explainRefusal({ status, operation, has }: Refusal, { address }: ConnectTarget): CatalogProblem | undefined {
  if (status === 403)
    return {
      code: 'denied',
      ...told(
        '1Password Connect at {0} denies {1} to your token. It has to be a token with read access to the vaults of the store.',
        address.host,
        operation,
      ),
      permission: 'read access to the vault',
    };
  if (status === 400 && has(/filter/i))
    return { code: 'failed', ...told('The key cannot be looked for: 1Password Connect does not take it as a title.') };
  return undefined;
}

/** A vault of the store that the token does not see, or of which there are several. */
export function noVault(name: string, seen: number, { address }: ConnectTarget): CatalogProblem {
  const said =
    seen === 0
      ? told(
          '1Password Connect at {0} has no vault {1} that your token may see. Check spec.provider.onepassword.vaults, and what the token was made for.',
          address.host,
          name,
        )
      : told(
          '1Password Connect at {0} has {1} vaults {2}, so ESO refuses to choose. Name it by its id.',
          address.host,
          seen,
          name,
        );
  return { code: 'failed', ...said };
}
