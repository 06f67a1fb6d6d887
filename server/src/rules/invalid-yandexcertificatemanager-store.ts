import { notEmpty, storeRule } from './storeChecks.ts';

/** ESO: providers/v1/yandex/certificatemanager. That `fetching` has exactly one of `byID` and `byName` is a rule of the CRD. */
export const invalidYandexcertificatemanagerStore = storeRule({
  id: 'invalid-yandexcertificatemanager-store',
  provider: 'yandexcertificatemanager',
  summary: 'A Yandex Certificate Manager store that fetches by name without a folder.',
  bad: `auth:
  authorizedKeySecretRef:
    name: yandex
    key: authorized-key
fetching:
  byName:
    folderID: ""`,
  good: `auth:
  authorizedKeySecretRef:
    name: yandex
    key: authorized-key
fetching:
  byName:
    folderID: b1g0000000000000000`,
  checks: [notEmpty('fetching.byName.folderID', "folderID is required when fetching policy is 'byName'")],
});
