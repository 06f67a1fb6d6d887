import { phrase } from '../../localisation.ts';
import { readPlainYaml } from '../../syntax/plainYaml.ts';
import type { Address } from '../rest/address.ts';
import type { CredentialFile, KeptLogin } from '../rest/credentials.ts';
import { at, isObject, textOf } from '../rest/json.ts';
import { readEndpoint, vendorAddress } from './target.ts';

/** What the command-line tool of Yandex Cloud keeps for each profile. */
export const yandexProfile: CredentialFile = { paths: ['~/.config/yandex-cloud/config.yaml'], read };

function read(text: string, address: Address, profile: string | undefined): KeptLogin | undefined {
  const config = readPlainYaml(text);
  const own = at(config, 'profiles', profile ?? textOf(at(config, 'current')) ?? 'default');
  if (!isObject(own) || readEndpoint(textOf(own['endpoint']) ?? vendorAddress)?.text !== address.text) return undefined;
  const token = textOf(own['token']);
  if (token !== undefined) return { credential: { YC_TOKEN: token } };
  return {
    unusable: phrase(
      'Your profile of Yandex Cloud has no token: what it signs in with is taken for one by its own tool only (yc iam create-token).',
    ),
  };
}
