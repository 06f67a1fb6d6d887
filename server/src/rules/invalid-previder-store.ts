import { complete, present, storeRule } from './storeChecks.ts';

/** ESO: providers/v1/previder `ValidateStore`. */
export const invalidPreviderStore = storeRule({
  id: 'invalid-previder-store',
  provider: 'previder',
  summary: 'A Previder store without a complete access token.',
  bad: `auth:
  secretRef:
    accessToken:
      name: previder`,
  good: `auth:
  secretRef:
    accessToken:
      name: previder
      key: token`,
  checks: [
    present('auth.secretRef', 'missing Previder Auth SecretRef'),
    complete('auth.secretRef.accessToken', [
      ['name', 'missing Previder accessToken name'],
      ['key', 'missing Previder accessToken key'],
    ]),
  ],
});
