import type { AccessEntry } from '../../server/src/host.ts';
import { readHomeFile } from '../../server/src/node/homeFile.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createRestTransport } from '../../server/src/node/restTransport.ts';
import { createAzureProvider } from '../../server/src/providers/azure/azureProvider.ts';
import type { RestTransport } from '../../server/src/providers/rest/restTransport.ts';
import type { Identity, SecretCatalog, SecretProvider, StoreConfig } from '../../server/src/providers/secretProvider.ts';

/** What a test may set of a provider. */
export interface Setup {
  readonly env?: Readonly<Record<string, string>>;
  readonly maxCalls?: number;
  readonly limits?: { readonly attempt: number; readonly call: number };
  readonly identity?: Identity;
  readonly mayReadValues?: boolean;
  /** In place of the real way out of this machine. */
  readonly transport?: RestTransport;
}

/** The address that the tutorial's store has. */
export const vaultUrl = 'https://my-keyvault.vault.azure.net';

/** A store of Key Vault. */
export function azureStore(config: StoreConfig['config'] = { vaultUrl }): StoreConfig {
  return { kind: 'SecretStore', name: 'azure-key-vault', namespace: 'default', provider: 'azurekv', config };
}

/** A provider as the product makes it, with an environment of its own and no home, and the log of its calls. */
export function azureWith({ env = {}, maxCalls, limits, transport }: Setup): { provider: SecretProvider; log: AccessEntry[] } {
  const log: AccessEntry[] = [];
  const real = { HOME: '/nonexistent', ...env };
  const provider = createAzureProvider({
    transport: (authorities) => transport ?? createRestTransport(real, nodeClock, authorities),
    clock: nodeClock,
    log: (entry) => void log.push(entry),
    env: real,
    readHomeFile: (path) => readHomeFile(path, real),
    ...(maxCalls === undefined ? {} : { maxCallsPerListing: () => maxCalls }),
    ...(limits === undefined ? {} : { limits }),
  });
  return { provider, log };
}

/** A catalog of a store that the user's settings lead to `address`, with the token in a file. Values may be read unless told otherwise. */
export function catalogAt(
  { address, tokenFile, ca }: { readonly address: string; readonly tokenFile: string; readonly ca: string },
  config: StoreConfig['config'] = {},
  setup: Setup = {},
): { readonly catalog: SecretCatalog; readonly log: AccessEntry[] } {
  const { provider, log } = azureWith({ ...setup, env: { NODE_EXTRA_CA_CERTS: ca, ...setup.env } });
  const identity = { address, tokenFile, ...setup.identity };
  const mayReadValues = () => setup.mayReadValues ?? true;
  return { catalog: provider.open(azureStore({ vaultUrl, ...config }), { identity, mayReadValues }), log };
}
