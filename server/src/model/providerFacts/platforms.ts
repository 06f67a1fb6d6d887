import { find, property, version, versionIgnored } from './columns.ts';
import type { ProviderFacts } from './types.ts';

/** Back ends that are a cluster, a test, an endpoint of one’s own, or only ever written to. */
export const platforms: readonly (readonly [provider: string, ProviderFacts])[] = [
  [
    'crd',
    {
      name: 'Kubernetes resources',
      access: 'read',
      property: property('gjson'),
      version: versionIgnored,
      find: find('used', 'ignored', 'unknown'),
      metadata: 'ignored',
      missing: 'reported',
      pushMetadata: 'unknown',
    },
  ],
  [
    'fake',
    {
      name: 'the fake provider',
      access: 'read-write',
      property: property('gjson'),
      version: version('the version of an entry of the store'),
      find: find('used', 'unknown', 'unknown'),
      metadata: 'ignored',
      missing: 'reported',
      pushMetadata: 'unknown',
    },
  ],
  [
    'github',
    {
      name: 'GitHub Actions',
      access: 'write',
      property: property('unknown'),
      version: { use: 'unknown' },
      find: 'unknown',
      metadata: 'unknown',
      missing: 'unknown',
      pushMetadata: 'unknown',
    },
  ],
  [
    'kubernetes',
    {
      name: 'Kubernetes',
      access: 'read-write',
      // A path begins with the key of the Secret: it goes on inside that key's value.
      property: property('exact-then-gjson'),
      version: versionIgnored,
      find: find('used', 'used', 'unknown', 'unknown', 'tags'),
      metadata: 'fetched',
      missing: 'in-extract',
      pushMetadata: 'wrapped',
    },
  ],
  [
    'ngrok',
    {
      name: 'ngrok',
      access: 'write',
      property: property('unknown'),
      version: { use: 'unknown' },
      find: 'unknown',
      metadata: 'unknown',
      missing: 'unknown',
      pushMetadata: 'unknown',
    },
  ],
  [
    'webhook',
    {
      name: 'a webhook',
      access: 'read-write',
      property: property('own'),
      version: { use: 'unknown' },
      find: 'none',
      metadata: 'ignored',
      missing: 'reported',
      pushMetadata: 'unknown',
    },
  ],
];
