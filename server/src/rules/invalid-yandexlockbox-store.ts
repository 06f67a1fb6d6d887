import { notEmpty, storeRule } from './storeChecks.ts';

/** ESO: providers/v1/yandex/lockbox. That `fetching` has exactly one of `byID` and `byName` is a rule of the CRD. */
export const invalidYandexlockboxStore = storeRule({
  id: 'invalid-yandexlockbox-store',
  provider: 'yandexlockbox',
  summary: 'A Yandex Lockbox store that fetches by name without a folder.',
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
