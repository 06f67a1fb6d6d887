import { complete, notEmpty, required, storeRule } from './storeChecks.ts';

/**
 * ESO: providers/v1/ibm `ValidateStore`. Whether the webhook's own pod can read the token of `containerAuth` is not known here; how
 * many ways to log in there are is a rule of the CRD.
 */
export const invalidIbmStore = storeRule({
  id: 'invalid-ibm-store',
  provider: 'ibm',
  summary: 'An IBM store without an address or complete credentials.',
  bad: `auth:
  secretRef:
    secretApiKeySecretRef:
      name: ibm
      key: api-key`,
  good: `serviceUrl: https://example.eu-de.secrets-manager.appdomain.cloud
auth:
  secretRef:
    secretApiKeySecretRef:
      name: ibm
      key: api-key`,
  checks: [
    required('serviceUrl', 'serviceURL is required'),
    notEmpty('auth.containerAuth.profile', 'container auth profile cannot be empty'),
    complete(
      'auth.secretRef.secretApiKeySecretRef',
      [
        ['name', 'secretAPIKey.name cannot be empty'],
        ['key', 'secretAPIKey.key cannot be empty'],
      ],
      { under: 'auth.secretRef' },
    ),
  ],
});
