import { phrase } from '../../localisation.ts';
import { at, textOf } from '../rest/json.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { RestService, RestTarget } from '../rest/restService.ts';
import { storeAddress } from '../rest/storeFields.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createAkeylessCatalog } from './catalog.ts';
import { akeylessProfile, isGatewayOf, vendorAddress } from './profile.ts';

/** Milliseconds for which a token is used: an account may let it live for no longer than a quarter of an hour. */
const lifetime = 10 * 60_000;

/** Akeyless, its public API or a gateway of one's own, as providers/v1/akeyless reads it. */
export const akeyless: RestService<RestTarget> = {
  id: 'akeyless',
  title: 'Akeyless',
  capabilities: {
    listing: 'names',
    properties: 'reads-values',
    versions: true,
    propertyDialect: 'escaped-then-gjson',
    missing: 'untold',
  },
  permissions: '`list` on the items; for values `read`',
  verifiedAgainst: "a local server that answers as Akeyless's SDKs have it",
  credentials: {
    variables: [['AKEYLESS_ACCESS_ID', 'AKEYLESS_ACCESS_KEY'], ['AKEYLESS_TOKEN']],
    addressVariables: ['AKEYLESS_GATEWAY_URL'],
    vendorAddresses: [vendorAddress],
    reaches: isGatewayOf,
    file: akeylessProfile,
    signIn: () => 'akeyless configure',
  },
  target(store, identity) {
    const example = 'https://gateway.example.com:8000/api/v2';
    const place = storeAddress(store, identity, { field: 'akeylessGWApiURL', vendor: vendorAddress, example });
    return 'problem' in place ? place : { value: { ...place.value, location: place.value.address.text } };
  },
  scope: () => '',
  async session({ AKEYLESS_ACCESS_ID: id, AKEYLESS_ACCESS_KEY: key, AKEYLESS_TOKEN: own }, _target, exchange, token) {
    if (own !== undefined) return { value: { headers: {}, body: carrying(own) } };
    const made = await exchange.call(
      {
        operation: 'auth',
        path: ['auth'],
        body: { 'access-id': id ?? '', 'access-key': key ?? '', 'access-type': 'access_key' },
        repeatable: true,
        read: (json) => textOf(at(json, 'token')),
      },
      token,
    );
    return 'problem' in made ? made : { value: { headers: {}, body: carrying(made.value), lifetime } };
  },
  explain,
  catalog: createAkeylessCatalog,
};

/** Tokens of universal identities have a field of their own. */
function carrying(token: string): Readonly<Record<string, string>> {
  return { [token.startsWith('u-') ? 'uid-token' : 'token']: token };
}

function explain({ status, operation }: Refusal, { address }: RestTarget): CatalogProblem | undefined {
  const place = phrase('Akeyless at {0}', address.host);
  if (status === 401 || (operation === 'auth' && status === 400))
    return {
      code: 'expired-credentials',
      ...told('{0} does not accept your login. Check the access id and key, or sign in again.', place),
    };
  if (status === 403 && operation === 'auth')
    return {
      code: 'denied',
      ...told('{0} does not let your login in from here. Its auth method may be bound to other addresses.', place),
    };
  if (status === 403) {
    const permission = operation === 'list-items' || operation === 'describe-item' ? 'list' : 'read';
    const said = told('{0} denies {1} to your login. Its role lacks {2} on the item.', place, operation, permission);
    return { code: 'denied', ...said, permission };
  }
  if (status === 404 && (operation === 'list-items' || operation === 'auth'))
    return {
      code: 'failed',
      ...told('There is no Akeyless API at {0}. Check akeylessGWApiURL: that of a gateway ends in /api/v2.', address.text),
    };
  if (status === 404)
    return { code: 'denied', ...told('{0} shows your login no such item: there is none, or its role does not let it.', place) };
  return undefined;
}
