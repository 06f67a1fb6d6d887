import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import pLimit from 'p-limit';
import type { SeedSecret } from './seed.ts';

/** Puts a seed into any server that speaks the API, with the calls a person would make. */
export async function seedThroughApi(endpoint: string, seed: readonly SeedSecret[]): Promise<void> {
  const clients = new Map<string, SecretsManagerClient>();
  const limit = pLimit(8);
  const clientFor = (region: string) => {
    const client =
      clients.get(region) ??
      new SecretsManagerClient({ region, endpoint, credentials: { accessKeyId: 'seed', secretAccessKey: 'seed' } });
    clients.set(region, client);
    return client;
  };
  await Promise.all(seed.map((secret) => limit(() => create(clientFor(secret.region), secret))));
  for (const client of clients.values()) client.destroy();
}

async function create(client: SecretsManagerClient, secret: SeedSecret): Promise<void> {
  const [first, ...later] = [...(secret.earlier ?? []), ...(secret.text === undefined ? [] : [secret.text])];
  await client.send(
    new CreateSecretCommand({
      Name: secret.name,
      ...(secret.description === undefined ? {} : { Description: secret.description }),
      ...(secret.tags ? { Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })) } : {}),
      ...(secret.binary ? { SecretBinary: secret.binary } : { SecretString: first ?? '' }),
    }),
  );
  for (const text of later) await client.send(new PutSecretValueCommand({ SecretId: secret.name, SecretString: text }));
  if (secret.rotationDays !== undefined) {
    const RotationRules = { AutomaticallyAfterDays: secret.rotationDays };
    await client.send(new RotateSecretCommand({ SecretId: secret.name, RotationRules, RotateImmediately: false }));
  }
  if (secret.deleted) await client.send(new DeleteSecretCommand({ SecretId: secret.name, RecoveryWindowInDays: 30 }));
}
