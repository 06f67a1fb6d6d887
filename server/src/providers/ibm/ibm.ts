import { at, numberOf, textOf } from '../rest/json.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { RestService, RestTarget } from '../rest/restService.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createIbmCatalog, title } from './catalog.ts';
import { iam, ibmProfile } from './login.ts';
import { ibmTargetOf, instances } from './target.ts';

/** IBM Cloud Secrets Manager, as providers/v1/ibm reads it. */
export const ibm: RestService<RestTarget> = {
  id: 'ibm',
  title,
  capabilities: {
    listing: 'names',
    properties: 'names-else-values',
    versions: false,
    propertyDialect: 'escaped-then-gjson',
    missing: 'ids',
  },
  permissions: '`Reader` on the instance or its secret groups; for values `SecretsReader`',
  verifiedAgainst: 'a local server that answers as IBM documents and its Python SDK reads',
  credentials: {
    variables: [['SECRETS_MANAGER_APIKEY'], ['IBMCLOUD_API_KEY'], ['IC_API_KEY'], ['SECRETS_MANAGER_BEARER_TOKEN']],
    addressVariables: ['SECRETS_MANAGER_URL'],
    vendorAddresses: [],
    vendorPattern: instances,
    file: ibmProfile,
    signIn: () => 'ibmcloud login',
  },
  exchangeAt: { address: iam, variable: 'IBMCLOUD_IAM_API_ENDPOINT' },
  target: ibmTargetOf,
  scope: () => '',
  async session({ SECRETS_MANAGER_BEARER_TOKEN: own, ...keys }, _target, exchange, token) {
    if (own !== undefined) return { value: { headers: { authorization: `Bearer ${own}` } } };
    const [apikey = ''] = Object.values(keys);
    const made = await exchange.call(
      {
        operation: 'GetToken',
        path: ['identity', 'token'],
        form: { grant_type: 'urn:ibm:params:oauth:grant-type:apikey', apikey },
        repeatable: true,
        read(json) {
          const access = textOf(at(json, 'access_token'));
          // Not used to its last second.
          return access === undefined ? undefined : { access, lifetime: (numberOf(at(json, 'expires_in')) ?? 0) * 800 };
        },
      },
      token,
    );
    if ('problem' in made) return made;
    const { access, lifetime } = made.value;
    return { value: { headers: { authorization: `Bearer ${access}` }, lifetime } };
  },
  explain,
  catalog: createIbmCatalog,
};

function explain({ status, operation, has }: Refusal, { address }: RestTarget): CatalogProblem | undefined {
  const isExchange = operation === 'GetToken';
  if (isExchange && (status === 401 || (status === 400 && has(/BXNIM0415E/))))
    return { code: 'expired-credentials', ...told('IBM Cloud does not know your API key any more. Create a new one.') };
  if (isExchange && status === 404)
    return {
      code: 'failed',
      ...told(
        'API keys are taken for tokens elsewhere than at {0}. Start the editor with IBMCLOUD_IAM_API_ENDPOINT.',
        address.host,
      ),
    };
  if (status === 401)
    return { code: 'expired-credentials', ...told('{0} does not accept your login any more. Sign in again.', title) };
  if (status === 403 && !isExchange) {
    const permission = operation === 'GetSecret' ? 'SecretsReader' : 'Reader';
    const said = told(
      '{0} denies {1} to your login. It lacks the role {2} on the instance or the secret group.',
      title,
      operation,
      permission,
    );
    return { code: 'denied', ...said, permission };
  }
  if (status === 404 && !isExchange)
    return { code: 'failed', ...told('There is no Secrets Manager at {0}. Check serviceUrl.', address.host) };
  return undefined;
}
