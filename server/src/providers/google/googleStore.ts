import { isObject } from '../../model/references.ts';
import { type Address, readAddress } from '../rest/address.ts';
import type { CatalogProblem, Identity, StoreConfig } from '../secretProvider.ts';
import { type Said, told } from '../told.ts';

/** What of a store's `gcpsm` block matters to a listing, checked: parts of it become parts of a host name and of a path. */
export interface GoogleStore {
  /** The id or the number of a project. */
  readonly project: string;
  /** Set where the store's secrets are regional ones: they are kept there, and asked for there. */
  readonly location: string | undefined;
  /** Where calls go: Google's own address for the location, or the user's own in place of it. */
  readonly address: Address;
  /** Whether that is the user's own. */
  readonly redirected: boolean;
  /** Whether it is a host of Secret Manager itself: no Google login goes to any other. */
  readonly isGoogles: boolean;
  /** `secretVersionSelectionPolicy: LatestOrFetch`: where the newest version cannot be read, ESO takes the newest that can. */
  readonly takesOlder: boolean;
}

/** Reads a store's block, or says what is missing. How the cluster logs in is not looked at, except for the project that it may name. */
export function googleStoreOf(store: StoreConfig, identity: Identity): GoogleStore | CatalogProblem {
  const { location, secretVersionSelectionPolicy } = store.config;
  const project = projectOf(store.config);
  if (project === undefined) {
    return incomplete(
      told(
        'Store {0} names no project: ESO then takes that of the cluster it runs in, which is not known here. Set spec.provider.gcpsm.projectID.',
        store.name,
      ),
    );
  }
  // An id, one of the old ones with a domain before it, or a number.
  if (!/^(([a-z0-9.-]{1,63}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]|\d{1,20})$/.test(project))
    return incomplete(told('The projectID of store {0} is not the id of a project, such as my-project-123456.', store.name));
  const regional = location === undefined || location === '' ? undefined : location;
  // One label of a host name, and nothing that could make another host of it.
  if (regional !== undefined && (typeof regional !== 'string' || !/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(regional)))
    return incomplete(told('The location of store {0} is not one of Google Cloud, such as europe-west3.', store.name));
  const host = regional === undefined ? 'secretmanager.googleapis.com' : `secretmanager.${regional}.rep.googleapis.com`;
  const address = readAddress(identity.address ?? `https://${host}`);
  if (address === undefined)
    return incomplete(told('The address in your settings for store {0} is not one such as https://{1}.', store.name, host));
  return {
    project,
    location: regional,
    address,
    redirected: identity.address !== undefined,
    isGoogles: isGoogles(address),
    takesOlder: secretVersionSelectionPolicy === 'LatestOrFetch',
  };
}

/** `project shop`, `project shop, europe-west3` */
export function placeWords({ project, location }: GoogleStore): string {
  return `project ${project}${location === undefined ? '' : `, ${location}`}`;
}

/** As ESO does it (providers/v1/gcp/secretmanager/provider.go): the store's own, else the cluster's that the login names. */
function projectOf({ projectID, auth }: StoreConfig['config']): string | undefined {
  const workload = isObject(auth) ? auth['workloadIdentity'] : undefined;
  const named = [projectID, isObject(workload) ? workload['clusterProjectID'] : undefined];
  return named.find((project) => typeof project === 'string' && project !== '') as string | undefined;
}

/** The service's own hosts: global, regional, private (`secretmanager-shop.p.googleapis.com`) or with client certificates. */
function isGoogles({ text }: Address): boolean {
  return /^https:\/\/secretmanager[a-z0-9-]*(\.[a-z0-9-]+)*\.googleapis\.com$/.test(text);
}

function incomplete(said: Said): CatalogProblem {
  return { code: 'incomplete-store', ...said };
}
