import { phrase } from '../../localisation.ts';
import { readPlainYaml } from '../../syntax/plainYaml.ts';
import type { Address } from '../rest/address.ts';
import type { CredentialFile, KeptLogin } from '../rest/credentials.ts';
import { at, objectOf, textOf } from '../rest/json.ts';
import { readHost } from './target.ts';

/** What GitLab's command-line tool keeps for each host. */
export const glabFile: CredentialFile = {
  paths: ['~/.config/glab-cli/config.yml', '~/Library/Application Support/glab-cli/config.yml'],
  read,
};

function read(text: string, address: Address): KeptLogin | undefined {
  // The tool may tag tokens as null, `!!null glpat-…`; they are read as the text that they are.
  const config = readPlainYaml(text);
  for (const [host, options] of Object.entries(objectOf(at(config, 'hosts')))) {
    const scheme = textOf(at(options, 'api_protocol')) ?? 'https';
    const folder = textOf(at(options, 'subfolder'))?.replace(/^\/*/, '/') ?? '';
    if (readHost(`${scheme}://${textOf(at(options, 'api_host')) ?? host}${folder}`)?.text !== address.text) continue;
    const token = textOf(at(options, 'token'));
    if (token !== undefined) return { credential: { GITLAB_TOKEN: token } };
    if (/^(true|1)$/.test(String(at(options, 'use_keyring') ?? at(config, 'use_keyring'))))
      return { unusable: phrase('Your GitLab login is in the keyring of the system (glab), which is not read here.') };
  }
  return undefined;
}
