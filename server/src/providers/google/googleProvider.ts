import { phrase } from '../../localisation.ts';
import { storeLabel } from '../../model/storeConfig.ts';
import { loginChanged } from '../accessProblems.ts';
import { brokenCatalog } from '../brokenCatalog.ts';
import { createRestClient } from '../rest/restClient.ts';
import type { RestProviderOptions } from '../rest/restService.ts';
import type { CatalogProblem, Destination, SecretProvider } from '../secretProvider.ts';
import { createGoogleApi } from './api.ts';
import { createAuthorize } from './authorize.ts';
import { createGoogleCatalog } from './catalog.ts';
import { type GoogleStore, googleStoreOf, placeWords } from './googleStore.ts';
import { type GoogleLogin, loginId, readLogin } from './login.ts';
import { consolePage } from './metadata.ts';

/** What the back end asks of its host. */
export interface GoogleProviderOptions extends RestProviderOptions {
  /** Of the Node at hand: `22.15.1`. */
  readonly nodeVersion: string;
}

/** Google Secret Manager, global and regional secrets, as the developer's own Google login sees them. */
export function createGoogleProvider(options: GoogleProviderOptions): SecretProvider {
  const { clock, log } = options;

  return {
    id: 'gcpsm',
    title: 'Google Secret Manager',
    capabilities: {
      listing: 'names',
      properties: 'reads-values',
      versions: true,
      versionsAreAll: true,
      tagsInListing: true,
      propertyDialect: 'escaped-then-gjson',
    },
    permissions:
      '`secretmanager.secrets.list`, `secretmanager.secrets.get`, `secretmanager.versions.list` (role Secret Manager Viewer); for values `secretmanager.versions.access`',
    verifiedAgainst: 'a local server that answers as Google documents',
    supports: ({ provider }) => provider === 'gcpsm',
    scope: ({ config }) => (config['secretVersionSelectionPolicy'] === 'LatestOrFetch' ? 'LatestOrFetch' : ''),
    places(store) {
      const target = googleStoreOf(store, {});
      if ('code' in target) return [];
      return [target.project, ...(target.location === undefined ? [] : [target.location])];
    },
    async destination(store, identity): Promise<Destination | CatalogProblem> {
      const target = googleStoreOf(store, identity);
      if ('code' in target) return target;
      const login = await readLogin(target, identity, options);
      return 'code' in login ? login : destinationOf(target, login);
    },
    async pages(store, identity) {
      const target = googleStoreOf(store, identity);
      if ('code' in target || target.redirected) return undefined;
      const pageOf = (key: string) => (/^[\w-]{1,255}$/.test(key) ? consolePage(key, target) : undefined);
      return { title: 'the Google Cloud console', pageOf };
    },
    open(store, { identity, mayReadValues, destination }) {
      const target = googleStoreOf(store, identity);
      if ('code' in target) return brokenCatalog(target, clock);
      const label = storeLabel(store);
      const transport = options.transport([]);
      const authorized = createAuthorize({
        ...options,
        transport,
        store: label,
        async readLogin() {
          const login = await readLogin(target, identity, options);
          if ('code' in login || destination === undefined) return login;
          // The file may have changed since the user was asked.
          return destinationOf(target, login).id === destination.id ? login : loginChanged;
        },
      });
      const { location } = target;
      const place = {
        service: 'Google Secret Manager',
        store: label,
        host: target.address.host,
        ...(location === undefined ? {} : { unknownName: phrase('Is {0} a location of Secret Manager?', location) }),
      };
      const client = createRestClient({
        address: target.address,
        place: { ...place, login: destination?.login ?? 'your Google login' },
        transport,
        clock,
        log,
        authorize: authorized.authorize,
        ...(options.limits === undefined ? {} : { limits: options.limits }),
      });
      const api = createGoogleApi(client, target, authorized.last);
      const maxCalls = options.maxCallsPerListing ?? (() => 100);
      return createGoogleCatalog({ api, store: target, clock, mayReadValues, maxCalls });
    },
  };
}

function destinationOf(store: GoogleStore, login: GoogleLogin): Destination {
  const { project, location = '', address, redirected } = store;
  return {
    id: ['gcpsm', address.text, project, location, loginId(login)].join('|'),
    service: 'Google Secret Manager',
    location: placeWords(store),
    endpoint: address.text,
    customEndpoint: redirected,
    ...(redirected ? {} : { vendorEndpoint: true }),
    login: login.words,
    ...(login.account === undefined ? {} : { account: login.account }),
  };
}
