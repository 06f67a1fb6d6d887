import { phrase } from '../../localisation.ts';
import { readPlainYaml } from '../../syntax/plainYaml.ts';
import type { Address } from '../rest/address.ts';
import type { CredentialFile, KeptLogin } from '../rest/credentials.ts';
import { at, listOf, textOf } from '../rest/json.ts';
import { readHost } from './target.ts';

/** What Infisical's command-line tool keeps: who has signed in where. The logins themselves it puts into a keyring. */
export const infisicalFile: CredentialFile = { paths: ['~/.infisical/infisical-config.json'], read };

function read(text: string, address: Address): KeptLogin | undefined {
  const config = readPlainYaml(text);
  const domains = [at(config, 'LoggedInUserDomain'), ...listOf(at(config, 'loggedInUsers')).map((user) => at(user, 'domain'))];
  const isMeant = domains.some((domain) => readHost(textOf(domain) ?? '')?.text === address.text);
  return isMeant ? { unusable: phrase('Your Infisical login is in a keyring, which is not read here.') } : undefined;
}
