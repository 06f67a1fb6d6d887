import { phrase } from '../../localisation.ts';
import { storeLabel } from '../../model/storeConfig.ts';
import type { Destination, StoreConfig } from '../secretProvider.ts';
import { type Address, readAddress } from './address.ts';
import { type CredentialChoice, type Environment, isVendorAddress } from './credentials.ts';
import type { RestPlace } from './restProblems.ts';
import type { RestService, RestTarget } from './restService.ts';

/** Who is asked, and as whom: what the user agrees to. */
export function destinationOf<Target extends RestTarget>(
  service: RestService<Target>,
  target: Target,
  choice: CredentialChoice,
  env: Environment,
): Destination {
  const { id, title, credentials } = service;
  const { address, location, redirected } = target;
  const exchange = exchangeAddressOf(service, target, env)?.text;
  const values = service.valuesAt?.(target)?.text;
  return {
    id: [id, address.text, location, choice.id, ...(exchange === undefined ? [] : [exchange])].join('|'),
    service: title,
    location,
    endpoint: address.text,
    customEndpoint: redirected,
    ...(isVendorAddress(credentials, address) ? { vendorEndpoint: true } : {}),
    login: choice.words,
    ...(exchange === undefined ? {} : { exchange }),
    ...(values === undefined ? {} : { values }),
  };
}

/** Where a credential is taken for a token; undefined: where the calls go. */
export function exchangeAddressOf<Target extends RestTarget>(
  { exchangeAt, credentials }: RestService<Target>,
  { address }: Target,
  env: Environment,
): Address | undefined {
  if (exchangeAt === undefined) return undefined;
  const said = exchangeAt.variable === undefined ? undefined : readAddress(env[exchangeAt.variable] ?? '');
  return said ?? (isVendorAddress(credentials, address) ? readAddress(exchangeAt.address) : undefined);
}

/** The same in words for messages and the access log. */
export function placeOf<Target extends RestTarget>(
  { title, credentials: { authorityVariable, addressVariables } }: RestService<Target>,
  store: StoreConfig,
  { address }: Target,
  agreed: Destination | undefined,
): RestPlace {
  return {
    service: title,
    store: storeLabel(store),
    host: address.host,
    login: agreed?.login ?? 'your login',
    ...(authorityVariable === undefined
      ? {}
      : {
          authorityHint: phrase(
            'Name its authority in {0}, beside {1}, or install it in the system.',
            authorityVariable,
            addressVariables[0] ?? '',
          ),
        }),
  };
}

/** A place at another address of the same service. */
export function at(place: RestPlace, { host }: Address): RestPlace {
  return { ...place, host };
}
