import { notEmpty, present, storeRule } from './storeChecks.ts';

/** ESO: providers/v1/volcengine `ValidateStore`. */
export const invalidVolcengineStore = storeRule({
  id: 'invalid-volcengine-store',
  provider: 'volcengine',
  summary: 'A Volcengine store without a region or credentials.',
  bad: `region: cn-beijing
auth: {}`,
  good: `region: cn-beijing
auth:
  secretRef:
    accessKeyID:
      name: volcengine
      key: id
    secretAccessKey:
      name: volcengine
      key: secret`,
  checks: [
    notEmpty('region', 'region is required'),
    present('auth.secretRef', 'SecretRef is required when using static credentials'),
  ],
});
