import type { CancellationToken } from '../../cancellation.ts';
import { english, phrase } from '../../localisation.ts';
import type { Outcome } from '../outcome.ts';
import { isObject, textOf } from '../rest/json.ts';
import type { RestClient } from '../rest/restClient.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { RestService } from '../rest/restService.ts';
import type { Session } from '../rest/sessions.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createConjurCatalog } from './catalog.ts';
import { netrc } from './netrc.ts';
import { type ConjurTarget, conjurTargetOf, readConjurAddress } from './target.ts';

/** Milliseconds: tokens last eight minutes, unless a policy says less. */
const lifetime = 5 * 60_000;

/** CyberArk Conjur, Secrets Manager Self-Hosted and its SaaS, as providers/v1/conjur reads it. */
export const conjur: RestService<ConjurTarget> = {
  id: 'conjur',
  title: 'Conjur',
  capabilities: {
    listing: 'names',
    properties: 'reads-values',
    versions: false,
    propertyDialect: 'gjson',
    tagsInListing: true,
    missing: 'untold',
  },
  permissions: '`read` on the variables; for values `execute`',
  verifiedAgainst: "a local server that answers as Conjur's source has it and its Go SDK reads",
  credentials: {
    variables: [['CONJUR_AUTHN_LOGIN', 'CONJUR_AUTHN_API_KEY'], ['CONJUR_AUTHN_TOKEN']],
    addressVariables: ['CONJUR_APPLIANCE_URL'],
    vendorAddresses: [],
    readAddress: readConjurAddress,
    authorityVariable: 'CONJUR_CERT_FILE',
    file: netrc,
  },
  target: conjurTargetOf,
  scope: () => '',
  async session({ CONJUR_AUTHN_LOGIN: login, CONJUR_AUTHN_API_KEY: key, CONJUR_AUTHN_TOKEN: own }, { account }, exchange, token) {
    if (own !== undefined) return { value: carrying(own) };
    const made = await authenticate(exchange, { account, login: login ?? '', key: key ?? '' }, token);
    return 'problem' in made ? made : { value: { ...carrying(made.value), lifetime } };
  },
  explain,
  catalog: createConjurCatalog,
};

/** Takes an API key for a token: signed JSON, which goes with each call. */
function authenticate(
  exchange: RestClient,
  { account, login, key }: { readonly account: string; readonly login: string; readonly key: string },
  token: CancellationToken,
): Promise<Outcome<string>> {
  return exchange.call(
    {
      operation: 'Authenticate',
      path: ['authn', account, login, 'authenticate'],
      text: key,
      repeatable: true,
      read: (json) => (isObject(json) && textOf(json['payload']) !== undefined ? JSON.stringify(json) : undefined),
    },
    token,
  );
}

function carrying(token: string): Session {
  return { headers: { authorization: `Token token="${btoa(token)}"` } };
}

function explain({ status, operation, has }: Refusal, { account, address }: ConjurTarget): CatalogProblem | undefined {
  const place = phrase('Conjur at {0}', address.host);
  if (status === 401) {
    const said = told(
      '{0} does not accept your login in account {1}. Sign in again, or check auth.apikey.account of the store.',
      place,
      account,
    );
    return { code: 'expired-credentials', ...said };
  }
  if (status === 404 && operation !== 'ListResources' && has(/"code"\s*:\s*"not_found"|CONJ00076E/)) {
    const said = told(
      '{0} shows your login no such variable with a value: there is none, or no policy gives it to the login.',
      place,
    );
    return { code: 'denied', ...said };
  }
  if (status === 403) {
    const right = operation === 'RetrieveSecret' ? phrase('{0} on the variable', 'execute') : phrase('{0} on variables', 'read');
    const said = told('{0} denies {1} to your login. Its policies lack {2}.', place, operation, right);
    return { code: 'denied', ...said, permission: english.of(right) };
  }
  if (status === 404)
    return {
      code: 'failed',
      ...told('There is no Conjur API at {0}. Check the url of the store, and its account {1}.', address.text, account),
    };
  return undefined;
}
