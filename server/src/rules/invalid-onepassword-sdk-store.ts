import { complete, refuse, storeRule } from './storeChecks.ts';

const prefix = 'received invalid 1PasswordSdk SecretStore resource: missing:';
const token = 'spec.provider.onepasswordsdk.auth.secretRef.serviceAccountTokenSecretRef';

/** ESO: providers/v1/onepasswordsdk `ValidateStore`. That `vault` and `environment` exclude each other is a rule of the CRD. */
export const invalidOnepasswordSdkStore = storeRule({
  id: 'invalid-onepassword-sdk-store',
  provider: 'onepasswordSDK',
  summary: 'A 1Password SDK store without a vault or environment, or without a complete token.',
  bad: `auth:
  serviceAccountSecretRef:
    name: onepassword
    key: token`,
  good: `vault: production
auth:
  serviceAccountSecretRef:
    name: onepassword
    key: token`,
  checks: [
    complete('auth.serviceAccountSecretRef', [
      ['name', `${prefix} ${token}.name`],
      ['key', `${prefix} ${token}.key`],
    ]),
    refuse(
      `${prefix} exactly one of spec.provider.onepasswordsdk.vault or spec.provider.onepasswordsdk.environment must be set`,
      'vault',
      'A onepasswordSDK store needs vault or environment',
      (store) => store.text('vault') === '' && store.text('environment') === '',
    ),
  ],
});
