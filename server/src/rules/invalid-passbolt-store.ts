import { parseGoUrl } from '../model/goUrl.ts';
import { complete, notEmpty, storeRule, textOf } from './storeChecks.ts';

const missing = (field: string) => `missing: spec.provider.passbolt.${field}`;
const noUrl = 'parse …';
const notHttps = 'host Url has to be https scheme';

/** ESO: providers/v1/passbolt `ValidateStore`. */
export const invalidPassboltStore = storeRule({
  id: 'invalid-passbolt-store',
  provider: 'passbolt',
  summary: 'A Passbolt store whose host is not https, or whose credentials are not fully named.',
  bad: `host: http://passbolt.example.com
auth:
  passwordSecretRef:
    name: passbolt
    key: password
  privateKeySecretRef:
    name: passbolt
    key: private-key`,
  good: `host: https://passbolt.example.com
auth:
  passwordSecretRef:
    name: passbolt
    key: password
  privateKeySecretRef:
    name: passbolt
    key: private-key`,
  checks: [
    complete('auth.passwordSecretRef', [
      ['name', missing('auth.passwordSecretRef')],
      ['key', missing('auth.passwordSecretRef')],
    ]),
    complete('auth.privateKeySecretRef', [
      ['name', missing('auth.privateKeySecretRef')],
      ['key', missing('auth.privateKeySecretRef')],
    ]),
    notEmpty('host', missing('host')),
    textOf('host', [noUrl, notHttps], (text) => {
      const url = parseGoUrl(text);
      if (url === undefined) return { says: 'host must be a URL', answer: noUrl };
      return url.scheme === 'https' || text === '' ? undefined : { says: 'host must begin with https://', answer: notHttps };
    }),
  ],
});
