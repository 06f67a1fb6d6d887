import { required, storeRule } from './storeChecks.ts';

/** ESO: providers/v1/bitwarden `ValidateStore`. */
export const invalidBitwardensecretsmanagerStore = storeRule({
  id: 'invalid-bitwardensecretsmanager-store',
  provider: 'bitwardensecretsmanager',
  summary: 'A Bitwarden Secrets Manager store without the address of its SDK server.',
  bad: `organizationID: 027d23fa-aaaa-bbbb-cccc-0123456789ab
projectID: 14407193-aaaa-bbbb-cccc-0123456789ab
caProvider:
  type: Secret
  name: bitwarden-tls-certs
  key: ca.crt
auth:
  secretRef:
    credentials:
      name: bitwarden
      key: token`,
  good: `bitwardenServerSDKURL: https://bitwarden-sdk-server.default.svc.cluster.local:9998
organizationID: 027d23fa-aaaa-bbbb-cccc-0123456789ab
projectID: 14407193-aaaa-bbbb-cccc-0123456789ab
caProvider:
  type: Secret
  name: bitwarden-tls-certs
  key: ca.crt
auth:
  secretRef:
    credentials:
      name: bitwarden
      key: token`,
  checks: [required('bitwardenServerSDKURL', 'bitwardenServerSDKURL not configured')],
});
