import type { Outcome } from '../outcome.ts';
import { type Address, readAddress } from '../rest/address.ts';
import type { Environment } from '../rest/credentials.ts';
import type { RestTarget } from '../rest/restService.ts';
import { incomplete, storeAddress, storeText } from '../rest/storeFields.ts';
import type { Identity, StoreConfig } from '../secretProvider.ts';
import { told } from '../told.ts';

/** What ESO's library has where a store names no `urlTemplate`: for tenant, top-level domain, kind of resource and its path. */
const usual = 'https://%s.secretsvaultcloud.%s/v1/%s%s';

/** Reads a store's block, as providers/v1/delinea does. */
export function delineaTargetOf(store: StoreConfig, identity: Identity): Outcome<RestTarget> {
  const tenant = storeText(store, ['tenant'], /^[\w-]{1,100}$/);
  if ('problem' in tenant) return tenant;
  const domain = storeText(store, ['tld'], /^[a-z]{2,20}(\.[a-z]{2,20})?$/);
  if ('problem' in domain) return domain;
  const template = storeText(store, ['urlTemplate'], /^[^\0]{1,500}$/);
  if ('problem' in template) return template;
  if (tenant.value === '') return incomplete(told('Store {0} names no tenant. Set spec.provider.delinea.tenant.', store.name));
  const vendor = baseOf(template.value || usual, tenant.value, domain.value || 'com');
  if (vendor === undefined)
    return incomplete(
      told('The urlTemplate of store {0} is not one such as {1}, which ends in a resource and its path.', store.name, usual),
    );
  const place = storeAddress(store, identity, { vendor, example: 'https://example.secretsvaultcloud.com/v1' });
  return 'problem' in place ? place : { value: { ...place.value, location: `tenant ${tenant.value}` } };
}

/** The address of an API whose URLs are made by a template of Go's: what stands before the resource. */
function baseOf(template: string, tenant: string, domain: string): string | undefined {
  const given = [tenant, domain, '\0resource', '\0path'];
  let last = 0;
  const filled = template.replace(/%(?:\[(\d)\])?s/g, (_, index: string | undefined) => {
    last = index === undefined ? last + 1 : Number(index);
    return given[last - 1] ?? '%';
  });
  const base = /^([^\0%]+)\/\0resource\0path$/.exec(filled)?.[1];
  return base === undefined ? undefined : readAddress(base)?.text;
}

/** The address that the environment names, as the vendor's other tools read it. */
export function addressIn(env: Environment): Address | undefined {
  let filled = env['DSV_URL_TEMPLATE'] || 'https://{}.secretsvaultcloud.{}/v1';
  for (const value of [env['DSV_TENANT'] ?? '', env['DSV_TLD'] || 'com']) filled = filled.replace('{}', value);
  return readAddress(`${filled.replace(/(\/v1)?\/*$/, '')}/v1`);
}
