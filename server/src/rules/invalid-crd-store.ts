import { complete, refuse, type StoreCheck, storeRule } from './storeChecks.ts';
import type { StoreView } from './storeView.ts';

const secret = 'kind "Secret" is not allowed: use the Kubernetes provider to read Kubernetes Secrets';

/** ESO: providers/v1/crd `ValidateStore`, and runtime/esutils `ValidateKubernetesConnection`. */
export const invalidCrdStore = storeRule({
  id: 'invalid-crd-store',
  provider: 'crd',
  summary: 'A store of custom resources that reads Secrets, or with an unusable whitelist or credentials.',
  bad: `resource:
  group: ""
  version: v1
  kind: Secret
server:
  caProvider:
    type: ConfigMap
    name: kube-root-ca.crt
    key: ca.crt
auth:
  serviceAccount:
    name: reader`,
  good: `resource:
  group: example.com
  version: v1
  kind: Database
server:
  caProvider:
    type: ConfigMap
    name: kube-root-ca.crt
    key: ca.crt
auth:
  serviceAccount:
    name: reader`,
  checks: [
    complete('auth.cert.clientCert', [
      ['name', 'ClientCert.Name cannot be empty'],
      ['key', 'ClientCert.Key cannot be empty'],
    ]),
    complete('auth.token.bearerToken', [
      ['name', 'BearerToken.Name cannot be empty'],
      ['key', 'BearerToken.Key cannot be empty'],
    ]),
    refuse(
      secret,
      'resource.kind',
      'This provider does not read Secrets; the kubernetes provider does',
      (store) =>
        store.has('resource.group') === true &&
        store.text('resource.group') === '' &&
        store.text('resource.version') === 'v1' &&
        store.text('resource.kind') === 'Secret',
    ),
    whitelist(
      'crd: whitelist.rules[…]: whitelist rule must define name, namespace, or properties',
      (field) => field,
      'A whitelist rule must have a name, a namespace or properties',
      (store, field) =>
        store.text(`${field}.name`) === '' && store.text(`${field}.namespace`) === '' && store.count(`${field}.properties`) === 0,
    ),
    whitelist(
      'crd: whitelist.rules[…].namespace is not supported for a SecretStore (it only reads its own namespace); remove it or use a ClusterSecretStore',
      (field) => `${field}.namespace`,
      'In a SecretStore a whitelist rule cannot have a namespace',
      (store, field) => !store.cluster && store.has(`${field}.namespace`) === true && store.text(`${field}.namespace`) !== '',
    ),
  ],
});

function whitelist(
  answer: string,
  fieldOf: (rule: string) => string,
  says: string,
  applies: (store: StoreView, rule: string) => boolean,
): StoreCheck {
  return {
    answers: [answer],
    judge: (store) =>
      Array.from({ length: store.count('whitelist.rules') ?? 0 }, (_, i) => i)
        .filter((i) => applies(store, `whitelist.rules.${i}`))
        .map((i) => ({ field: fieldOf(`whitelist.rules.${i}`), says, answer: answer.replace('…', String(i)) })),
  };
}
