import type { Outcome } from '../outcome.ts';
import type { RestTarget } from '../rest/restService.ts';
import { storeAddress } from '../rest/storeFields.ts';
import type { Identity, StoreConfig } from '../secretProvider.ts';

/** Instances of Secrets Manager as IBM names their hosts, those in private networks too. */
export const instances =
  /^https:\/\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.private)?\.[a-z]{2}-[a-z]{2,8}\.secrets-manager\.appdomain\.cloud$/;

/** Reads a store's block, as providers/v1/ibm does. */
export function ibmTargetOf(store: StoreConfig, identity: Identity): Outcome<RestTarget> {
  const example = 'https://INSTANCE.eu-de.secrets-manager.appdomain.cloud';
  const place = storeAddress(store, identity, { field: 'serviceUrl', example });
  return 'problem' in place ? place : { value: { ...place.value, location: place.value.address.text } };
}

/** What a key names. */
export interface IbmKey {
  /** Where it is left out, the usual one. */
  readonly type: string;
  /** Absent in keys with an id. */
  readonly group?: string;
  /** Or an id. */
  readonly name: string;
}

/** `name-or-id`, `type/name-or-id`, `group/type/name-or-id`; undefined: ESO finds nothing by it. */
export function readKey(key: string): IbmKey | undefined {
  const [name = '', type = 'arbitrary', group, ...more] = key.split('/').reverse();
  if (more.length > 0 || name === '') return undefined;
  if (isId(name)) return { type, name };
  return group === undefined || group === '' ? undefined : { type, name, group };
}

/** Names are not looked for where it is one. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
