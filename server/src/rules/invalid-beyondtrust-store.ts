import { parseGoUrl } from '../model/goUrl.ts';
import { credential, hasOnly, refuse, type StoreCheck, storeRule, textOf } from './storeChecks.ts';
import type { StoreView } from './storeView.ts';

/** ESO: providers/v1/beyondtrust `ValidateStore`. Half a certificate pair is only a warning, as ESO itself has it. */
export const invalidBeyondtrustStore = storeRule({
  id: 'invalid-beyondtrust-store',
  provider: 'beyondtrust',
  summary: 'A BeyondTrust store without a usable address or a complete way to log in.',
  bad: `server:
  apiUrl: https://example.ps.beyondtrustcloud.com/BeyondTrust/api/public/v3/
  verifyCA: true
auth:
  clientId:
    secretRef:
      name: beyondtrust
      key: client-id`,
  good: `server:
  apiUrl: https://example.ps.beyondtrustcloud.com/BeyondTrust/api/public/v3/
  verifyCA: true
auth:
  clientId:
    secretRef:
      name: beyondtrust
      key: client-id
  clientSecret:
    secretRef:
      name: beyondtrust
      key: client-secret`,
  checks: [
    textOf('server.apiUrl', ['invalid host URL'], (text) =>
      (parseGoUrl(text)?.host ?? '') === ''
        ? { says: 'server.apiUrl must be a URL with a host', answer: 'invalid host URL' }
        : undefined,
    ),
    refuse(
      'no authentication method configured: set auth.apiKey, or auth.clientId and auth.clientSecret',
      'auth',
      'auth needs apiKey, or clientId and clientSecret',
      (store) => hasOnly(store, 'auth', ['certificate', 'certificateKey']),
    ),
    ...(['clientId', 'clientSecret'] as const).map((field, i) => otherHalf(field, i === 0 ? 'clientSecret' : 'clientId')),
    ...['apiKey', 'clientId', 'clientSecret'].map((field) => given(field)),
    given('certificate', isPair),
    given('certificateKey', isPair),
    ...(['certificate', 'certificateKey'] as const).map((field, i) =>
      refuse(
        'certificate and certificateKey must both be set for client-certificate authentication; the incomplete pair is ignored',
        `auth.${field}`,
        `auth.${field} has no effect without auth.${i === 0 ? 'certificateKey' : 'certificate'}`,
        (store) => store.has(`auth.${field}`) && lacks(store, i === 0 ? 'certificateKey' : 'certificate'),
        { when: 'warned' },
      ),
    ),
  ],
});

function otherHalf(field: string, other: string): StoreCheck {
  return refuse(
    'both clientId and clientSecret must be set for OAuth authentication',
    `auth.${field}`,
    `auth.${field} needs auth.${other}`,
    (store) => store.has(`auth.${field}`) && lacks(store, other) && lacks(store, 'apiKey'),
  );
}

function given(field: string, when?: (store: StoreView) => boolean): StoreCheck {
  const texts = {
    neither: `${field}: either secretRef or value must be set`,
    both: `${field}: cannot specify both secret reference and value`,
    name: `${field}: must specify a secret name`,
    key: `${field}: must specify a secret key`,
  };
  return credential(`auth.${field}`, texts, when);
}

function isPair(store: StoreView): boolean {
  return store.has('auth.certificate') === true && store.has('auth.certificateKey') === true;
}

function lacks(store: StoreView, field: string): boolean {
  return store.has(`auth.${field}`) === false;
}
