import { phrase } from '../localisation.ts';
import { addBeside, changeTo } from '../model/externalSecret.ts';
import type { Fix } from '../model/finding.ts';
import { notEmpty, refuse, type StoreCheck, storeRule } from './storeChecks.ts';
import type { StoreObjection } from './storeObjection.ts';
import type { StoreView } from './storeView.ts';

/** The service principal's login is looked at in this order, and the first objection is the answer (`authorizerForServicePrincipal`). */
const servicePrincipal: StoreCheck = {
  answers: [
    'missing tenantID in store config',
    'missing secretRef in provider config',
    'missing accessKeyID/secretAccessKey in store config',
    'both clientSecret and clientCredentials set',
  ],
  judge(store) {
    const type = store.text('authType');
    if (type !== '' && type !== 'ServicePrincipal') return [];
    const objection = principalObjection(store);
    const by = type === '' ? 'without authType ESO logs in as a service principal' : 'the login as a service principal needs it';
    return objection === undefined
      ? []
      : [{ when: 'later', ...objection, says: `${objection.says}: ${by}`, fixes: otherLogin(store) }];
  },
};

/** ESO: providers/v1/azure/keyvault `ValidateStore`, and what the login of a service principal needs when the store is used. */
export const invalidAzurekvStore = storeRule({
  id: 'invalid-azurekv-store',
  provider: 'azurekv',
  summary: 'An Azure Key Vault store whose cloud settings do not fit together, or with an incomplete login.',
  bad: `vaultUrl: https://example.vault.local.azurestack.example
environmentType: AzureStackCloud
authType: ManagedIdentity
useAzureSDK: false
customCloudConfig:
  activeDirectoryEndpoint: https://login.local.azurestack.example`,
  good: `vaultUrl: https://example.vault.local.azurestack.example
environmentType: AzureStackCloud
authType: ManagedIdentity
useAzureSDK: true
customCloudConfig:
  activeDirectoryEndpoint: https://login.local.azurestack.example`,
  fixable: true,
  checks: [
    refuse(
      'CustomCloudConfig requires UseAzureSDK to be set to true - the legacy SDK does not support custom clouds',
      'useAzureSDK',
      'customCloudConfig needs useAzureSDK: true',
      (store) => store.has('customCloudConfig') && store.flag('useAzureSDK') === false,
      { fixes: useAzureSdk },
    ),
    notEmpty('customCloudConfig.activeDirectoryEndpoint', 'activeDirectoryEndpoint is required in CustomCloudConfig'),
    refuse(
      'CustomCloudConfig is required when EnvironmentType is AzureStackCloud',
      'environmentType',
      'environmentType AzureStackCloud needs customCloudConfig',
      (store) => store.text('environmentType') === 'AzureStackCloud' && store.has('customCloudConfig') === false,
    ),
    servicePrincipal,
  ],
});

function principalObjection(store: StoreView): Pick<StoreObjection, 'field' | 'says' | 'answer'> | undefined {
  const [tenant, reference] = [store.has('tenantId'), store.has('authSecretRef')];
  if (tenant === false) return { field: 'tenantId', says: 'tenantId is missing', answer: 'missing tenantID in store config' };
  if (reference === false) {
    return { field: 'authSecretRef', says: 'authSecretRef is missing', answer: 'missing secretRef in provider config' };
  }
  const [id, secret, certificate] = ['clientId', 'clientSecret', 'clientCertificate'].map((field) =>
    store.has(`authSecretRef.${field}`),
  );
  if (tenant !== true || reference !== true) return undefined;
  const incomplete = 'missing accessKeyID/secretAccessKey in store config';
  if (id === false) return { field: 'authSecretRef.clientId', says: 'authSecretRef.clientId is missing', answer: incomplete };
  if (secret === false && certificate === false) {
    const says = 'authSecretRef has neither clientSecret nor clientCertificate';
    return { field: 'authSecretRef.clientSecret', says, answer: incomplete };
  }
  if (secret !== true || certificate !== true) return undefined;
  const says = 'authSecretRef has both clientSecret and clientCertificate';
  return { field: 'authSecretRef.clientCertificate', says, answer: 'both clientSecret and clientCredentials set' };
}

/** The way to log in that the other fields speak for. */
function otherLogin(store: StoreView): readonly Fix[] {
  const [meant] = [['serviceAccountRef', 'WorkloadIdentity'] as const, ['identityId', 'ManagedIdentity'] as const].filter(
    ([field]) => store.has(field) === true,
  );
  if (meant === undefined || store.has('authSecretRef') !== false) return [];
  const [field, type] = meant;
  return store.has('authType') === true
    ? changeTo(store.resource, store.pathOf('authType'), type, true)
    : addBeside(store.resource, store.pathOf(field), 'before', `authType: ${type}`, true);
}

function useAzureSdk(store: StoreView) {
  if (store.has('useAzureSDK') === true) {
    const at = { path: store.pathOf('useAzureSDK'), part: 'value' } as const;
    return [{ title: phrase('Change {0} to {1}', 'useAzureSDK', 'true'), preferred: true, edits: [{ at, newText: 'true' }] }];
  }
  const at = { path: store.pathOf('customCloudConfig'), part: 'entry' } as const;
  return [
    {
      title: phrase('Add {0}', 'useAzureSDK: true'),
      preferred: true,
      edits: [{ at, newText: 'useAzureSDK: true', beside: 'before' as const }],
    },
  ];
}
