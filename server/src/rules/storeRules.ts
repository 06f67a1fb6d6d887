import { invalidAkeylessStore } from './invalid-akeyless-store.ts';
import { invalidAwsStore } from './invalid-aws-store.ts';
import { invalidAzurekvStore } from './invalid-azurekv-store.ts';
import { invalidBarbicanStore } from './invalid-barbican-store.ts';
import { invalidBeyondtrustStore } from './invalid-beyondtrust-store.ts';
import { invalidBeyondtrustworkloadcredentialsStore } from './invalid-beyondtrustworkloadcredentials-store.ts';
import { invalidBitwardensecretsmanagerStore } from './invalid-bitwardensecretsmanager-store.ts';
import { invalidChefStore } from './invalid-chef-store.ts';
import { invalidCloudrusmStore } from './invalid-cloudrusm-store.ts';
import { invalidConjurStore } from './invalid-conjur-store.ts';
import { invalidCrdStore } from './invalid-crd-store.ts';
import { invalidDelineaStore } from './invalid-delinea-store.ts';
import { invalidDopplerStore } from './invalid-doppler-store.ts';
import { invalidDvlsStore } from './invalid-dvls-store.ts';
import { invalidFakeStore } from './invalid-fake-store.ts';
import { invalidFortanixStore } from './invalid-fortanix-store.ts';
import { invalidGitlabStore } from './invalid-gitlab-store.ts';
import { invalidIbmStore } from './invalid-ibm-store.ts';
import { invalidInfisicalStore } from './invalid-infisical-store.ts';
import { invalidKeepersecurityStore } from './invalid-keepersecurity-store.ts';
import { invalidKubernetesStore } from './invalid-kubernetes-store.ts';
import { invalidNebiusmysteryboxStore } from './invalid-nebiusmysterybox-store.ts';
import { invalidNgrokStore } from './invalid-ngrok-store.ts';
import { invalidOnboardbaseStore } from './invalid-onboardbase-store.ts';
import { invalidOnepasswordSdkStore } from './invalid-onepassword-sdk-store.ts';
import { invalidOnepasswordStore } from './invalid-onepassword-store.ts';
import { invalidOracleStore } from './invalid-oracle-store.ts';
import { invalidOvhStore } from './invalid-ovh-store.ts';
import { invalidPassboltStore } from './invalid-passbolt-store.ts';
import { invalidPreviderStore } from './invalid-previder-store.ts';
import { invalidPulumiStore } from './invalid-pulumi-store.ts';
import { invalidScalewayStore } from './invalid-scaleway-store.ts';
import { invalidSecretserverStore } from './invalid-secretserver-store.ts';
import { invalidSenhaseguraStore } from './invalid-senhasegura-store.ts';
import { invalidVaultStore } from './invalid-vault-store.ts';
import { invalidVolcengineStore } from './invalid-volcengine-store.ts';
import { invalidYandexcertificatemanagerStore } from './invalid-yandexcertificatemanager-store.ts';
import { invalidYandexlockboxStore } from './invalid-yandexlockbox-store.ts';
import type { StoreRule } from './storeChecks.ts';

/** What ESO's `ValidateStore` says of each provider, by the provider's name. Those without a rule have no such checks but namespaces. */
export const storeRules: readonly StoreRule[] = [
  invalidAkeylessStore,
  invalidAwsStore,
  invalidAzurekvStore,
  invalidBarbicanStore,
  invalidBeyondtrustStore,
  invalidBeyondtrustworkloadcredentialsStore,
  invalidBitwardensecretsmanagerStore,
  invalidChefStore,
  invalidCloudrusmStore,
  invalidConjurStore,
  invalidCrdStore,
  invalidDelineaStore,
  invalidDopplerStore,
  invalidDvlsStore,
  invalidFakeStore,
  invalidFortanixStore,
  invalidGitlabStore,
  invalidIbmStore,
  invalidInfisicalStore,
  invalidKeepersecurityStore,
  invalidKubernetesStore,
  invalidNebiusmysteryboxStore,
  invalidNgrokStore,
  invalidOnboardbaseStore,
  invalidOnepasswordSdkStore,
  invalidOnepasswordStore,
  invalidOracleStore,
  invalidOvhStore,
  invalidPassboltStore,
  invalidPreviderStore,
  invalidPulumiStore,
  invalidScalewayStore,
  invalidSecretserverStore,
  invalidSenhaseguraStore,
  invalidVaultStore,
  invalidVolcengineStore,
  invalidYandexcertificatemanagerStore,
  invalidYandexlockboxStore,
];
