import { readPlainYaml } from '../../syntax/plainYaml.ts';
import { type Address, readAddress } from '../rest/address.ts';
import { at, objectOf, textOf } from '../rest/json.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { RestService } from '../rest/restService.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createScalewayCatalog } from './catalog.ts';
import { type ScalewayTarget, targetOf, vendorAddress } from './target.ts';

/** Scaleway Secret Manager, as providers/v1/scaleway reads it. */
export const scaleway: RestService<ScalewayTarget> = {
  id: 'scaleway',
  title: 'Scaleway Secret Manager',
  capabilities: { listing: 'names', properties: 'reads-values', versions: true, propertyDialect: 'gjson-then-escaped' },
  permissions: '`SecretManagerReadOnly` in the project; for values `SecretManagerSecretAccess`',
  verifiedAgainst: 'a local server that answers as Scaleway documents and its Go SDK reads',
  credentials: {
    variables: [['SCW_SECRET_KEY']],
    addressVariables: ['SCW_API_URL'],
    vendorAddresses: [vendorAddress],
    file: { paths: ['~/.config/scw/config.yaml', '~/.config/scw/config.yml'], profileVariable: 'SCW_PROFILE', read: keptLogin },
    signIn: () => 'scw init',
  },
  target: targetOf,
  scope: () => '',
  session: async ({ SCW_SECRET_KEY = '' }) => ({ value: { headers: { 'x-auth-token': SCW_SECRET_KEY } } }),
  explain,
  catalog: createScalewayCatalog,
};

/** The secret key of a profile, where it is meant for the address: a profile without `api_url` is meant for the vendor's own. */
function keptLogin(text: string, address: Address, profile: string | undefined) {
  const config = objectOf(readPlainYaml(text));
  const chosen = profile ?? textOf(config['active_profile']) ?? 'default';
  const own = chosen === 'default' ? config : { ...config, ...objectOf(at(config, 'profiles', chosen)) };
  const known = chosen === 'default' || at(config, 'profiles', chosen) !== undefined;
  const secretKey = textOf(own['secret_key']);
  const meant = readAddress(textOf(own['api_url']) ?? vendorAddress)?.text === address.text;
  return known && meant && secretKey !== undefined ? { credential: { SCW_SECRET_KEY: secretKey } } : undefined;
}

/** 404s are explained where they are asked for: most of them mean that an address or a region is wrong. */
function explain({ status, operation, has }: Refusal, { address, project, region }: ScalewayTarget): CatalogProblem | undefined {
  if (status === 403 && !has(/"denied_authentication"/)) {
    const permission = operation === 'AccessSecretVersion' ? 'SecretManagerSecretAccess' : 'SecretManagerReadOnly';
    const said = told('Scaleway denies {0} to this login. Its policies lack {1} in project {2}.', operation, permission, project);
    return { code: 'denied', ...said, permission };
  }
  if (status === 401 || has(/"denied_authentication"/))
    return {
      code: 'expired-credentials',
      ...told('Scaleway at {0} does not accept the secret key. Sign in again.', address.host),
    };
  if (status === 400)
    return { code: 'failed', ...told('Scaleway does not accept {0}. Check projectId and region ({1}).', operation, region) };
  if (status === 404)
    return {
      code: 'failed',
      ...told('There is no Secret Manager for {0} at {1}. Check apiUrl and region.', region, address.host),
    };
  return undefined;
}
