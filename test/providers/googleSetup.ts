import type { AccessEntry } from '../../server/src/host.ts';
import { readHomeFile } from '../../server/src/node/homeFile.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createRestTransport } from '../../server/src/node/restTransport.ts';
import { createGoogleProvider } from '../../server/src/providers/google/googleProvider.ts';
import type { RestTransport } from '../../server/src/providers/rest/restTransport.ts';
import type { Identity, SecretCatalog, SecretProvider, StoreConfig } from '../../server/src/providers/secretProvider.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';

/** What a test may set of a provider. */
export interface Setup {
  readonly env?: Readonly<Record<string, string>>;
  readonly maxCalls?: number;
  readonly limits?: { readonly attempt: number; readonly call: number };
  readonly identity?: Identity;
  readonly mayReadValues?: boolean;
  readonly nodeVersion?: string;
  readonly transport?: RestTransport;
  /** Files of the user's own by path; by default none but `~/token`, with the token that is asked for. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A store of Google Secret Manager in project `shop`, unless told otherwise. */
export function googleStore(config: JsonObject = {}): StoreConfig {
  return {
    kind: 'SecretStore',
    name: 'google',
    namespace: 'default',
    provider: 'gcpsm',
    config: { projectID: 'shop-1', ...config },
  };
}

/** A provider as the product makes it, with an environment of its own and no home, and the log of its calls. */
export function googleWith({ env = {}, ...setup }: Setup): { provider: SecretProvider; log: AccessEntry[] } {
  const log: AccessEntry[] = [];
  const real = { HOME: '/nonexistent', ...env };
  const provider = createGoogleProvider({
    transport: (authorities) => setup.transport ?? createRestTransport(real, nodeClock, authorities),
    clock: nodeClock,
    log: (entry) => void log.push(entry),
    env: real,
    readHomeFile: async (path) => setup.files?.[path] ?? (await readHomeFile(path, real)),
    nodeVersion: setup.nodeVersion ?? process.versions.node,
    ...(setup.maxCalls === undefined ? {} : { maxCallsPerListing: () => setup.maxCalls ?? 0 }),
    ...(setup.limits === undefined ? {} : { limits: setup.limits }),
  });
  return { provider, log };
}

/**
 * A catalog of a store whose calls go to `url` with the token in a file that is meant for it: the way in which users reach something
 * that is not Google. Values may be read unless told otherwise.
 */
export function catalogAt(url: string, token: string, config: JsonObject = {}, setup: Setup = {}): SecretCatalog {
  const { provider } = googleWith({ files: { '~/token': `${token}\n` }, ...setup });
  const identity = { address: url, tokenFile: '~/token', ...setup.identity };
  return provider.open(googleStore(config), { identity, mayReadValues: () => setup.mayReadValues ?? true });
}
