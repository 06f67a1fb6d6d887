import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome } from '../outcome.ts';
import type { CatalogProblem, Identity, StoreConfig } from '../secretProvider.ts';
import { type Said, told } from '../told.ts';
import { type Address, readAddress } from './address.ts';
import { at, listOf } from './json.ts';

/** How a store says where its vault is. */
export interface AddressField {
  /** The field of the provider's block: `hostAPI`. Absent: it has none. */
  readonly field?: string;
  /** Where ESO goes if the field is not set; absent: the field is needed. */
  readonly vendor?: string;
  /** How ESO reads the field; absent: as a URL. */
  readonly read?: (text: string) => Address | undefined;
  /** What an address looks like, for messages. */
  readonly example: string;
}

/** Where a store's calls go: the user's own address in place of the manifest's, else the manifest's, else the vendor's. */
export function storeAddress(
  { name, provider, config }: StoreConfig,
  identity: Identity,
  { field, vendor, read = readAddress, example }: AddressField,
): Outcome<{ readonly address: Address; readonly redirected: boolean }> {
  const written = field === undefined ? undefined : config[field];
  if (identity.address !== undefined) {
    const address = read(identity.address);
    return address === undefined
      ? incomplete(told('The address in your settings for store {0} is not one such as {1}.', name, example))
      : { value: { address, redirected: true } };
  }
  const text = written === undefined || written === '' ? vendor : written;
  if (text === undefined)
    return incomplete(told('Store {0} does not say where it is. Set spec.provider.{1}.{2}.', name, provider, field ?? ''));
  const address = typeof text === 'string' ? read(text) : undefined;
  return address === undefined
    ? incomplete(told('The {0} of store {1} is not an address such as {2}.', field ?? '', name, example))
    : { value: { address, redirected: false } };
}

/**
 * A text of a store's block that goes into calls: a project, an environment. Empty where it is not set. A text that the pattern does
 * not allow, because a template has still to fill it in for instance, is a problem.
 *
 * @param path below the provider's block
 */
export function storeText(store: StoreConfig, path: readonly string[], pattern: RegExp): Outcome<string> {
  return checked(at(store.config, ...path), store, path, pattern);
}

/** The same of a list of texts. */
export function storeTexts(store: StoreConfig, path: readonly string[], pattern: RegExp): Outcome<readonly string[]> {
  const texts: string[] = [];
  for (const value of listOf(at(store.config, ...path))) {
    const text = checked(value, store, path, pattern);
    if ('problem' in text) return text;
    if (text.value !== '') texts.push(text.value);
  }
  return { value: texts };
}

/** A store whose block does not say enough. */
export function incomplete(said: Said): { readonly problem: CatalogProblem } {
  return { problem: { code: 'incomplete-store', ...said } };
}

function checked(value: JsonValue | undefined, { name }: StoreConfig, path: readonly string[], pattern: RegExp): Outcome<string> {
  // YAML has numbers where people write an id without quotes.
  const text = value === undefined || value === null ? '' : typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && (text === '' || pattern.test(text))) return { value: text };
  return incomplete(told('The {0} of store {1} has characters that are not used there.', path.join('.'), name));
}
