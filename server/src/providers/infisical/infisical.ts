import type { CancellationToken } from '../../cancellation.ts';
import type { Outcome } from '../outcome.ts';
import { at, numberOf, textOf } from '../rest/json.ts';
import type { RestClient } from '../rest/restClient.ts';
import type { RestService } from '../rest/restService.ts';
import type { Session } from '../rest/sessions.ts';
import { told } from '../told.ts';
import { createCatalog } from './catalog.ts';
import { infisicalFile } from './configFile.ts';
import { explainRefusal } from './problems.ts';
import { type InfisicalTarget, readHost, targetOf, vendorAddresses } from './target.ts';

const clientId = 'INFISICAL_UNIVERSAL_AUTH_CLIENT_ID';
const clientSecret = 'INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET';

/** `spec.provider.infisical`: the secrets of an environment, in folders. */
export const infisical: RestService<InfisicalTarget> = {
  id: 'infisical',
  title: 'Infisical',
  capabilities: { listing: 'names', properties: 'reads-values', versions: false, propertyDialect: 'gjson' },
  permissions: 'to describe secrets in the environment, as a member of the project; for properties to read their values',
  verifiedAgainst: 'a local server that answers as the source of Infisical does',
  credentials: {
    variables: [['INFISICAL_TOKEN'], [clientId, clientSecret]],
    addressVariables: ['INFISICAL_API_URL', 'INFISICAL_DOMAIN'],
    vendorAddresses,
    readAddress: readHost,
    file: infisicalFile,
  },
  target: targetOf,
  scope: () => '',
  async session(credential, target, exchange, token) {
    const { INFISICAL_TOKEN } = credential;
    if (INFISICAL_TOKEN === undefined) return signIn(credential, target, exchange, token);
    // They see one folder of one project, and not which.
    if (INFISICAL_TOKEN.startsWith('st.'))
      return {
        problem: {
          code: 'no-credentials',
          ...told('INFISICAL_TOKEN is a service token, which cannot list. Take the token of a machine identity instead.'),
        },
      };
    return { value: { headers: bearer(INFISICAL_TOKEN) } };
  },
  explain: explainRefusal,
  catalog: createCatalog,
};

/** A machine identity with universal auth: its id and secret are given for a token that lasts a while. */
async function signIn(
  credential: Readonly<Record<string, string>>,
  { organization }: InfisicalTarget,
  exchange: RestClient,
  token: CancellationToken,
): Promise<Outcome<Session>> {
  const { [clientId]: id = '', [clientSecret]: secret = '' } = credential;
  return exchange.call<Session>(
    {
      operation: 'UniversalAuthLogin',
      path: ['api', 'v1', 'auth', 'universal-auth', 'login'],
      body: { clientId: id, clientSecret: secret, ...(organization === '' ? {} : { organizationSlug: organization }) },
      repeatable: true,
      read(json) {
        const accessToken = textOf(at(json, 'accessToken'));
        const seconds = numberOf(at(json, 'expiresIn'));
        return accessToken === undefined ? undefined : { headers: bearer(accessToken), lifetime: (seconds ?? 0) * 1_000 };
      },
    },
    token,
  );
}

function bearer(token: string): Session['headers'] {
  return { authorization: `Bearer ${token}` };
}
