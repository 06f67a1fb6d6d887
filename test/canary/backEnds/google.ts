import { startSecretManager } from '../../support/google/secretManager.ts';
import { seedGoogle } from '../../support/google/seed.ts';
import { type CanaryBackEnd, faultOf } from './backEnd.ts';

/** Google Secret Manager. */
export const googleCanary: CanaryBackEnd = {
  id: 'gcpsm',
  async start(plant) {
    const manager = await startSecretManager({ secrets: seedGoogle(() => plant()) });
    return {
      store: {
        name: 'google',
        provider: 'gcpsm',
        config: { projectID: 'shop-1', secretVersionSelectionPolicy: 'LatestOrFetch' },
        keys: ['prod-myapp-database', 'prod-myapp-api-key', 'prod-other', 'with_bytes', 'with-mark', 'switched-off'],
        files: { 'google-token': 'ya29.all' },
        logins: { 'gcpsm:shop-1': { address: manager.url, tokenFile: '~/google-token' } },
        proofs: ['nested.list.0.port'],
      },
      fault: faultOf(manager),
    };
  },
};
