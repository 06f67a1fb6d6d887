import type { CancellationToken } from '../../cancellation.ts';
import type { Outcome } from '../outcome.ts';
import { isObject, textOf } from '../rest/json.ts';
import type { Refusal, RestClient } from '../rest/restClient.ts';
import type { RestService } from '../rest/restProvider.ts';
import type { Session } from '../rest/sessions.ts';
import type { CatalogProblem } from '../secretProvider.ts';
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
  const place = `Conjur at ${address.host}`;
  if (status === 401) {
    const message = `${place} does not accept your login in account ${account}. Sign in again, or check auth.apikey.account of the store.`;
    return { code: 'expired-credentials', message };
  }
  if (status === 404 && operation !== 'ListResources' && has(/"code"\s*:\s*"not_found"|CONJ00076E/)) {
    const message = `${place} shows your login no such variable with a value: there is none, or no policy gives it to the login.`;
    return { code: 'denied', message };
  }
  if (status === 403) {
    const permission = operation === 'RetrieveSecret' ? 'execute on the variable' : 'read on variables';
    return {
      code: 'denied',
      message: `${place} denies ${operation} to your login. Its policies lack ${permission}.`,
      permission,
    };
  }
  if (status === 404)
    return {
      code: 'failed',
      message: `There is no Conjur API at ${address.text}. Check the url of the store, and its account ${account}.`,
    };
  return undefined;
}
