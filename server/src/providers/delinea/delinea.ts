import { phrase } from '../../localisation.ts';
import { at, numberOf, textOf } from '../rest/json.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { RestService, RestTarget } from '../rest/restService.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
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
    return {
      code: 'expired-credentials',
      ...told('DSV does not accept your client for {0}. Check its id and secret.', location),
    };
  if (status === 403 && isExchange)
    return { code: 'denied', ...told('DSV does not let your client in to {0} from here.', location) };
  if (status === 403) {
    const [permission, where] =
      operation === 'SearchSecrets'
        ? (['list', phrase('secrets')] as const)
        : (['read', phrase('the secret, if there is one')] as const);
    const said = told(
      'DSV denies {0} to your client. No policy of {1} gives it {2} on {3}.',
      operation,
      location,
      permission,
      where,
    );
    return { code: 'denied', ...said, permission };
  }
  if (status === 404)
    return { code: 'failed', ...told('There is no DSV at {0}. Check tenant, tld and urlTemplate.', address.host) };
  return undefined;
}
