import { join } from 'node:path';
import { seedSecrets } from '../../support/aws/seed.ts';
import { type AwsServer, startAwsServer } from '../../support/aws/server.ts';

/** A running vault and the environment that leads a developer's own AWS login there. */
export interface Vault {
  readonly server: AwsServer;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Starts the embedded AWS server with its seed.
 *
 * @param value makes the text of each secret value from a label
 */
export async function startVault(value: (label: string) => string): Promise<Vault> {
  const server = await startAwsServer({ seed: seedSecrets(value) });
  return { server, env: awsEnvironment(server.url) };
}

/** An environment with made-up AWS credentials, whose only endpoint is the given one; nothing of the machine's own login is left. */
export function awsEnvironment(endpoint: string): Record<string, string | undefined> {
  const nowhere = join(import.meta.dirname, 'no-such-file');
  const noProxy = [process.env['NO_PROXY'], '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: undefined,
    AWS_ENDPOINT_URL_SSM: undefined,
    AWS_ENDPOINT_URL_STS: undefined,
    AWS_ACCESS_KEY_ID: 'made-up',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_REGION: 'us-east-1',
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  };
}
