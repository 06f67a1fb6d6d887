import type { Outcome } from '../outcome.ts';
import { at, objectOf } from '../rest/json.ts';
import type { RestTarget } from '../rest/restService.ts';
import { incomplete, storeAddress } from '../rest/storeFields.ts';
import type { Identity, StoreConfig } from '../secretProvider.ts';
import { told } from '../told.ts';

/** The vaults that a store searches. */
export interface ConnectTarget extends RestTarget {
  /** Their names or ids, in the order in which ESO asks them. */
  readonly vaults: readonly string[];
}

/** Reads a store's block, as providers/v1/onepassword does. */
export function targetOf(store: StoreConfig, identity: Identity): Outcome<ConnectTarget> {
  const example = 'https://connect.example.com';
  const where = storeAddress(store, identity, { field: 'connectHost', example });
  if ('problem' in where) return where;
  const ordered = Object.entries(objectOf(at(store.config, 'vaults'))).sort(([, a], [, b]) => Number(a) - Number(b));
  const vaults = ordered.map(([name]) => name);
  if (vaults.length === 0) return incomplete(told('Store {0} names no vault. Set spec.provider.onepassword.vaults.', store.name));
  if (!vaults.every((name) => /^[^{}<>\n]+$/.test(name)))
    return incomplete(told('A vault of store {0} has a name with characters that are not used there.', store.name));
  const words = `${vaults.length === 1 ? 'vault' : 'vaults'} ${vaults.join(', ')}`;
  return { value: { ...where.value, vaults, location: `${where.value.address.text}, ${words}` } };
}

/** Whether a text is the id of a vault or an item; ESO takes any such key for one. */
export function isId(text: string): boolean {
  return /^[\da-z]{26}$/.test(text);
}
