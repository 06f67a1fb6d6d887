import type { Outcome } from '../outcome.ts';
import { type Address, readAddress } from '../rest/address.ts';
import type { RestTarget } from '../rest/restService.ts';
import { incomplete, storeAddress, storeText } from '../rest/storeFields.ts';
import type { Identity, StoreConfig } from '../secretProvider.ts';
import { told } from '../told.ts';

/** A vault, and the compartment of which its secrets are listed. */
export interface OracleTarget extends RestTarget {
  readonly vault: string;
  readonly compartment: string;
}

/** The domains of the realms of Oracle Cloud, by what identifiers call them: those of everybody, of governments, and of the EU. */
const domains: Readonly<Record<string, string>> = {
  oc1: 'oraclecloud.com',
  oc2: 'oraclegovcloud.com',
  oc3: 'oraclegovcloud.com',
  oc4: 'oraclegovcloud.uk',
  oc19: 'oraclecloud.eu',
};

/** Where secrets are listed in Oracle's own regions. */
export const listing = /^https:\/\/vaults\.[a-z]+(-[a-z]+)+-\d\.oci\.(oraclecloud\.(com|eu)|oraclegovcloud\.(com|uk))$/;

const ocid = /^ocid1\.[\w.-]{10,250}$/;

/** Reads a store's block, as providers/v1/oracle does. */
export function oracleTargetOf(store: StoreConfig, identity: Identity): Outcome<OracleTarget> {
  const region = storeText(store, ['region'], /^[a-z]+(-[a-z]+)+-\d$/);
  if ('problem' in region) return region;
  const vault = storeText(store, ['vault'], ocid);
  if ('problem' in vault) return vault;
  const compartment = storeText(store, ['compartment'], ocid);
  if ('problem' in compartment) return compartment;
  if (region.value === '') return incomplete(told('Store {0} names no region. Set spec.provider.oracle.region.', store.name));
  if (vault.value === '') return incomplete(told('Store {0} names no vault. Set spec.provider.oracle.vault.', store.name));
  if (compartment.value === '')
    return incomplete(
      told(
        'Store {0} names no compartment. ESO needs it for finds only, but secrets are listed by it. Set spec.provider.oracle.compartment.',
        store.name,
      ),
    );
  const realm = vault.value.split('.')[2] ?? '';
  const domain = Object.hasOwn(domains, realm) ? domains[realm] : undefined;
  if (domain === undefined && identity.address === undefined)
    return incomplete(
      told(
        'The domain of realm {0} of Oracle Cloud is not known here. Name where its vaults are as address in externalSecrets.stores.',
        realm,
      ),
    );
  const example = 'https://vaults.eu-frankfurt-1.oci.oraclecloud.com';
  const place = storeAddress(store, identity, { vendor: `https://vaults.${region.value}.oci.${domain}`, example });
  if ('problem' in place) return place;
  const location = `${region.value}, vault ${vault.value}`;
  return { value: { ...place.value, vault: vault.value, compartment: compartment.value, location } };
}

/** Values are read from a host of their own in the same region; undefined: from the same, at an address of the user's. */
export function valuesAt({ address }: OracleTarget): Address | undefined {
  return listing.test(address.text) ? readAddress(address.text.replace('//vaults.', '//secrets.vaults.')) : undefined;
}
