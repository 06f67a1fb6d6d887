import { notEmpty, refuse, storeRule } from './storeChecks.ts';
import type { StoreView } from './storeView.ts';

/** ESO: providers/v1/azure/keyvault `ValidateStore`. What authType needs is only found out when the store is used. */
export const invalidAzurekvStore = storeRule({
  id: 'invalid-azurekv-store',
  provider: 'azurekv',
  summary: 'An Azure Key Vault store whose cloud settings do not fit together.',
  bad: `vaultUrl: https://example.vault.local.azurestack.example
environmentType: AzureStackCloud
useAzureSDK: false
customCloudConfig:
  activeDirectoryEndpoint: https://login.local.azurestack.example`,
  good: `vaultUrl: https://example.vault.local.azurestack.example
environmentType: AzureStackCloud
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
  ],
});

function useAzureSdk(store: StoreView) {
  if (store.has('useAzureSDK') === true) {
    const at = { path: store.pathOf('useAzureSDK'), part: 'value' } as const;
    return [{ title: 'Change useAzureSDK to true', preferred: true, edits: [{ at, newText: 'true' }] }];
  }
  const at = { path: store.pathOf('customCloudConfig'), part: 'entry' } as const;
  return [
    { title: 'Add useAzureSDK: true', preferred: true, edits: [{ at, newText: 'useAzureSDK: true', beside: 'before' as const }] },
  ];
}
