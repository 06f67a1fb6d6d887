import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startMoto } from '../../support/aws/moto.ts';
import { awsEnvironment } from '../support/vault.ts';

/** A running moto with the tutorial's secret and a few beside it. */
export interface MotoVault {
  readonly env: Readonly<Record<string, string | undefined>>;
  close(): Promise<void>;
}

const database = {
  username: 'app_user',
  password: 'made-up-password',
  host: 'db.example.com',
  port: '5432',
  database: 'myapp_prod',
};

/** Starts moto and fills it; or says why it cannot. */
export async function startMotoVault(): Promise<MotoVault | { readonly reason: string }> {
  const moto = await startMoto();
  if ('reason' in moto) return moto;
  const client = new SecretsManagerClient({
    region: 'us-east-1',
    endpoint: moto.url,
    credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
  });
  const create = (name: string, text: string, description?: string) =>
    client.send(
      new CreateSecretCommand({
        Name: name,
        SecretString: text,
        ...(description ? { Description: description, Tags: [{ Key: 'team', Value: 'payments' }] } : {}),
      }),
    );
  await create('prod/myapp/database', JSON.stringify(database), 'Database credentials for myapp');
  await create('prod/myapp/api-key', 'made-up-key');
  await create('staging/myapp/database', JSON.stringify(database));
  client.destroy();
  return { env: awsEnvironment(moto.url), close: () => moto.close() };
}
