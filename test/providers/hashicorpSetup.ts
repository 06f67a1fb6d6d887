import type { AccessEntry } from '../../server/src/host.ts';
import { readHomeFile } from '../../server/src/node/homeFile.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createRestTransport } from '../../server/src/node/restTransport.ts';
import { createHashicorpProvider } from '../../server/src/providers/hashicorp/hashicorpProvider.ts';
import { hashicorpVault, openBao, type Product } from '../../server/src/providers/hashicorp/product.ts';
import type { Identity, SecretCatalog, SecretProvider, StoreConfig } from '../../server/src/providers/secretProvider.ts';

/** What a test may set of a provider. */
export interface Setup {
  readonly product?: Product['id'];
  readonly env?: Readonly<Record<string, string>>;
  readonly maxCalls?: number;
  readonly limits?: { readonly attempt: number; readonly call: number };
  readonly identity?: Identity;
  readonly mayReadValues?: boolean;
}

/** A store of Vault or OpenBao. */
export function vaultStore(config: Readonly<Record<string, string>>, provider = 'vault'): StoreConfig {
  return { kind: 'SecretStore', name: 'vault', namespace: 'default', provider, config };
}

/** A provider as the product makes it, with an environment of its own and no home, and the log of its calls. */
export function vaultWith({ product = 'vault', env = {}, ...setup }: Setup): { provider: SecretProvider; log: AccessEntry[] } {
  const log: AccessEntry[] = [];
  const real = { HOME: '/nonexistent', ...env };
  const provider = createHashicorpProvider(product === 'vault' ? hashicorpVault : openBao, {
    transport: (authorities) => createRestTransport(real, nodeClock, authorities),
    clock: nodeClock,
    log: (entry) => void log.push(entry),
    env: real,
    readHomeFile: (path) => readHomeFile(path, real),
    ...(setup.maxCalls === undefined ? {} : { maxCallsPerListing: () => setup.maxCalls ?? 0 }),
    ...(setup.limits === undefined ? {} : { limits: setup.limits }),
  });
  return { provider, log };
}

/** A catalog of a store at `url` with a token in the environment that is meant for it. Values may be read unless told otherwise. */
export function catalogAt(
  url: string,
  token: string,
  config: Readonly<Record<string, string>> = { path: 'secret' },
  setup: Setup = {},
): SecretCatalog {
  const { product = 'vault', identity = {}, mayReadValues = true } = setup;
  const { provider } = vaultWith({ ...setup, env: { VAULT_ADDR: url, VAULT_TOKEN: token, ...setup.env } });
  return provider.open(vaultStore({ server: url, ...config }, product), { identity, mayReadValues: () => mayReadValues });
}
