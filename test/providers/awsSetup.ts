import type { AccessEntry } from '../../server/src/host.ts';
import { createNetwork } from '../../server/src/node/network.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createAwsProvider } from '../../server/src/providers/aws/awsProvider.ts';
import { parameterStore } from '../../server/src/providers/aws/parameterStore/parameterStore.ts';
import { secretsManager } from '../../server/src/providers/aws/secretsManager/secretsManager.ts';
import type { SecretCatalog, SecretProvider, StoreConfig } from '../../server/src/providers/secretProvider.ts';

/** A store of AWS Secrets Manager. */
export function awsStore(config: Record<string, string> = {}): StoreConfig {
  const block = { service: 'SecretsManager', region: 'us-east-1', ...config };
  return { kind: 'SecretStore', name: 'vault', namespace: 'default', provider: 'aws', config: block };
}

/** Takes this process's own AWS logins and proxies away and gives it a plain pair of keys. */
export function plainLogin(): void {
  for (const name of Object.keys(process.env))
    if (/^(AWS_|https?_proxy$|no_proxy$|all_proxy$)/i.test(name)) delete process.env[name];
  process.env['AWS_CONFIG_FILE'] = '/nonexistent/config';
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/nonexistent/credentials';
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
}

/** What a test may set of a provider. */
export interface Setup {
  /** Absent: Secrets Manager. */
  readonly service?: 'ParameterStore';
  readonly env?: Record<string, string>;
  readonly maxCalls?: number;
  readonly timeouts?: { readonly connect: number; readonly attempt: number; readonly call: number };
}

/** A provider as the product makes it, whose calls go to `endpoint`, and the log of its calls. */
export function awsAt(endpoint: string, setup: Setup = {}): { readonly provider: SecretProvider; readonly log: AccessEntry[] } {
  const log: AccessEntry[] = [];
  const env = { ...process.env, AWS_ENDPOINT_URL: endpoint, ...setup.env };
  const options = {
    network: async () => createNetwork(env),
    clock: nodeClock,
    log: (entry: AccessEntry) => void log.push(entry),
    env,
    ...(setup.maxCalls === undefined ? {} : { maxCallsPerListing: () => setup.maxCalls ?? 0 }),
    ...(setup.timeouts === undefined ? {} : { timeouts: setup.timeouts }),
  };
  const provider =
    setup.service === 'ParameterStore' ? createAwsProvider(parameterStore, options) : createAwsProvider(secretsManager, options);
  return { provider, log };
}

/** A catalog of Secrets Manager whose calls go to `endpoint`; values may be read. */
export function catalogAt(endpoint: string, config: Record<string, string> = {}, setup: Setup = {}): SecretCatalog {
  return awsAt(endpoint, setup).provider.open(awsStore(config), { identity: {}, mayReadValues: () => true });
}

/** A store of AWS Parameter Store. */
export function parameterStoreAt(config: Record<string, string> = {}): StoreConfig {
  return awsStore({ service: 'ParameterStore', ...config });
}

/** A catalog of Parameter Store whose calls go to `endpoint`; values may be read. */
export function parametersAt(endpoint: string, config: Record<string, string> = {}, setup: Setup = {}): SecretCatalog {
  const { provider } = awsAt(endpoint, { ...setup, service: 'ParameterStore' });
  return provider.open(parameterStoreAt(config), { identity: {}, mayReadValues: () => true });
}
