import { phrase } from '../../localisation.ts';
import { type Address, readAddress } from '../rest/address.ts';
import type { CatalogProblem, Identity, StoreConfig } from '../secretProvider.ts';
import { type Said, told } from '../told.ts';
import { type Cloud, cloudOfHost, clouds } from './clouds.ts';

/** What of a store's block matters to a listing. */
export interface AzureStore {
  /** Where calls go: the manifest's address, or the user's own in place of it. */
  readonly address: Address;
  /** Whether that is the user's own. */
  readonly redirected: boolean;
  /**
   * What a token is asked for: Key Vault in the cloud of the address, `https://vault.azure.net`. A server says it too when it is called
   * without a token, and is not listened to.
   */
  readonly resource: string;
  /** Undefined where the cloud is one of the user's own, which their tools know. */
  readonly cloud: Cloud | undefined;
  /** The directory to sign in to; undefined: that of the login. */
  readonly tenant: string | undefined;
  /** Whether ESO reads tags with its newer library, which gives no times beside them. */
  readonly tagsOnly: boolean;
}

/**
 * Reads a store's block, or says what is missing. A token must not go to a host that a manifest makes up, so an address of the manifest
 * has to be one of a vault in the cloud that the store names; any other has to be put in place of it by the user's settings. What the
 * manifest says of a custom cloud, its login page above all, is not looked at.
 *
 * The tenant of the manifest is used where the user's settings name none. It only chooses which directory the user's own tool asks for
 * a token: the page that is asked belongs to the cloud, the token is good for vaults of that directory alone, and it goes to Key Vault
 * only. What a made-up tenant can gain is a line in its own log, and only after the user has agreed to a question that shows it.
 */
export function azureStoreOf(store: StoreConfig, identity: Identity): AzureStore | CatalogProblem {
  const { vaultUrl, tenantId, useAzureSDK } = store.config;
  if (typeof vaultUrl !== 'string' || vaultUrl === '')
    return incomplete(told('Store {0} names no vault. Set spec.provider.azurekv.vaultUrl.', store.name));
  const place = identity.address === undefined ? placeWritten(vaultUrl, store) : placeSet(identity.address, store);
  if ('code' in place) return place;
  const tenant = identity.tenant ?? (typeof tenantId === 'string' && tenantId !== '' ? tenantId : undefined);
  if (tenant !== undefined && !/^[a-z0-9][a-z0-9.-]{0,253}$/i.test(tenant))
    return incomplete(told('The tenant of store {0} is neither the id nor the domain of one.', store.name));
  return { ...place, redirected: identity.address !== undefined, tenant, tagsOnly: useAzureSDK === true };
}

type Place = Pick<AzureStore, 'address' | 'resource' | 'cloud'>;

/** The vault that a manifest names. */
function placeWritten(vaultUrl: string, store: StoreConfig): Place | CatalogProblem {
  const address = readAddress(vaultUrl);
  if (address === undefined)
    return incomplete(told('The vaultUrl of store {0} is not an address such as https://my-vault.vault.azure.net.', store.name));
  const { environmentType = 'PublicCloud' } = store.config;
  const named = clouds.find((cloud) => cloud.environmentType === environmentType);
  const cloud = address.text.startsWith('https://') && isOrigin(address) ? cloudOfHost(hostOf(address)) : undefined;
  if (cloud === undefined) return noVault(address, named);
  if (cloud !== named)
    return incomplete(
      told(
        'The vault of store {0} is in {1}, and environmentType says {2}. Set it to {3}.',
        store.name,
        cloud.title,
        String(environmentType),
        cloud.environmentType,
      ),
    );
  return { address, cloud, resource: `https://${cloud.suffix}` };
}

/** The vault that the user's settings put in place of it: another way to the same, or one in a cloud of their own. */
function placeSet(text: string, store: StoreConfig): Place | CatalogProblem {
  const address = readAddress(text);
  if (address === undefined || !address.text.startsWith('https://'))
    return incomplete(
      told('The address in your settings for store {0} has to be one such as https://vault.example.com.', store.name),
    );
  const { environmentType = 'PublicCloud' } = store.config;
  const cloud = cloudOfHost(hostOf(address)) ?? clouds.find((each) => each.environmentType === environmentType);
  return { address, cloud, resource: `https://${cloud?.suffix ?? hostOf(address).replace(/^[^.]+\./, '')}` };
}

/** No login is meant for the address. */
function noVault({ text }: Address, cloud: Cloud | undefined): CatalogProblem {
  const where =
    cloud === undefined
      ? phrase('any cloud that is known here')
      : phrase('{0}, where they end in .{1}', cloud.title, cloud.suffix);
  return {
    code: 'no-credentials',
    ...told(
      'No login of yours is sent to {0}: it is no address of a vault in {1}. If your vault is there, set "address" for azurekv:{0} in externalSecrets.stores of your user settings.',
      text,
      where,
    ),
  };
}

/** Whether an address has no path, and no port but the usual one. */
function isOrigin({ text, host }: Address): boolean {
  return text === `https://${hostOf({ host })}` && host.endsWith(':443');
}

function hostOf({ host }: Pick<Address, 'host'>): string {
  return host.replace(/:\d+$/, '');
}

function incomplete(said: Said): CatalogProblem {
  return { code: 'incomplete-store', ...said };
}
