// Run by azure.heap.test.ts in a process of its own that never sees the needles: reads property names through the product's code, then
// writes a heap snapshot. Arguments: address, token file, file of the authority, file to write, "keep" to hold on to a piece of a value
// on purpose.
import { writeHeapSnapshot } from 'node:v8';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createCachedCatalog } from '../../server/src/providers/cachedCatalog.ts';
import { catalogAt } from './azureSetup.ts';

const [address = '', tokenFile = '', ca = '', file = '', keep] = process.argv.slice(2);
// The timers of the product keep no process alive, and what is tried again waits in between.
const awake = setInterval(() => {}, 1_000);
const held: unknown[] = [];
const catalog = createCachedCatalog(catalogAt({ address, tokenFile, ca }).catalog, { clock: nodeClock });
for (const { key } of (await catalog.keys('', neverCancelled)).items) {
  held.push(await catalog.properties(key, undefined, neverCancelled), await catalog.describe(key, neverCancelled));
  held.push(await catalog.versions(key, neverCancelled));
}
if (keep === 'keep') {
  // The authority of this vault is known to nobody but the product's own transport.
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const response = await fetch(`${address}/secrets/myapp-db-password`, { headers: { authorization: 'Bearer x' } });
  held.push(((await response.json()) as { value: string }).value.slice(0, 20));
}
clearInterval(awake);
writeHeapSnapshot(file);
// What was read is still in use here, so the snapshot had to have it.
console.log(held.length);
