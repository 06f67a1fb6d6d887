import type { AwsService } from '../awsService.ts';
import type { SecretsManagerCalls } from './calls.ts';
import { createSecretsManagerCatalog, secretPage } from './catalog.ts';

/** AWS Secrets Manager. */
export const secretsManager: AwsService<SecretsManagerCalls> = {
  service: 'SecretsManager',
  title: 'AWS Secrets Manager',
  prefix: 'secretsmanager',
  setting: 'secrets_manager',
  item: 'secret',
  capabilities: {
    listing: 'names',
    properties: 'reads-values',
    versions: true,
    tagsInListing: true,
    propertyDialect: 'escaped-then-gjson',
  },
  verifiedAgainst: 'moto, and a server of our own that answers as AWS documents',
  consolePath(key, { prefix, region }) {
    const [, at, name] = /^arn:[\w-]+:secretsmanager:([\w-]+):\d*:secret:(.+)-[A-Za-z0-9]{6}$/.exec(key) ?? [];
    if (name !== undefined) return at === region && prefix === '' ? secretPage(name) : undefined;
    return key.startsWith('arn:') ? undefined : secretPage(prefix + key);
  },
  async connect(config) {
    const sdk = await import('./sdk.ts');
    return { sdk, client: new sdk.SecretsManagerClient(config) };
  },
  catalog: createSecretsManagerCatalog,
};
