import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findCluster } from '../../scripts/setup/cluster.ts';
import { sharedFolder } from '../support/shared.ts';
import { compare, tellComparison } from './mutations/compare.ts';
import { type Judges, startWithNewest, startWithOwn } from './mutations/planes.ts';

const crds = join(sharedFolder, 'eso/crds/2.9.0.yaml');
const cluster = findCluster();
const missing = cluster.ready
  ? existsSync(crds)
    ? undefined
    : 'no CRDs of ESO 2.9.0 beside the project (../shared)'
  : cluster.reason;

/** Enough to meet every kind of mistake some times; `npm run hunt` goes on from there. */
const range = { seed: 20260131, from: 0, to: 8000 };

describe('mutated manifests before us and before a real API server with the real webhook', { skip: missing ?? false }, () => {
  it('are refused by both or by neither, with the CRDs of ESO 2.9.0', () => agree((programs) => startWithNewest(programs, crds)));

  it("are refused by both or by neither, with the CRDs of the webhook's own version", () => agree(startWithOwn));
});

async function agree(start: (programs: Parameters<typeof startWithOwn>[0]) => Promise<Judges>): Promise<void> {
  assert.ok(cluster.ready);
  const { plane, sides } = await start(cluster.programs);
  try {
    const found = await compare(sides, range);
    assert.ok(found.refused > 1000 && found.agreed - found.refused > 500, tellComparison(found, 0));
    assert.deepEqual(found.disagreements, [], tellComparison(found));
  } finally {
    await plane.stop();
  }
}
