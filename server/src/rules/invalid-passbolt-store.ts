import { parseGoUrl } from '../model/goUrl.ts';
import { complete, notEmpty, storeRule, textOf } from './storeChecks.ts';

const missing = (field: string) => `missing: spec.provider.passbolt.${field}`;
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
    textOf('host', [notHttps], (text) => {
      const scheme = parseGoUrl(text)?.scheme;
      return scheme === undefined || scheme === 'https' ? undefined : { says: 'host must begin with https://', answer: notHttps };
    }),
  ],
});
