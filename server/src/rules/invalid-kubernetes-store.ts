import { complete, storeRule } from './storeChecks.ts';

/** ESO: runtime/esutils `ValidateKubernetesConnection`. A store without `auth` and `authRef` is admitted. */
export const invalidKubernetesStore = storeRule({
  id: 'invalid-kubernetes-store',
  provider: 'kubernetes',
  summary: 'A Kubernetes store whose certificate or token is not fully named.',
  bad: `remoteNamespace: shared
server:
  caProvider:
    type: ConfigMap
    name: kube-root-ca.crt
    key: ca.crt
auth:
  token:
    bearerToken:
      name: reader`,
  good: `remoteNamespace: shared
server:
  caProvider:
    type: ConfigMap
    name: kube-root-ca.crt
    key: ca.crt
auth:
  token:
    bearerToken:
      name: reader
      key: token`,
  checks: [
    complete('auth.cert.clientCert', [
      ['name', 'ClientCert.Name cannot be empty'],
      ['key', 'ClientCert.Key cannot be empty'],
    ]),
    complete('auth.token.bearerToken', [
      ['name', 'BearerToken.Name cannot be empty'],
      ['key', 'BearerToken.Key cannot be empty'],
    ]),
  ],
});
