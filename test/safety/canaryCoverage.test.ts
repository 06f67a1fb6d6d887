import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createNodeProviders } from '../../server/src/node/providers.ts';
import { canaryBackEnds } from '../canary/backEnds/index.ts';

describe('the canary', () => {
  it('drives every back end that the product has', () => {
    const providers = createNodeProviders({ clock: nodeClock, log: () => {} });
    const missing = providers.filter(
      ({ id, title }) => !canaryBackEnds.some((one) => one.id === id && (one.title ?? title) === title),
    );
    assert.deepEqual(
      missing.map(
        ({ id, title }) => `${title} (${id}): add a double to test/support/vaults, or a back end to test/canary/backEnds`,
      ),
      [],
    );
  });
});
