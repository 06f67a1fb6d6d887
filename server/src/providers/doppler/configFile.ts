import { phrase } from '../../localisation.ts';
import { readPlainYaml } from '../../syntax/plainYaml.ts';
import type { Address } from '../rest/address.ts';
import type { CredentialFile, KeptLogin } from '../rest/credentials.ts';
import { at, objectOf, textOf } from '../rest/json.ts';
import { readHost, vendorAddress } from './target.ts';

const path = '~/.doppler/.doppler.yaml';

/**
 * What Doppler's command-line tool keeps: options by folder, of which the innermost that has one counts. Which folder a manifest
 * belongs to is not for the manifest to say, so the login of the whole machine is used, or the only one there is.
 */
export const dopplerFile: CredentialFile = { paths: [path], read };

function read(text: string, address: Address): KeptLogin | undefined {
  const scopes = Object.entries(objectOf(at(readPlainYaml(text), 'scoped'))).map(([folder, options]) => ({
    folder: folder === '*' ? '/' : folder,
    token: textOf(at(options, 'token')),
    host: textOf(at(options, 'api-host')),
  }));
  const everywhere = scopes.find(({ folder }) => folder === '/');
  const meant = scopes.filter(
    ({ token, host }) => token !== undefined && readHost(host ?? everywhere?.host ?? vendorAddress)?.text === address.text,
  );
  const tokens = new Set(meant.map(({ token = '' }) => token));
  const [only] = tokens.size === 1 ? tokens : [];
  const token = meant.find(({ folder }) => folder === '/')?.token ?? only;
  if (token === undefined)
    return tokens.size === 0 ? undefined : { unusable: phrase('{0} has logins for several folders, and none for all.', path) };
  // Its own mark for what it has put into the keyring of the system.
  if (token.startsWith('secret-'))
    return { unusable: phrase('Your Doppler login is in the keyring of the system ({0}), which is not read here.', path) };
  return { credential: { DOPPLER_TOKEN: token } };
}
