import { phrase } from '../../localisation.ts';
import { storeLabel } from '../../model/storeConfig.ts';
import { loginChanged } from '../accessProblems.ts';
import { brokenCatalog } from '../brokenCatalog.ts';
import { createRestClient } from '../rest/restClient.ts';
import type { RestPlace } from '../rest/restProblems.ts';
import type { RestProviderOptions } from '../rest/restService.ts';
import type { CatalogProblem, Destination, Identity, SecretProvider, StoreConfig } from '../secretProvider.ts';
import { createVaultApi } from './api.ts';
import { createVaultCatalog } from './catalog.ts';
import { loginFor, noLogin, readToken, type VaultLogin } from './login.ts';
import { pagesOf } from './pages.ts';
import { namespaceWords } from './problems.ts';
import type { Product } from './product.ts';
import { type VaultStore, vaultStoreOf } from './vaultStore.ts';

/** HashiCorp Vault or OpenBao: the key-value engines, version 1 and 2, as the developer's own token sees them. */
export function createHashicorpProvider(product: Product, options: RestProviderOptions): SecretProvider {
  const { clock, env } = options;

  function resolve(store: StoreConfig, identity: Identity): Resolved | CatalogProblem {
    const target = vaultStoreOf(store, product, identity);
    if ('code' in target) return target;
    const login = loginFor(target, identity, env);
    return login === undefined ? noLogin(target) : { target, login, destination: destinationOf(target, login) };
  }

  return {
    id: product.id,
    title: product.title,
    // Version 2 tells names without values, where the login may ask it to; everything else reads values.
    capabilities: { listing: 'names', properties: 'names-else-values', versions: true, propertyDialect: product.propertyDialect },
    permissions:
      '`list` and `read` on `MOUNT/metadata/*`, `read` on `MOUNT/subkeys/*`; version 1: `list` on `MOUNT/*`; for values `read` on `MOUNT/data/*`',
    verifiedAgainst: 'a real Vault server (1.21.4); namespaces: a local server',
    supports: ({ provider }) => provider === product.id,
    scope: ({ config }) => JSON.stringify([config['path'] ?? null, config['version'] ?? null]),
    places(store) {
      const target = vaultStoreOf(store, product, {});
      return 'code' in target ? [] : [target.address.text];
    },
    async destination(store, identity) {
      const resolved = resolve(store, identity);
      return 'code' in resolved ? resolved : resolved.destination;
    },
    async pages(store, identity) {
      const target = vaultStoreOf(store, product, identity);
      return 'code' in target ? undefined : pagesOf(target);
    },
    open(store, { identity, mayReadValues, destination }) {
      const resolved = resolve(store, identity);
      if ('code' in resolved) return brokenCatalog(resolved, clock);
      if (destination !== undefined && destination.id !== resolved.destination.id) return brokenCatalog(loginChanged, clock);
      const { target, login } = resolved;
      const client = createRestClient({
        address: target.address,
        place: placeOf(store, target, login),
        transport: options.transport(login.authorities),
        clock,
        log: options.log,
        async authorize() {
          const token = await readToken(login, target, env, options.readHomeFile);
          return 'problem' in token ? token : { value: { headers: headersOf(token.value, target) } };
        },
        ...(options.limits === undefined ? {} : { limits: options.limits }),
      });
      const api = createVaultApi(client, target, login);
      const maxCalls = options.maxCallsPerListing ?? (() => 100);
      return createVaultCatalog({ api, store: target, clock, mayReadValues, maxCalls });
    },
  };
}

interface Resolved {
  readonly target: VaultStore;
  readonly login: VaultLogin;
  readonly destination: Destination;
}

function destinationOf(target: VaultStore, login: VaultLogin): Destination {
  const { product, address, namespace } = target;
  const source = 'variable' in login.source ? login.source.variable : login.source.file;
  return {
    id: [product.id, address.text, namespace, source].join('|'),
    service: product.title,
    location: `${address.text}${namespaceWords(target)}`,
    endpoint: address.text,
    customEndpoint: target.redirected,
    login: login.words,
  };
}

function placeOf(store: StoreConfig, { product, address }: VaultStore, { words }: VaultLogin): RestPlace {
  const [own] = product.variables;
  return {
    service: product.title,
    store: storeLabel(store),
    host: address.host,
    login: words,
    authorityHint: phrase('Name its authority in {0}, beside {1}, or install it in the system.', `${own}_CACERT`, `${own}_ADDR`),
  };
}

function headersOf(token: string, { namespace }: VaultStore): Readonly<Record<string, string>> {
  return {
    'x-vault-token': token,
    // Agents that stand before a vault want it, so that no form of a web page can make a call.
    'x-vault-request': 'true',
    ...(namespace === '' ? {} : { 'x-vault-namespace': namespace }),
  };
}
