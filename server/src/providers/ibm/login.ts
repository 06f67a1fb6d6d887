import { readPlainYaml } from '../../syntax/plainYaml.ts';
import type { CredentialFile } from '../rest/credentials.ts';
import { at, textOf } from '../rest/json.ts';
import { instances } from './target.ts';

/** Where API keys are taken for tokens, unless the user's environment names another place. */
export const iam = 'https://iam.cloud.ibm.com';

/** What the command-line tool of IBM Cloud keeps: a token for the vendor's own services, for an hour at a time. */
export const ibmProfile: CredentialFile = {
  paths: ['~/.bluemix/config.json'],
  read(text, address) {
    const config = readPlainYaml(text);
    const [token, endpoint] = [textOf(at(config, 'IAMToken')), textOf(at(config, 'IAMEndpoint')) ?? iam];
    if (token === undefined || !instances.test(address.text) || !/^https:\/\/(private\.)?iam\.cloud\.ibm\.com\/?$/.test(endpoint))
      return undefined;
    return { credential: { SECRETS_MANAGER_BEARER_TOKEN: token.replace(/^bearer\s+/i, '') } };
  },
};
