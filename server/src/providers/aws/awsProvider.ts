import pLimit from 'p-limit';
import type { AccessEntry, Clock } from '../../host.ts';
import { storeLabel } from '../../model/storeConfig.ts';
import type { CatalogProblem, Destination, Identity, SecretCatalog, SecretProvider } from '../secretProvider.ts';
import { type AwsStore, awsStoreOf } from './awsStore.ts';
import { createCaller } from './caller.ts';
import { createAwsCatalog } from './catalog.ts';
import { type Connection, createClient, disableInstanceMetadata, type Timeouts } from './client.ts';
import { readLocalConfig } from './localConfig.ts';
import { type AwsLogin, loginFor } from './login.ts';
import type { Network } from './network.ts';

/** What the AWS back end asks of its host. */
export interface AwsProviderOptions {
  readonly network: Network;
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

/**
 * AWS Secrets Manager, as the developer's own login sees it. Parameter Store and Certificate Manager, under the same `aws` key, are
 * not supported.
 */
export function createAwsProvider(options: AwsProviderOptions): SecretProvider {
  const env = options.env ?? process.env;
  const limit = pLimit(4);
  const loginOf = async (store: AwsStore, identity: Identity) => loginFor(store, identity, env, await readLocalConfig(env));
  return {
    id: 'aws',
    title: 'AWS Secrets Manager',
    capabilities: { listing: 'names', properties: 'reads-values', versions: true, propertyDialect: 'escaped-then-gjson' },
    supports: (store) => store.provider === 'aws' && store.config['service'] === 'SecretsManager',
    scope: ({ config }) => (typeof config['prefix'] === 'string' ? config['prefix'] : ''),
    async destination(store, identity): Promise<Destination | CatalogProblem> {
      const target = awsStoreOf(store);
      return 'code' in target ? target : (await loginOf(target, identity)).destination;
    },
    open(store, { identity, mayReadValues }): SecretCatalog {
      const target = awsStoreOf(store);
      if ('code' in target) return brokenCatalog(target, options.clock);
      const timeouts = options.timeouts ?? defaultTimeouts;
      const call = createCaller({
        connect: once(async () => connect(target.region, await loginOf(target, identity), options.network, timeouts)),
        target: `${storeLabel(store)}, ${target.region}`,
        log: options.log,
        clock: options.clock,
        limit,
        deadline: timeouts.call,
      });
      const maxCalls = options.maxCallsPerListing ?? (() => 100);
      return createAwsCatalog({ call, clock: options.clock, prefix: target.prefix, mayReadValues, maxCalls });
    },
  };
}

async function connect(region: string, login: AwsLogin, network: Network, timeouts: Timeouts): Promise<Connection> {
  disableInstanceMetadata(process.env);
  const sdk = await import('./sdk.ts');
  const endpoint = new URL(login.destination.endpoint);
  const secure = endpoint.protocol === 'https:';
  const { proxy } = network.routeTo({ secure, hostname: endpoint.hostname, port: Number(endpoint.port) || (secure ? 443 : 80) });
  return { sdk, client: createClient(sdk, region, login, network, timeouts), login, ...(proxy === undefined ? {} : { proxy }) };
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

/** Answers every question with the same problem. */
function brokenCatalog(problem: CatalogProblem, clock: Clock): SecretCatalog {
  const listing = async () => ({ items: [], complete: false, asOf: clock.now(), problem });
  const lookup = async () => ({ state: 'unknown', problem }) as const;
  return { keys: listing, properties: listing, versions: listing, describe: lookup, lookup };
}
