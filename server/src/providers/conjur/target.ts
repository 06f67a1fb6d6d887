import type { Outcome } from '../outcome.ts';
import { type Address, readAddress } from '../rest/address.ts';
import type { RestTarget } from '../rest/restService.ts';
import { incomplete, storeAddress, storeText } from '../rest/storeFields.ts';
import type { Identity, StoreConfig } from '../secretProvider.ts';
import { told } from '../told.ts';

/** An account of a Conjur server. */
export interface ConjurTarget extends RestTarget {
  readonly account: string;
}

/** The hosts of the vendor's own service, whose API stands below `/api` (conjur-api-go, router_url.go). */
const cloud = /^https:\/\/[^/:]+(\.secretsmgr|-secretsmanager)\.cyberark\.cloud$/;

/** The address of a server as its tools read it. */
export function readConjurAddress(text: string): Address | undefined {
  const address = readAddress(text);
  return address !== undefined && cloud.test(address.text) ? readAddress(`${address.text}/api`) : address;
}

/** Reads a store's block. The account stands beside how the cluster logs in, in one of two places. */
export function conjurTargetOf(store: StoreConfig, identity: Identity): Outcome<ConjurTarget> {
  const example = 'https://conjur.example.com';
  const place = storeAddress(store, identity, { field: 'url', read: readConjurAddress, example });
  if ('problem' in place) return place;
  for (const kind of ['apikey', 'jwt']) {
    const account = storeText(store, ['auth', kind, 'account'], /^[\w.@ -]+$/);
    if ('problem' in account) return account;
    if (account.value !== '')
      return {
        value: { ...place.value, account: account.value, location: `${place.value.address.text}, account ${account.value}` },
      };
  }
  return incomplete(told('Store {0} names no account. Set spec.provider.conjur.auth.apikey.account.', store.name));
}
