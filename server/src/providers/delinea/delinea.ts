import { at, numberOf, textOf } from '../rest/json.ts';
import type { Refusal } from '../rest/restClient.ts';
import type { RestService, RestTarget } from '../rest/restProvider.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { createDelineaCatalog } from './catalog.ts';
import { delineaProfile } from './profile.ts';
import { addressIn, delineaTargetOf } from './target.ts';

/** Delinea DevOps Secrets Vault (DSV), as providers/v1/delinea reads it. */
export const delinea: RestService<RestTarget> = {
  id: 'delinea',
  title: 'Delinea DevOps Secrets Vault',
  capabilities: { listing: 'names', properties: 'reads-values', versions: false, propertyDialect: 'gjson' },
  permissions: '`list` on `secrets`, and `read` on the secrets',
  verifiedAgainst: 'a local server that answers as the API description of DSV has it',
  credentials: {
    variables: [['DSV_CLIENT_ID', 'DSV_CLIENT_SECRET']],
    addressVariables: ['DSV_TENANT', 'DSV_TLD', 'DSV_URL_TEMPLATE'],
    addressOf: addressIn,
    vendorAddresses: [],
    file: delineaProfile,
  },
  target: delineaTargetOf,
  scope: () => '',
  async session({ DSV_CLIENT_ID = '', DSV_CLIENT_SECRET = '' }, _target, exchange, token) {
    const made = await exchange.call(
      {
        operation: 'token',
        path: ['token'],
        body: { grant_type: 'client_credentials', client_id: DSV_CLIENT_ID, client_secret: DSV_CLIENT_SECRET },
        repeatable: true,
        read(json) {
          const access = textOf(at(json, 'accessToken'));
          // Not used to its last second.
          return access === undefined ? undefined : { access, lifetime: (numberOf(at(json, 'expiresIn')) ?? 0) * 800 };
        },
      },
      token,
    );
    if ('problem' in made) return made;
    const { access, lifetime } = made.value;
    return { value: { headers: { authorization: `Bearer ${access}` }, lifetime } };
  },
  explain,
  catalog: createDelineaCatalog,
};

function explain({ status, operation }: Refusal, { address, location }: RestTarget): CatalogProblem | undefined {
  const isExchange = operation === 'token';
  if (status === 401 || (isExchange && status === 400))
    return { code: 'expired-credentials', message: `DSV does not accept your client for ${location}. Check its id and secret.` };
  if (status === 403 && isExchange)
    return { code: 'denied', message: `DSV does not let your client in to ${location} from here.` };
  if (status === 403) {
    const [permission, where] = operation === 'SearchSecrets' ? ['list', 'secrets'] : ['read', 'the secret, if there is one'];
    const message = `DSV denies ${operation} to your client. No policy of ${location} gives it ${permission} on ${where}.`;
    return { code: 'denied', message, permission };
  }
  if (status === 404)
    return { code: 'failed', message: `There is no DSV at ${address.host}. Check tenant, tld and urlTemplate.` };
  return undefined;
}
