import { parseGoUrl } from '../model/goUrl.ts';
import { complete, hasOnly, notEmpty, refuse, storeRule, textOf } from './storeChecks.ts';
import type { StoreView } from './storeView.ts';

const badUrl = 'invalid akeyless GW API URL';

/** ESO: providers/v1/akeyless `ValidateStore`. */
export const invalidAkeylessStore = storeRule({
  id: 'invalid-akeyless-store',
  provider: 'akeyless',
  summary: 'An Akeyless store without a usable gateway URL or access ID.',
  bad: `akeylessGWApiURL: api.akeyless.io
authSecretRef:
  secretRef:
    accessID:
      name: akeyless
      key: access-id`,
  good: `akeylessGWApiURL: https://api.akeyless.io
authSecretRef:
  secretRef:
    accessID:
      name: akeyless
      key: access-id`,
  checks: [
    textOf('akeylessGWApiURL', [badUrl], (text) =>
      text === '' || (parseGoUrl(text)?.host ?? '') !== ''
        ? undefined
        : { says: 'akeylessGWApiURL must be a URL with a host, such as https://api.akeyless.io', answer: badUrl },
    ),
    notEmpty('authSecretRef.kubernetesAuth.accessID', 'missing kubernetes auth-method access-id'),
    notEmpty('authSecretRef.kubernetesAuth.k8sConfName', 'missing kubernetes config name'),
    // With kubernetesAuth ESO looks at nothing else.
    complete(
      'authSecretRef.secretRef.accessID',
      [
        ['name', 'missing akeyless accessID name'],
        ['key', 'missing akeyless accessID key'],
      ],
      { under: 'authSecretRef', when: withoutKubernetesAuth },
    ),
    // ESO judges the namespace of a reference that is not there: an omission of theirs that only a ClusterSecretStore meets.
    refuse(
      'cluster scope requires namespace',
      'authSecretRef.secretRef.accessType',
      'In a ClusterSecretStore accessType must be there, and name the namespace of its Secret',
      (store) =>
        store.cluster &&
        withoutKubernetesAuth(store) &&
        store.has('authSecretRef.secretRef') &&
        store.has('authSecretRef.secretRef.accessType') === false,
    ),
  ],
});

function withoutKubernetesAuth(store: StoreView): boolean {
  return hasOnly(store, 'authSecretRef', ['secretRef', 'serviceAccountRef']);
}
