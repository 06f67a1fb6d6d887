/**
 * Hunts for manifests about which we and the real API server disagree, as long as one likes:
 * `npm run hunt -- [seed] [number] [own]`; with `own` by the CRDs of the operator's own version instead of those of 2.9.0.
 */
import { join } from 'node:path';
import { findCluster } from '../../../scripts/setup/cluster.ts';
import { sharedFolder } from '../../support/shared.ts';
import { compare, tellComparison } from './compare.ts';
import { startWithNewest, startWithOwn } from './planes.ts';

const [seed = '1', number = '20000', own] = process.argv.slice(2);
const cluster = findCluster();
if (!cluster.ready) throw new Error(cluster.reason);
const { plane, sides } =
  own === 'own'
    ? await startWithOwn(cluster.programs)
    : await startWithNewest(cluster.programs, join(sharedFolder, 'eso/crds/2.9.0.yaml'));
try {
  const range = { seed: Number(seed), from: 0, to: Number(number) };
  const found = await compare(sides, range, (done) => {
    if (done % 5000 === 0) process.stderr.write(`${done}\n`);
  });
  process.stdout.write(`${tellComparison(found, 100)}\n`);
  process.exitCode = found.disagreements.length === 0 ? 0 : 1;
} finally {
  await plane.stop();
}
