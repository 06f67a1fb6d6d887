import { startKeyVault } from '../../support/azure/keyVault.ts';
import { seedKeyVault, vaultClients } from '../../support/azure/seed.ts';
import { authority } from './authority.ts';
import { type CanaryBackEnd, faultOf } from './backEnd.ts';

const vaultUrl = 'https://my-keyvault.vault.azure.net';

/** Azure Key Vault: secrets, certificates and keys. */
export const azureCanary: CanaryBackEnd = {
  id: 'azurekv',
  async start(plant) {
    const vault = await startKeyVault(authority);
    const clients = vaultClients(vault.url, authority.cert);
    await seedKeyVault(clients, () => plant());
    await clients.secrets.setSecret('myapp-half-json', `{"password": "${plant()}", broken`);
    return {
      store: {
        name: 'azure',
        provider: 'azurekv',
        config: { vaultUrl },
        keys: [
          'myapp-database',
          'myapp-db-password',
          'myapp-half-json',
          'switched-off',
          'half-off',
          'cert/ingress',
          'key/signing',
        ],
        files: { 'azure-token': 'made-up' },
        logins: { [`azurekv:${vaultUrl}`]: { address: vault.url, tokenFile: '~/azure-token' } },
        proofs: ['nested.deep.user'],
      },
      fault: faultOf(vault),
    };
  },
};
