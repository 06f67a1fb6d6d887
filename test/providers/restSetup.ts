import assert from 'node:assert/strict';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { AccessEntry } from '../../server/src/host.ts';
import { allProviderFacts } from '../../server/src/model/providerFacts/providerFacts.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createRestProviders } from '../../server/src/node/providers.ts';
import { createRestTransport } from '../../server/src/node/restTransport.ts';
import { rsaSignature } from '../../server/src/node/rsaSignature.ts';
import { findMatches } from '../../server/src/providers/findMatches.ts';
import type { RestTransport } from '../../server/src/providers/rest/restTransport.ts';
import type { Identity, SecretCatalog, SecretProvider, StoreConfig } from '../../server/src/providers/secretProvider.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';

/** What a test may set of a back end over plain HTTP. */
export interface RestSetup {
  readonly env?: Readonly<Record<string, string>>;
  /** The files of the user, by their paths, `~/…`. */
  readonly files?: Readonly<Record<string, string>>;
  readonly maxCalls?: number;
  readonly limits?: { readonly attempt: number; readonly call: number };
  readonly identity?: Identity;
  readonly mayReadValues?: boolean;
  /** Which server stands in for a host of a vendor's: URLs by origins. */
  readonly routes?: Readonly<Record<string, string>>;
}

/** A store of a provider. */
export function restStore(provider: string, config: JsonObject): StoreConfig {
  return { kind: 'SecretStore', name: 'vault', namespace: 'default', provider, config };
}

/** The back ends as the product makes them, with an environment and files of their own, and the log of their calls. */
export function restProviders(setup: RestSetup = {}): {
  readonly providers: readonly SecretProvider[];
  readonly log: AccessEntry[];
} {
  const log: AccessEntry[] = [];
  const { env = {}, files = {} } = setup;
  const providers = createRestProviders({
    transport: (authorities) => routed(createRestTransport(env, nodeClock, authorities), setup.routes ?? {}),
    clock: nodeClock,
    log: (entry) => void log.push(entry),
    env,
    readHomeFile: async (path) => files[path],
    signature: rsaSignature,
    ...(setup.maxCalls === undefined ? {} : { maxCallsPerListing: () => setup.maxCalls ?? 0 }),
    ...(setup.limits === undefined ? {} : { limits: setup.limits }),
  });
  return { providers, log };
}

function routed(transport: RestTransport, routes: Readonly<Record<string, string>>): RestTransport {
  const send: RestTransport['send'] = (request, ...rest) => {
    const { origin, pathname, search } = request.url;
    return transport.send({ ...request, url: new URL(`${pathname}${search}`, routes[origin] ?? origin) }, ...rest);
  };
  return { ...transport, send };
}

/** One of them, as it opens a store. Values may be read unless told otherwise. */
export function openRest(
  id: string,
  config: JsonObject,
  setup: RestSetup = {},
): {
  readonly provider: SecretProvider;
  readonly store: StoreConfig;
  readonly catalog: SecretCatalog;
  readonly log: AccessEntry[];
} {
  const { providers, log } = restProviders(setup);
  const provider = providers.find((each) => each.id === id);
  assert.ok(provider, id);
  const { identity = {}, mayReadValues = true } = setup;
  const store = restStore(id, config);
  return { provider, store, log, catalog: provider.open(store, { identity, mayReadValues: () => mayReadValues }) };
}

/** What finds bring of the listing of an opened store: the names and how many were looked at, `unknown` or `fails`. */
export async function findIn({ provider, store, catalog }: ReturnType<typeof openRest>) {
  const { items } = await catalog.keys('', neverCancelled);
  const facts = allProviderFacts.get(provider.id);
  assert.ok(facts);
  return (find: Partial<Parameters<typeof findMatches>[1]>) => {
    const all = { name: undefined, tags: undefined, below: undefined, ...find };
    const matches = findMatches(items, all, store, facts, provider.capabilities);
    return matches.state === 'matched' ? [...matches.names, `of ${matches.among}`] : matches.state;
  };
}
