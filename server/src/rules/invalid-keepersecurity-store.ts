import { notEmpty, storeRule } from './storeChecks.ts';

/** ESO: providers/v1/keepersecurity `ValidateStore`. */
export const invalidKeepersecurityStore = storeRule({
  id: 'invalid-keepersecurity-store',
  provider: 'keepersecurity',
  summary: 'A Keeper Security store without a folder.',
  bad: `folderID: ""
authRef:
  name: keeper
  key: config`,
  good: `folderID: 1Pq3Zr5Tx7
authRef:
  name: keeper
  key: config`,
  checks: [notEmpty('folderID', 'missing: spec.provider.keepersecurity.folderID')],
});
