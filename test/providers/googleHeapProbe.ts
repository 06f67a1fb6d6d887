// Run by google.heap.test.ts in a process of its own that never sees the needles: reads property names through the product's code,
// then writes a heap snapshot. Arguments: address, token, file to write, "keep" to hold on to a piece of a value on purpose.
import { writeHeapSnapshot } from 'node:v8';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createCachedCatalog } from '../../server/src/providers/cachedCatalog.ts';
import { catalogAt } from './googleSetup.ts';

const [url = '', token = '', file = '', keep] = process.argv.slice(2);
// The timers of the product keep no process alive, and what is tried again waits in between.
const awake = setInterval(() => {}, 1_000);
const held: unknown[] = [];
for (const config of [{}, { location: 'europe-west3' }, { secretVersionSelectionPolicy: 'LatestOrFetch' }]) {
  const catalog = createCachedCatalog(catalogAt(url, token, config), { clock: nodeClock });
  for (const { key } of (await catalog.keys('', neverCancelled)).items)
    held.push(await catalog.properties(key, undefined, neverCancelled), await catalog.describe(key, neverCancelled));
}
if (keep === 'keep') {
  const path = 'v1/projects/shop-1/secrets/prod-myapp-api-key/versions/latest:access';
  const response = await fetch(`${url}/${path}`, { headers: { authorization: `Bearer ${token}` } });
  held.push(((await response.json()) as { payload: { data: string } }).payload.data.slice(0, 20));
}
clearInterval(awake);
writeHeapSnapshot(file);
// What was read is still in use here, so the snapshot had to have it.
console.log(held.length);
