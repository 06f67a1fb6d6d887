import { complete, present, storeRule } from './storeChecks.ts';

/** ESO: providers/v1/fortanix `getConfig`, in the webhook and again whenever the store is opened. */
export const invalidFortanixStore = storeRule({
  id: 'invalid-fortanix-store',
  provider: 'fortanix',
  summary: 'A Fortanix store without an API key.',
  bad: `apiUrl: https://fortanix.example.com
apiKey:
  secretRef:
    name: fortanix`,
  good: `apiUrl: https://fortanix.example.com
apiKey:
  secretRef:
    name: fortanix
    key: api-key`,
  checks: [
    present('apiKey', 'apiKey is required'),
    present('apiKey.secretRef', 'apiKey.secretRef is required'),
    complete('apiKey.secretRef', [
      ['name', 'apiKey.secretRef.name is required'],
      ['key', 'apiKey.secretRef.key is required'],
    ]),
  ],
});
