// Run by hashicorp.heap.test.ts in a process of its own that never sees the needles: reads property names through the product's code,
// then writes a heap snapshot. Arguments: address, token, file to write, "keep" to hold on to a piece of a value on purpose.
import { writeHeapSnapshot } from 'node:v8';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createCachedCatalog } from '../../server/src/providers/cachedCatalog.ts';
import { catalogAt } from './hashicorpSetup.ts';

const [url = '', token = '', file = '', keep] = process.argv.slice(2);
// The timers of the product keep no process alive, and what is tried again waits in between.
const awake = setInterval(() => {}, 1_000);
const held: unknown[] = [];
// The token may not ask for names alone, so version 2 reads values too.
for (const config of [{ path: 'secret' }, { path: 'old', version: 'v1' }]) {
  const catalog = createCachedCatalog(catalogAt(url, token, config), { clock: nodeClock });
  for (const { key } of (await catalog.keys('', neverCancelled)).items)
    held.push(await catalog.properties(key, undefined, neverCancelled), await catalog.describe(key, neverCancelled));
}
if (keep === 'keep') {
  const response = await fetch(`${url}/v1/old/top`, { headers: { 'x-vault-token': token } });
  held.push(((await response.json()) as { data: { value: string } }).data.value.slice(0, 20));
}
clearInterval(awake);
writeHeapSnapshot(file);
// What was read is still in use here, so the snapshot had to have it.
console.log(held.length);
