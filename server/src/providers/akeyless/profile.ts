import { phrase } from '../../localisation.ts';
import { type Address, readAddress } from '../rest/address.ts';
import type { CredentialFile, KeptLogin } from '../rest/credentials.ts';

/** Where the API is, unless a store or the user says otherwise. */
export const vendorAddress = 'https://api.akeyless.io';

/** What Akeyless's command-line tool keeps: a file of TOML for each profile, with one table. */
export const akeylessProfile: CredentialFile = {
  paths: (profile = 'default') => [`~/.akeyless/profiles/${profile}.toml`],
  read,
};

/** Tools name a gateway by its outermost address, and ESO by that of its API. */
export function isGatewayOf(said: Address, address: Address): boolean {
  return ['', '/api/v2', '/v2'].some((path) => address.text === `${said.text}${path}`);
}

function read(text: string, address: Address): KeptLogin | undefined {
  const field = (name: string) => new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*(['"])(.*)\\1[ \\t]*$`, 'm').exec(text)?.[2];
  const gateway = readAddress(field('gateway_url') || vendorAddress);
  if (gateway === undefined || !isGatewayOf(gateway, address)) return undefined;
  const id = field('access_id');
  const key = field('access_key');
  const type = field('access_type') ?? 'access_key';
  if (id !== undefined && type !== 'access_key')
    return { unusable: phrase('Your Akeyless profile signs in by {0}, which is done by its own command-line tool only.', type) };
  return id === undefined || key === undefined ? undefined : { credential: { AKEYLESS_ACCESS_ID: id, AKEYLESS_ACCESS_KEY: key } };
}
