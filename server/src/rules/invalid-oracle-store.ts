import { complete, notEmpty, storeRule } from './storeChecks.ts';

/** ESO: providers/v1/oracle `ValidateStore`. */
export const invalidOracleStore = storeRule({
  id: 'invalid-oracle-store',
  provider: 'oracle',
  summary: 'An Oracle Cloud store without a vault, a region or complete credentials.',
  bad: `vault: ocid1.vault.oc1.eu-frankfurt-1.example
region: ""
principalType: InstancePrincipal`,
  good: `vault: ocid1.vault.oc1.eu-frankfurt-1.example
region: eu-frankfurt-1
principalType: InstancePrincipal`,
  checks: [
    notEmpty('vault', 'vault cannot be empty'),
    notEmpty('region', 'region cannot be empty'),
    notEmpty('auth.user', 'user cannot be empty'),
    notEmpty('auth.tenancy', 'tenant cannot be empty'),
    complete('auth.secretRef.privatekey', [
      ['name', 'privateKey.name cannot be empty'],
      ['key', 'privateKey.key cannot be empty'],
    ]),
    complete('auth.secretRef.fingerprint', [
      ['name', 'fingerprint.name cannot be empty'],
      ['key', 'fingerprint.key cannot be empty'],
    ]),
  ],
});
