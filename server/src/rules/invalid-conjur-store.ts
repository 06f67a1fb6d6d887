import { hasOnly, notEmpty, present, refuse, storeRule } from './storeChecks.ts';

/** ESO: providers/v1/conjur `ValidateStore`. */
export const invalidConjurStore = storeRule({
  id: 'invalid-conjur-store',
  provider: 'conjur',
  summary: 'A Conjur store with an incomplete way to log in.',
  bad: `url: https://conjur.example.com
auth:
  jwt:
    account: example
    serviceID: kubernetes`,
  good: `url: https://conjur.example.com
auth:
  jwt:
    account: example
    serviceID: kubernetes
    serviceAccountRef:
      name: conjur-reader`,
  checks: [
    notEmpty('url', 'conjur URL cannot be empty'),
    notEmpty('auth.apikey.account', 'missing Auth.ApiKey.Account'),
    notEmpty('auth.jwt.account', 'missing Auth.Jwt.Account'),
    notEmpty('auth.jwt.serviceID', 'missing Auth.Jwt.ServiceID'),
    refuse(
      'must specify Auth.Jwt.SecretRef or Auth.Jwt.ServiceAccountRef',
      'auth.jwt',
      'auth.jwt needs secretRef or serviceAccountRef',
      (store) => hasOnly(store, 'auth.jwt', ['account', 'serviceID', 'hostId']),
    ),
    notEmpty('auth.cert.account', 'missing Auth.Cert.Account'),
    notEmpty('auth.cert.serviceID', 'missing Auth.Cert.ServiceID'),
    present('auth.cert.clientCertRef.name', 'missing Auth.Cert.ClientCertRef.Name'),
    present('auth.cert.clientKeyRef.name', 'missing Auth.Cert.ClientKeyRef.Name'),
  ],
});
