import pLimit from 'p-limit';
import type { AccessEntry, Clock } from '../../host.ts';
import { storeLabel } from '../../model/storeConfig.ts';
import { brokenCatalog } from '../brokenCatalog.ts';
import type { CatalogProblem, Destination, Identity, SecretCatalog, SecretProvider } from '../secretProvider.ts';
import type { AwsService } from './awsService.ts';
import { type AwsStore, awsStoreOf, consoleAddress, placesOf } from './awsStore.ts';
import { createCaller } from './caller.ts';
import { type Connection, clientConfig, disableInstanceMetadata, type Timeouts } from './client.ts';
import { readLocalConfig } from './localConfig.ts';
import { type AwsLogin, loginFor } from './login.ts';
import type { Network } from './network.ts';

/** What the AWS back end asks of its host. */
export interface AwsProviderOptions {
  /** Called when the first vault is to be asked. */
  readonly network: () => Promise<Network>;
  readonly clock: Clock;
  /** Gets one line for every call. */
  readonly log: (entry: AccessEntry) => void;
  /** The real environment; the SDK reads that of the process by itself, so anything else is for tests of `destination`. */
  readonly env?: Record<string, string | undefined>;
  /** How many calls one listing may cost. */
  readonly maxCallsPerListing?: () => number;
  /** Milliseconds; defaults: 5 s to connect, 15 s for one attempt, 40 s for a call with its attempts and the login before it. */
  readonly timeouts?: Timeouts & { readonly call: number };
}

const defaultTimeouts = { connect: 5_000, attempt: 15_000, call: 40_000 };

/** A service of AWS under the `aws` key, as the developer's own login sees it. Certificate Manager is not supported. */
export function createAwsProvider<Client>(service: AwsService<Client>, options: AwsProviderOptions): SecretProvider {
  const env = options.env ?? process.env;
  const limit = pLimit(4);
  const loginOf = async (store: AwsStore, identity: Identity) =>
    loginFor(service, store, identity, env, await readLocalConfig(env));
  return {
    id: 'aws',
    title: service.title,
    capabilities: service.capabilities,
    verifiedAgainst: service.verifiedAgainst,
    supports: (store) => store.provider === 'aws' && store.config['service'] === service.service,
    places: placesOf,
    scope: ({ config }) => (typeof config['prefix'] === 'string' ? config['prefix'] : ''),
    async destination(store, identity): Promise<Destination | CatalogProblem> {
      const target = awsStoreOf(store);
      return 'code' in target ? target : (await loginOf(target, identity)).destination;
    },
    async pages(store, identity) {
      const target = awsStoreOf(store);
      if ('code' in target || (await loginOf(target, identity)).endpoint !== undefined) return undefined;
      return {
        title: 'the AWS console',
        pageOf(key) {
          const path = service.consolePath(key, target);
          return path && consoleAddress(target.region, path);
        },
      };
    },
    open(store, { identity, mayReadValues }): SecretCatalog {
      const target = awsStoreOf(store);
      if ('code' in target) return brokenCatalog(target, options.clock);
      const timeouts = options.timeouts ?? defaultTimeouts;
      let login: AwsLogin | undefined;
      const call = createCaller({
        connect: once(async () => {
          login = await loginOf(target, identity);
          return connect(service, target.region, login, await options.network(), timeouts);
        }),
        target: `${storeLabel(store)}, ${target.region}`,
        log: options.log,
        clock: options.clock,
        limit,
        deadline: timeouts.call,
      });
      return service.catalog({
        call,
        clock: options.clock,
        prefix: target.prefix,
        mayReadValues,
        maxCalls: options.maxCallsPerListing ?? (() => 100),
        consolePage: (path) =>
          login === undefined || login.endpoint !== undefined ? undefined : consoleAddress(target.region, path),
      });
    },
  };
}

async function connect<Client>(
  service: AwsService<Client>,
  region: string,
  login: AwsLogin,
  network: Network,
  timeouts: Timeouts,
): Promise<Connection<Client>> {
  disableInstanceMetadata(process.env);
  const client = await service.connect(await clientConfig(region, login, network, timeouts));
  const endpoint = new URL(login.destination.endpoint);
  const secure = endpoint.protocol === 'https:';
  const { proxy } = network.routeTo({ secure, hostname: endpoint.hostname, port: Number(endpoint.port) || (secure ? 443 : 80) });
  return { client, names: service, login, ...(proxy === undefined ? {} : { proxy }) };
}

/** Keeps a success, not a failure. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
