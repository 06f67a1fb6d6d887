import type { CanaryBackEnd } from './backEnd.ts';

/**
 * ESO's fake provider: its values are literals of the user's manifest, which stays in memory; told or written they must not be. They are
 * planted by `vaultProcess.ts`, which searches the heap for the others only.
 */
export const fakeCanary: CanaryBackEnd = {
  id: 'fake',
  async start(plant) {
    const data = [
      { key: 'app', value: JSON.stringify({ username: plant(), nested: { deep: plant() } }) },
      { key: 'text', value: plant(), version: 'v1' },
    ];
    return {
      store: { name: 'fake', provider: 'fake', config: { data }, keys: ['app', 'text'], proofs: ['nested.deep'] },
      fault: () => {},
    };
  },
};
