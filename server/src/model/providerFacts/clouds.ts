import { find, property, version, versionIgnored, versionLike } from './columns.ts';
import type { ProviderFacts } from './types.ts';

/** The services of AWS, by `spec.provider.aws.service`. */
export const awsServices: ReadonlyMap<string, ProviderFacts> = new Map<string, ProviderFacts>([
  [
    'SecretsManager',
    {
      name: 'AWS Secrets Manager',
      access: 'read-write',
      property: property('escaped-then-gjson'),
      version: version('a stage such as AWSPREVIOUS, or uuid/ with the id of a version'),
      find: find('used', 'used', 'used', 'name-or-tags', 'both'),
      metadata: 'fetched',
      missing: 'reported',
      pushMetadata: 'wrapped',
    },
  ],
  [
    'ParameterStore',
    {
      name: 'AWS Parameter Store',
      access: 'read-write',
      property: property('escaped-then-gjson'),
      version: version('the number or label of a version'),
      find: find('used', 'used', 'used', 'name-or-tags', 'name'),
      metadata: 'fetched',
      missing: 'reported',
      pushMetadata: 'wrapped',
    },
  ],
  [
    'CertificateManager',
    {
      name: 'AWS Certificate Manager',
      access: 'read-write',
      property: property('ignored'),
      version: versionIgnored,
      find: 'none',
      metadata: 'ignored',
      missing: 'never',
      pushMetadata: 'wrapped',
    },
  ],
]);

/** The back ends that are clouds, by their field below `spec.provider`. */
export const clouds: readonly (readonly [provider: string, ProviderFacts])[] = [
  [
    'azurekv',
    {
      name: 'Azure Key Vault',
      access: 'read-write',
      property: property('gjson-then-escaped'),
      version: version('the id of a version'),
      find: find('used', 'used', 'ignored', 'nothing', 'both'),
      metadata: 'fetched',
      missing: 'reported',
      pushMetadata: 'wrapped',
    },
  ],
  [
    'barbican',
    {
      name: 'OpenStack Barbican',
      access: 'read',
      property: property('gjson'),
      version: versionIgnored,
      find: find('used', 'unknown', 'unknown', 'name'),
      metadata: 'ignored',
      missing: 'never',
      pushMetadata: 'unknown',
    },
  ],
  [
    'cloudrusm',
    {
      name: 'Cloud.ru Secret Manager',
      access: 'read',
      property: property('gjson'),
      version: versionLike('a whole number or latest', /^[+-]?\d+$|^latest$/),
      find: find('used', 'used', 'used'),
      metadata: 'ignored',
      missing: 'reported',
      pushMetadata: 'unknown',
    },
  ],
  [
    'gcpsm',
    {
      name: 'Google Secret Manager',
      access: 'read-write',
      property: property('escaped-then-gjson'),
      version: version('a number, an alias or latest'),
      find: find('used', 'used', 'used', 'name-or-tags', 'name'),
      metadata: 'fetched',
      missing: 'reported',
      pushMetadata: 'wrapped',
    },
  ],
  [
    'ibm',
    {
      name: 'IBM Cloud Secrets Manager',
      access: 'read',
      // By the type of the secret: demanded, ignored, or escaped first and then gjson.
      property: property('own'),
      version: versionIgnored,
      find: 'none',
      metadata: 'only-in-extract',
      missing: 'never',
      pushMetadata: 'unknown',
    },
  ],
  [
    'nebiusmysterybox',
    {
      name: 'Nebius MysteryBox',
      access: 'read',
      property: property('exact'),
      version: version('the id of a version'),
      find: 'none',
      metadata: 'ignored',
      missing: 'reported',
      pushMetadata: 'unknown',
    },
  ],
  [
    'oracle',
    {
      name: 'Oracle Vault',
      access: 'read-write',
      property: property('gjson'),
      version: version('one of the stages CURRENT, PENDING, LATEST, PREVIOUS, DEPRECATED'),
      find: find('used', 'used', 'ignored', 'unknown', 'name'),
      metadata: 'ignored',
      missing: 'never',
      pushMetadata: 'unknown',
    },
  ],
  [
    'ovh',
    {
      name: 'OVHcloud KMS',
      access: 'read-write',
      property: property('gjson'),
      version: versionLike('a whole number', /^\d+$/),
      find: find('used', 'unknown', 'used'),
      metadata: 'refused',
      missing: 'reported',
      pushMetadata: 'unknown',
    },
  ],
  [
    'scaleway',
    {
      name: 'Scaleway Secret Manager',
      access: 'read-write',
      // ESO 2.9 reads a path only; later ones go on to try it as one name.
      property: property('gjson-then-escaped'),
      version: version('a number, latest or latest_enabled'),
      find: find('used', 'used', 'used', 'nothing'),
      metadata: 'ignored',
      missing: 'reported',
      pushMetadata: 'unknown',
    },
  ],
  [
    'volcengine',
    {
      name: 'Volcengine KMS',
      access: 'read',
      property: property('exact'),
      version: version('the id of a version'),
      find: 'none',
      metadata: 'ignored',
      missing: 'never',
      pushMetadata: 'unknown',
    },
  ],
  [
    'yandexcertificatemanager',
    {
      name: 'Yandex Certificate Manager',
      access: 'read',
      property: property('exact', { names: ['chain', 'privateKey', 'chainAndPrivateKey'], byDefault: 'chainAndPrivateKey' }),
      version: version('the id of a version'),
      find: 'none',
      metadata: 'ignored',
      missing: 'never',
      pushMetadata: 'unknown',
    },
  ],
  [
    'yandexlockbox',
    {
      name: 'Yandex Lockbox',
      access: 'read',
      property: property('exact'),
      version: version('the id of a version'),
      find: 'none',
      metadata: 'ignored',
      missing: 'never',
      pushMetadata: 'unknown',
    },
  ],
];
