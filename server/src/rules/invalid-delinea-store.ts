import { credential, notEmpty, storeRule } from './storeChecks.ts';

const texts = {
  both: 'cannot specify both secret reference and value',
  neither: 'must specify either secret reference or direct value',
  name: 'must specify a secret name',
  key: 'must specify a secret key',
};

/** ESO: providers/v1/delinea `getConfig`, in the webhook and again whenever the store is opened. */
export const invalidDelineaStore = storeRule({
  id: 'invalid-delinea-store',
  provider: 'delinea',
  summary: 'A Delinea store without a tenant or with incomplete credentials.',
  bad: `tenant: example
clientId:
  value: eso
clientSecret:
  secretRef:
    name: delinea`,
  good: `tenant: example
clientId:
  value: eso
clientSecret:
  secretRef:
    name: delinea
    key: client-secret`,
  checks: [notEmpty('tenant', 'tenant must not be empty'), credential('clientId', texts), credential('clientSecret', texts)],
});
