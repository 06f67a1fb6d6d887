import type { Outcome } from '../outcome.ts';
import type { RestTarget } from '../rest/restService.ts';
import { incomplete, storeAddress } from '../rest/storeFields.ts';
import type { Identity, StoreConfig } from '../secretProvider.ts';
import { told } from '../told.ts';

/** Where Scaleway is, unless a store or the user says otherwise. */
export const vendorAddress = 'https://api.scaleway.com';

/** A project in a region. */
export interface ScalewayTarget extends RestTarget {
  readonly region: string;
  readonly project: string;
}

/** Reads a store's block, as providers/v1/scaleway does. */
export function targetOf(store: StoreConfig, identity: Identity): Outcome<ScalewayTarget> {
  const place = storeAddress(store, identity, { field: 'apiUrl', vendor: vendorAddress, example: vendorAddress });
  if ('problem' in place) return place;
  const { region, projectId } = store.config;
  if (typeof region !== 'string' || !/^[a-z]{2}-[a-z]{3}$/.test(region))
    return incomplete(told('The region of store {0} is not one such as fr-par. Set spec.provider.scaleway.region.', store.name));
  if (typeof projectId !== 'string' || !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(projectId))
    return incomplete(told('The project of store {0} is not a UUID. Set spec.provider.scaleway.projectId.', store.name));
  return { value: { ...place.value, region, project: projectId, location: `${region}, project ${projectId}` } };
}
