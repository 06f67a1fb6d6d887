import type { Outcome } from '../outcome.ts';
import { type Address, readAddress } from '../rest/address.ts';
import type { Environment } from '../rest/credentials.ts';
import type { RestTarget } from '../rest/restService.ts';
import { incomplete, storeAddress, storeText } from '../rest/storeFields.ts';
import type { Identity, StoreConfig } from '../secretProvider.ts';
import { told } from '../told.ts';

/** Where the REST API is that belongs to the vendor's own endpoint. */
export const vendorAddress = 'https://lockbox.api.cloud.yandex.net';

/** A folder of secrets. */
export interface LockboxTarget extends RestTarget {
  /** How keys are understood. */
  readonly keys: 'ids' | 'names';
  /** Whose secrets are listed: the store's; where it reads by id, the user's own, if there is one. */
  readonly folder: string | undefined;
}

/**
 * The address of the REST API for an endpoint, as stores and the vendor's tools have it: a host and port that tells where each service
 * is. Only for the vendor's own it is known without asking there; the address of a REST API stands for itself.
 */
export function readEndpoint(text: string): Address | undefined {
  const isVendors = /^(https:\/\/)?api\.cloud\.yandex\.net(:443)?\/?$/.test(text);
  return readAddress(isVendors ? vendorAddress : text);
}

/** Reads a store's block, as providers/v1/yandex does. */
export function lockboxTargetOf(store: StoreConfig, identity: Identity, env: Environment): Outcome<LockboxTarget> {
  const field = { field: 'apiEndpoint', vendor: vendorAddress, read: readEndpoint, example: vendorAddress };
  const place = storeAddress(store, identity, field);
  if ('problem' in place) {
    if (identity.address !== undefined) return place;
    return incomplete(
      told(
        'Where Lockbox is for the apiEndpoint of store {0} is not known here: only api.cloud.yandex.net is. Name its REST API as address in externalSecrets.stores.',
        store.name,
      ),
    );
  }
  const { fetching } = store.config;
  const byName = typeof fetching === 'object' && fetching !== null && 'byName' in fetching;
  const named = storeText(store, ['fetching', 'byName', 'folderID'], folderId);
  if ('problem' in named) return named;
  if (byName && named.value === '')
    return incomplete(told('Store {0} names no folder. Set spec.provider.yandexlockbox.fetching.byName.folderID.', store.name));
  const own = env['YC_FOLDER_ID'] ?? '';
  const folder = byName ? named.value : folderId.test(own) ? own : undefined;
  const location = folder === undefined ? 'by ids' : `folder ${folder}`;
  return { value: { ...place.value, keys: byName ? 'names' : 'ids', folder, location } };
}

const folderId = /^[a-z0-9]{1,50}$/;
