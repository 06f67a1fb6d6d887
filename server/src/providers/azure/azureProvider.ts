import { phrase } from '../../localisation.ts';
import { storeLabel } from '../../model/storeConfig.ts';
import { loginChanged } from '../accessProblems.ts';
import { brokenCatalog } from '../brokenCatalog.ts';
import { createRestClient } from '../rest/restClient.ts';
import type { RestPlace } from '../rest/restProblems.ts';
import type { RestProviderOptions } from '../rest/restService.ts';
import type { Destination, SecretProvider, StoreConfig } from '../secretProvider.ts';
import { createVaultApi } from './api.ts';
import { type AzureStore, azureStoreOf } from './azureStore.ts';
import { createVaultCatalog } from './catalog.ts';
import { isName, placeOf as placeOfKey } from './keyPlace.ts';
import { type AzureLogin, loginFor } from './login.ts';
import { portalPage } from './metadata.ts';
import { propertyDialect } from './readPropertyNames.ts';
import { createTokens } from './tokens.ts';

const title = 'Azure Key Vault';

/** Azure Key Vault: secrets, certificates and keys, as the developer's own login sees them. */
export function createAzureProvider(options: RestProviderOptions): SecretProvider {
  const { clock, env, readHomeFile } = options;
  return {
    id: 'azurekv',
    title,
    capabilities: { listing: 'names', properties: 'reads-values', versions: true, tagsInListing: true, propertyDialect },
    permissions:
      'the role *Key Vault Reader*, for property names *Key Vault Secrets User*; by access policy `list` and `get` on what is read',
    verifiedAgainst: "a local server that Microsoft's own clients work with",
    supports: ({ provider }) => provider === 'azurekv',
    scope: ({ config }) => String(config['useAzureSDK'] === true),
    async destination(store, identity) {
      const target = azureStoreOf(store, identity);
      return 'code' in target ? target : destinationOf(target, await loginFor(target, identity, env, readHomeFile));
    },
    async pages(store, identity) {
      const target = azureStoreOf(store, identity);
      if ('code' in target || target.cloud === undefined || target.redirected) return undefined;
      return {
        title: 'the Azure portal',
        pageOf(key) {
          const place = placeOfKey(key);
          return place !== undefined && isName(place.name) ? portalPage(place, target) : undefined;
        },
      };
    },
    open(store, { identity, mayReadValues, destination }) {
      const target = azureStoreOf(store, identity);
      if ('code' in target) return brokenCatalog(target, clock);
      const transport = options.transport([]);
      const place = placeOf(store, target, destination);
      const tokens = createTokens({ ...options, store: target, place, transport });
      let login: AzureLogin | undefined;
      const client = createRestClient({
        address: target.address,
        place,
        transport,
        clock,
        log: options.log,
        async authorize(renew) {
          // Anew for each call: what was signed in to meanwhile counts, as far as it was agreed to.
          login = await loginFor(target, identity, env, readHomeFile);
          if (destination !== undefined && destinationOf(target, login).id !== destination.id) return { problem: loginChanged };
          const token = await tokens.get(login, renew);
          return 'problem' in token ? token : { value: { headers: { authorization: `Bearer ${token.value}` } } };
        },
        ...(options.limits === undefined ? {} : { limits: options.limits }),
      });
      const api = createVaultApi(client, target, () => login);
      const maxCalls = options.maxCallsPerListing ?? (() => 100);
      return createVaultCatalog({ api, store: target, clock, mayReadValues, maxCalls, account: tokens.account });
    },
  };
}

function destinationOf({ address, redirected }: AzureStore, { id, words, tenant }: AzureLogin): Destination {
  return {
    id: ['azurekv', address.text, id, tenant ?? ''].join('|'),
    service: title,
    location: address.text,
    endpoint: address.text,
    customEndpoint: redirected,
    ...(redirected ? {} : { vendorEndpoint: true }),
    login: words,
  };
}

function placeOf(store: StoreConfig, { address, cloud }: AzureStore, agreed: Destination | undefined): RestPlace {
  return {
    service: title,
    store: storeLabel(store),
    host: address.host,
    login: agreed?.login ?? 'your login',
    unknownName: phrase(
      'There is no vault of this name in {0}, or it is known in its own network (VPN) only.',
      cloud?.title ?? phrase('the cloud'),
    ),
  };
}
