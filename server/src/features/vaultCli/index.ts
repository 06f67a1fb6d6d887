import type { StoreConfig } from '../../providers/secretProvider.ts';
import { parameterStoreCli, secretsManagerCli } from './aws.ts';
import { keyVaultCli } from './azure.ts';
import { dopplerCli } from './doppler.ts';
import { gitlabCli } from './gitlab.ts';
import { secretManagerCli } from './google.ts';
import { openBaoCli, vaultCli } from './hashicorp.ts';
import { secretsCli } from './kubernetes.ts';
import type { VaultCli } from './tool.ts';

/** By the field below `spec.provider`; AWS by its service. */
const tools: ReadonlyMap<string, VaultCli> = new Map([
  ['aws/SecretsManager', secretsManagerCli],
  ['aws/ParameterStore', parameterStoreCli],
  ['azurekv', keyVaultCli],
  ['doppler', dopplerCli],
  ['gcpsm', secretManagerCli],
  ['gitlab', gitlabCli],
  ['kubernetes', secretsCli],
  ['openBao', openBaoCli],
  ['vault', vaultCli],
]);

/** The command-line tool for a store's vault, where its vendor has one that takes values without showing them on the command line. */
export function cliFor({ provider, config }: Pick<StoreConfig, 'provider' | 'config'>): VaultCli | undefined {
  return tools.get(provider === 'aws' ? `aws/${String(config['service'])}` : provider);
}
